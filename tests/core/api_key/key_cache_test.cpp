#include "core/api_key/key_cache.hpp"

#include <gtest/gtest.h>

namespace pay200 {
namespace {

using namespace std::chrono_literals;

class KeyCacheTest : public testing::Test {
 protected:
  static KeyHolder holder(std::int64_t merchant) {
    return {{.merchant_id = MerchantId{merchant}, .key_id = {}}, std::nullopt};
  }
  void put(const std::string& hash, std::int64_t merchant = 7) {
    cache_.put(hash, holder(merchant), cache_.generation(), steady_);
  }
  bool knows(const std::string& hash) { return cache_.find(hash, now_, steady_).has_value(); }

  KeyCache cache_{3};
  KeyCache::SteadyTime steady_{1h};
  Time now_ = system_clock().now();
};

TEST_F(KeyCacheTest, NothingIsBelievedBeforeTheDatabaseHasBeenAsked) {
  EXPECT_TRUE(cache_.must_ask(steady_));
  put("a");
  EXPECT_FALSE(knows("a"));
  cache_.confirm(1, steady_);
  put("a");
  ASSERT_TRUE(knows("a"));
  EXPECT_EQ(cache_.find("a", now_, steady_)->merchant_id, MerchantId{7});
  EXPECT_FALSE(cache_.must_ask(steady_));
}

TEST_F(KeyCacheTest, OneAsksEarlyAndTheOthersGoOn) {
  cache_.confirm(1, steady_);
  put("a");
  steady_ += KeyCache::kAskAfter;
  EXPECT_TRUE(cache_.must_ask(steady_));
  EXPECT_FALSE(cache_.must_ask(steady_));
  EXPECT_TRUE(knows("a"));
  cache_.confirm(1, steady_);
  EXPECT_TRUE(knows("a"));
  EXPECT_FALSE(cache_.must_ask(steady_));
}

TEST_F(KeyCacheTest, WithoutAnAnswerNothingIsBelievedAndEveryoneAsks) {
  cache_.confirm(1, steady_);
  put("a");
  steady_ += KeyCache::kBelievedFor - 1ms;
  EXPECT_TRUE(knows("a"));
  steady_ += 1ms;
  EXPECT_FALSE(knows("a"));
  EXPECT_TRUE(cache_.must_ask(steady_));
  EXPECT_TRUE(cache_.must_ask(steady_));
  cache_.confirm(1, steady_);
  EXPECT_TRUE(knows("a")) << "nothing has changed meanwhile";
}

TEST_F(KeyCacheTest, AnotherVersionEmptiesItAlsoALowerOne) {
  for (const std::int64_t version : {5, 6, 2}) {
    steady_ += 10ms;
    cache_.confirm(version, steady_);
    EXPECT_FALSE(knows("a")) << version;
    put("a");
    EXPECT_TRUE(knows("a")) << version;
  }
}

TEST_F(KeyCacheTest, AnAnswerThatWasOvertakenSaysNothing) {
  cache_.confirm(6, steady_);
  put("a");
  cache_.confirm(5, steady_ - 10ms);
  EXPECT_TRUE(knows("a"));
  steady_ += KeyCache::kBelievedFor;
  cache_.confirm(6, steady_ - KeyCache::kBelievedFor);
  EXPECT_FALSE(knows("a")) << "asked too long ago";
}

TEST_F(KeyCacheTest, WhatWasLookedUpBeforeTheChangeIsNotKept) {
  cache_.confirm(1, steady_);
  const auto before = cache_.generation();
  cache_.confirm(2, steady_ + 1ms);
  cache_.put("a", holder(7), before, steady_);
  EXPECT_FALSE(knows("a"));
}

TEST_F(KeyCacheTest, AKeyEndsAtItsOwnTime) {
  cache_.confirm(1, steady_);
  KeyHolder rotated = holder(7);
  rotated.expires_at = now_ + 10s;
  cache_.put("a", rotated, cache_.generation(), steady_);
  EXPECT_TRUE(knows("a"));
  now_ += 10s;
  EXPECT_FALSE(knows("a"));
}

TEST_F(KeyCacheTest, AfterAMinuteItIsLookedUpAnew) {
  cache_.confirm(1, steady_);
  put("a");
  steady_ += KeyCache::kKeptFor;
  cache_.confirm(1, steady_);
  EXPECT_FALSE(knows("a"));
}

TEST_F(KeyCacheTest, TheOneUsedLongestAgoMakesRoom) {
  cache_.confirm(1, steady_);
  for (const char* hash : {"a", "b", "c"}) put(hash);
  put("b", 8);  // again: still three
  EXPECT_TRUE(knows("a"));
  put("d");
  EXPECT_TRUE(knows("a"));
  EXPECT_TRUE(knows("b"));
  EXPECT_FALSE(knows("c"));
  EXPECT_TRUE(knows("d"));
  EXPECT_EQ(cache_.find("b", now_, steady_)->merchant_id, MerchantId{8});
}

}  // namespace
}  // namespace pay200
