#include "core/shopper/try_limits.hpp"

#include <gtest/gtest.h>

#include "core/shopper/try_store.hpp"
#include "tests/core/shopper/sample_shopper.hpp"
#include "tests/support/test_database.hpp"
#include "tests/support/together.hpp"

namespace pay200 {
namespace {

using std::chrono::seconds;

class TryLimitsTest : public testing::Test {
 protected:
  static constexpr int kMost = 3;
  static constexpr int kWindowS = 60;

  Result<CountedTry> attempt(const std::string& subject = "someone", const char* kind = "a") {
    return CountedTry::count(database_.api(), test::kPinKey, {{kind, subject, kMost, kWindowS}},
                             clock_.now());
  }
  /// 0: it may go on.
  int pause(const std::string& subject = "someone", const char* kind = "a") {
    const auto counted = attempt(subject, kind);
    if (counted) return 0;
    EXPECT_EQ(counted.error().code, ErrorCode::kTooManyRequests);
    return counted.error().retry_after_s.value_or(-1);
  }
  void use_up() {
    for (int i = 0; i < kMost; ++i) ASSERT_EQ(pause(), 0) << i;
  }

  test::TestDatabase database_;
  test::SetClock clock_;
};

TEST_F(TryLimitsTest, MoreThanAllowedInAWindowPauses) {
  use_up();
  EXPECT_EQ(pause(), kWindowS);
  clock_.advance(seconds(kWindowS - 1));
  EXPECT_EQ(pause(), 1) << "a try while paused does not make it longer";
  clock_.advance(seconds(1));
  EXPECT_EQ(pause(), 0);
}

TEST_F(TryLimitsTest, EveryFurtherWindowUsedUpDoublesThePause) {
  for (const int expected : {60, 120, 240}) {
    use_up();
    EXPECT_EQ(pause(), expected);
    clock_.advance(seconds(expected));
  }
}

TEST_F(TryLimitsTest, AQuietDayMakesGood) {
  use_up();
  EXPECT_EQ(pause(), 60);
  clock_.advance(seconds(60 + 24 * 3600));
  use_up();
  EXPECT_EQ(pause(), 60);
}

TEST_F(TryLimitsTest, ANewWindowBeginsAtNothing) {
  use_up();
  clock_.advance(seconds(kWindowS));
  use_up();
}

TEST_F(TryLimitsTest, WhatIsForgivenDoesNotCount) {
  for (int i = 0; i < 3 * kMost; ++i) {
    auto counted = attempt();
    ASSERT_TRUE(counted) << i;
    counted->forgive(clock_.now());
  }
}

TEST_F(TryLimitsTest, SubjectsAndKindsAreCountedApart) {
  use_up();
  EXPECT_EQ(pause("another"), 0);
  EXPECT_EQ(pause("someone", "b"), 0);
  EXPECT_NE(pause(), 0);
}

TEST_F(TryLimitsTest, ARefusalByOneLimitIsNotCountedAgainstTheOthers) {
  use_up();
  for (int i = 0; i < 2 * kMost; ++i) {
    const auto both = CountedTry::count(
        database_.api(), test::kPinKey,
        {{"b", "someone", kMost, kWindowS}, {"a", "someone", kMost, kWindowS}}, clock_.now());
    ASSERT_FALSE(both);
  }
  EXPECT_EQ(pause("someone", "b"), 0);
}

TEST_F(TryLimitsTest, NoLimitAndNoSubjectAreNotCounted) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(CountedTry::count(database_.api(), test::kPinKey,
                                  {{"a", "someone", 0, kWindowS}, {"a", "", kMost, kWindowS}},
                                  clock_.now()));
  }
  EXPECT_EQ(database_.execute("SELECT count(*) FROM pay200.try_count"), "0\n");
}

TEST_F(TryLimitsTest, TriesMadeAtOnceAreAllCounted) {
  database_.api();  // opened by one thread
  const auto pauses = test::results_together(8, [&](std::size_t) { return pause(); });
  EXPECT_EQ(std::count(pauses.begin(), pauses.end(), 0), kMost);
}

TEST_F(TryLimitsTest, TheTableNamesNobody) {
  attempt("203.0.113.7").ok();
  const auto rows = database_.execute(
      "SELECT t::text, encode(subject, 'escape') "
      "FROM pay200.try_count t");
  EXPECT_EQ(rows.find("203.0.113.7"), std::string::npos);
}

TEST_F(TryLimitsTest, WhatNoLongerMattersIsForgotten) {
  use_up();
  EXPECT_EQ(try_store::forget_tries(database_.relay(), 10, clock_.now()), 0U);
  clock_.advance(seconds(kWindowS + 2 * 24 * 3600 + 1));
  EXPECT_EQ(try_store::forget_tries(database_.relay(), 10, clock_.now()), 1U);
}

TEST_F(TryLimitsTest, AnAddressOfIpv6IsCountedByItsSubscriber) {
  EXPECT_EQ(counted_address("2001:db8:1:2:3:4:5:6"), counted_address("2001:db8:1:2::1"));
  EXPECT_NE(counted_address("2001:db8:1:2::1"), counted_address("2001:db8:1:3::1"));
  EXPECT_EQ(counted_address("203.0.113.7"), "203.0.113.7");
}

}  // namespace
}  // namespace pay200
