#include "core/api_key/api_key_service.hpp"

#include <chrono>
#include <future>
#include <gtest/gtest.h>
#include <thread>

#include "core/api_key/key_cache.hpp"
#include "core/merchant/merchant_service.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "tests/support/test_database.hpp"

namespace pay200 {
namespace {

using namespace std::chrono_literals;

class StandingClock : public Clock {
 public:
  explicit StandingClock(Time time = system_clock().now()) : time_(time) {}
  Time now() const override { return time_; }
  void set(Time time) { time_ = time; }

 private:
  Time time_;
};

constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

class ApiKeyServiceTest : public testing::Test {
 protected:
  MerchantId add_merchant(bool live) {
    MerchantService::NewMerchant merchant;
    merchant.live = live;
    merchant.name = "shop";
    merchant.business_number = "220-81-62517";
    return MerchantService(database_.operators(), system_clock()).add_merchant(merchant)->id;
  }
  ApiKeyService::Issued issue(MerchantId merchant_id, KeyKind kind = KeyKind::kSecret) {
    return service_.issue_api_key(merchant_id, kind).value();
  }
  ErrorCode refusal(std::string_view key) {
    const auto principal = of_worker_.authenticate(key);
    EXPECT_FALSE(principal);
    return principal.error().code;
  }

  test::TestDatabase database_;
  ApiKeyService service_{database_.operators(), system_clock()};
  ApiKeyService of_worker_{database_.api(), system_clock()};
  MerchantId merchant_id_ = add_merchant(false);
};

TEST_F(ApiKeyServiceTest, AKeySaysItsModeAndKindAndEndsInAChecksum) {
  const MerchantId live = add_merchant(true);
  EXPECT_EQ(issue(merchant_id_, KeyKind::kClient).secret.substr(0, 8), "test_ck_");
  EXPECT_EQ(issue(merchant_id_, KeyKind::kSecret).secret.substr(0, 8), "test_sk_");
  EXPECT_EQ(issue(live, KeyKind::kClient).secret.substr(0, 8), "live_ck_");
  EXPECT_EQ(issue(live, KeyKind::kSecret).secret.substr(0, 8), "live_sk_");
  const std::string key = issue(merchant_id_).secret;
  EXPECT_EQ(key.size(), 8U + 32U + 6U);
  EXPECT_TRUE(is_well_formed_api_key(key));
}

TEST_F(ApiKeyServiceTest, TheChecksumIsTheOneThatOtherProgramsCompute) {
  // Python: zlib.crc32(b"test_sk_" + b"0" * 32) is 0xa7c6a1e0, in base62 (0-9A-Za-z) 34UfLs.
  EXPECT_TRUE(is_well_formed_api_key("test_sk_" + std::string(32, '0') + "34UfLs"));
}

TEST_F(ApiKeyServiceTest, EveryMistypedCharacterIsFoundByTheChecksum) {
  const std::string key = issue(merchant_id_).secret;
  for (std::size_t i = 0; i < key.size(); ++i) {
    for (const char c : kBase62) {
      if (c == key[i]) continue;
      std::string mistyped = key;
      mistyped[i] = c;
      ASSERT_FALSE(is_well_formed_api_key(mistyped)) << "position " << i << ", " << c;
    }
  }
}

TEST_F(ApiKeyServiceTest, NeighboursSwappedAreFoundByTheChecksum) {
  const std::string key = issue(merchant_id_).secret;
  for (std::size_t i = 8; i + 1 < key.size(); ++i) {
    if (key[i] == key[i + 1]) continue;
    std::string swapped = key;
    std::swap(swapped[i], swapped[i + 1]);
    EXPECT_FALSE(is_well_formed_api_key(swapped)) << "position " << i;
  }
}

TEST_F(ApiKeyServiceTest, WhatIsNotShapedLikeAKeyIsRefusedWithoutALookUp) {
  const std::string key = issue(merchant_id_).secret;
  const std::vector<std::string> wrong = {"",
                                          "test_sk_",
                                          key + "0",
                                          key.substr(0, 45),
                                          " " + key,
                                          key + " ",
                                          key.substr(1),
                                          std::string(46, '\0'),
                                          "Test" + key.substr(4)};
  for (const auto& text : wrong) {
    EXPECT_FALSE(is_well_formed_api_key(text)) << text;
    EXPECT_EQ(refusal(text), ErrorCode::kInvalidApiKey) << text;
  }
}

TEST_F(ApiKeyServiceTest, AKeyNamesItsMerchant) {
  const auto issued = issue(merchant_id_, KeyKind::kClient);
  const auto principal = of_worker_.authenticate(issued.secret);
  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->merchant_id, merchant_id_);
  EXPECT_EQ(principal->key_id, issued.key.id);
  EXPECT_EQ(principal->kind, KeyKind::kClient);
  EXPECT_FALSE(principal->live);
  EXPECT_TRUE(of_worker_.authenticate(issue(add_merchant(true)).secret)->live);
}

TEST_F(ApiKeyServiceTest, AWellFormedKeyThatWasNeverIssuedIsRefused) {
  const auto issued = issue(merchant_id_);
  database_.execute("DELETE FROM pay200.api_key");
  EXPECT_EQ(refusal(issued.secret), ErrorCode::kInvalidApiKey);
}

TEST_F(ApiKeyServiceTest, ARevokedKeyStopsAtOnceAndTheOthersGoOn) {
  const auto first = issue(merchant_id_);
  const auto second = issue(merchant_id_);
  ASSERT_TRUE(of_worker_.authenticate(first.secret));
  EXPECT_TRUE(service_.revoke_api_key(first.key.id).value());
  EXPECT_EQ(refusal(first.secret), ErrorCode::kInvalidApiKey);
  EXPECT_TRUE(of_worker_.authenticate(second.secret));
}

TEST_F(ApiKeyServiceTest, ACacheAsksForAKeyOnceAndFindsItRevokedWithinASecond) {
  const auto issued = issue(merchant_id_);
  ApiKeyService cached(database_.api(), system_clock(), 10);
  ASSERT_TRUE(cached.authenticate(issued.secret));
  // Behind its back: only what it remembers can still say yes.
  database_.execute("UPDATE pay200.api_key SET revoked_at = now()");
  EXPECT_EQ(cached.authenticate(issued.secret)->key_id, issued.key.id);
  database_.execute("UPDATE pay200.api_key SET revoked_at = NULL");

  EXPECT_TRUE(service_.revoke_api_key(issued.key.id).value());
  std::this_thread::sleep_for(KeyCache::kAskAfter);
  EXPECT_EQ(cached.authenticate(issued.secret).error().code, ErrorCode::kInvalidApiKey);
}

TEST_F(ApiKeyServiceTest, AKeyRotatedWithAnOverlapEndsAtItsTimeInACacheToo) {
  const Time begin = system_clock().now();
  StandingClock clock(begin);
  ApiKeyService of_operator(database_.operators(), clock);
  ApiKeyService cached(database_.api(), clock, 10);
  const auto issued = issue(merchant_id_);
  ASSERT_TRUE(cached.authenticate(issued.secret)) << "remembered before it was given an end";
  const auto rotated = of_operator.rotate_api_key(issued.key.id, 1h);
  ASSERT_TRUE(rotated && *rotated);
  std::this_thread::sleep_for(KeyCache::kAskAfter);
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(cached.authenticate(issued.secret)) << "overlap";
  clock.set(begin + 1h - 1us);
  ASSERT_TRUE(cached.authenticate(issued.secret));
  clock.set(begin + 1h);
  EXPECT_EQ(cached.authenticate(issued.secret).error().code, ErrorCode::kInvalidApiKey);
  EXPECT_TRUE(cached.authenticate((*rotated)->secret));
}

TEST_F(ApiKeyServiceTest, ItsLastUseIsKeptToAMinute) {
  const Time begin = *from_iso8601("2026-11-23T10:00:00+09:00");
  StandingClock clock(begin);
  ApiKeyService of_worker(database_.api(), clock);
  const auto issued = issue(merchant_id_);
  const auto last_used_at = [&] { return service_.get_api_key(issued.key.id)->last_used_at; };
  EXPECT_FALSE(last_used_at());
  for (const auto& [later, noted] : {std::pair{0s, 0s}, std::pair{59s, 0s}, std::pair{60s, 60s}}) {
    clock.set(begin + later);
    ASSERT_TRUE(of_worker.authenticate(issued.secret));
    EXPECT_EQ(last_used_at(), begin + noted);
  }
}

TEST_F(ApiKeyServiceTest, ACacheNeverRemembersThatAKeyIsNone) {
  ApiKeyService cached(database_.api(), system_clock(), 10);
  const auto issued = issue(merchant_id_);
  database_.execute("UPDATE pay200.api_key SET expires_at = '2001-01-01'");
  EXPECT_FALSE(cached.authenticate(issued.secret));
  database_.execute("UPDATE pay200.api_key SET expires_at = NULL");
  EXPECT_TRUE(cached.authenticate(issued.secret));
}

TEST_F(ApiKeyServiceTest, WhatEndsAKeyCountsTheVersionUpAndNothingElseDoes) {
  const auto version = [&] {
    return database_.execute("SELECT version FROM pay200.api_key_change");
  };
  const auto first = issue(merchant_id_);
  const auto second = issue(merchant_id_);
  EXPECT_EQ(version(), "1\n");
  EXPECT_TRUE(service_.revoke_api_key(first.key.id).value());
  EXPECT_EQ(version(), "2\n");
  EXPECT_FALSE(service_.revoke_api_key(first.key.id).value());
  EXPECT_EQ(version(), "2\n");
  EXPECT_TRUE(service_.rotate_api_key(second.key.id, std::chrono::hours(1)).value());
  EXPECT_EQ(version(), "3\n");
}

TEST_F(ApiKeyServiceTest, RevokingTwiceSaysSoAndKeepsTheFirstTime) {
  const auto issued = issue(merchant_id_);
  EXPECT_TRUE(service_.revoke_api_key(issued.key.id).value());
  const auto revoked_at = service_.get_api_key(issued.key.id)->revoked_at;
  ASSERT_TRUE(revoked_at);
  EXPECT_FALSE(service_.revoke_api_key(issued.key.id).value());
  EXPECT_EQ(service_.get_api_key(issued.key.id)->revoked_at, revoked_at);
}

TEST_F(ApiKeyServiceTest, WhatDoesNotExistIsNotFound) {
  const ApiKeyId nobody = ApiKeyId::make(system_clock().now());
  EXPECT_EQ(service_.revoke_api_key(nobody).error().code, ErrorCode::kNotFoundApiKey);
  EXPECT_EQ(service_.get_api_key(nobody).error().code, ErrorCode::kNotFoundApiKey);
  EXPECT_EQ(service_.issue_api_key(MerchantId{1}, KeyKind::kSecret).error().code,
            ErrorCode::kNotFoundMerchant);
  EXPECT_TRUE(service_.list_api_keys(MerchantId{1}).empty());
}

TEST_F(ApiKeyServiceTest, ASuspendedMerchantsKeysWorkSoThatItCanGiveBack) {
  const auto issued = issue(merchant_id_);
  database_.execute("UPDATE pay200.merchant SET status = 'suspended'");
  EXPECT_TRUE(of_worker_.authenticate(issued.secret));
}

TEST_F(ApiKeyServiceTest, ARotatedKeyLivesOnForTheOverlapBesideItsSuccessor) {
  const auto old = issue(merchant_id_, KeyKind::kClient);
  const auto rotated = service_.rotate_api_key(old.key.id, 60s).value();
  ASSERT_TRUE(rotated);
  EXPECT_EQ(rotated->key.kind, KeyKind::kClient);
  EXPECT_EQ(rotated->secret.substr(0, 8), "test_ck_");
  EXPECT_EQ(of_worker_.authenticate(old.secret)->key_id, old.key.id);
  EXPECT_EQ(of_worker_.authenticate(rotated->secret)->merchant_id, merchant_id_);
  const auto kept = service_.get_api_key(old.key.id).value();
  EXPECT_EQ(kept.successor_id, rotated->key.id);
  EXPECT_EQ(kept.expires_at, rotated->key.created_at + 60s);
  EXPECT_FALSE(kept.revoked_at);
}

TEST_F(ApiKeyServiceTest, ARotatedKeyIsRefusedFromTheEndOfItsOverlapOn) {
  const StandingClock now;
  const StandingClock later{now.now() + 60s};
  const auto old = issue(merchant_id_);
  ASSERT_TRUE(ApiKeyService(database_.operators(), now).rotate_api_key(old.key.id, 60s).value());
  const StandingClock before{later.now() - 1us};
  EXPECT_TRUE(ApiKeyService(database_.api(), before).authenticate(old.secret));
  const auto refused = ApiKeyService(database_.api(), later).authenticate(old.secret);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidApiKey);
}

TEST_F(ApiKeyServiceTest, WithoutOverlapTheOldKeyIsRevokedAtOnce) {
  const auto old = issue(merchant_id_);
  const auto rotated = service_.rotate_api_key(old.key.id, 0s).value();
  ASSERT_TRUE(rotated);
  EXPECT_EQ(refusal(old.secret), ErrorCode::kInvalidApiKey);
  EXPECT_EQ(service_.get_api_key(old.key.id)->revoked_at, rotated->key.created_at);
  EXPECT_TRUE(of_worker_.authenticate(rotated->secret));
}

TEST_F(ApiKeyServiceTest, OnlyALivingKeyWithoutASuccessorIsRotated) {
  const auto old = issue(merchant_id_);
  ASSERT_TRUE(service_.rotate_api_key(old.key.id, 60s).value());
  EXPECT_FALSE(service_.rotate_api_key(old.key.id, 60s).value());
  const auto revoked = issue(merchant_id_);
  ASSERT_TRUE(service_.revoke_api_key(revoked.key.id));
  EXPECT_FALSE(service_.rotate_api_key(revoked.key.id, 60s).value());
  EXPECT_EQ(service_.list_api_keys(merchant_id_).size(), 3U);
  const auto nobody = service_.rotate_api_key(ApiKeyId::make(system_clock().now()), 60s);
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, ErrorCode::kNotFoundApiKey);
}

TEST_F(ApiKeyServiceTest, OfTwoRotationsAtOnceOneMakesTheSuccessor) {
  const auto old = issue(merchant_id_);
  std::vector<std::future<bool>> rotations;
  for (int i = 0; i < 8; ++i) {
    rotations.push_back(std::async(std::launch::async, [&] {
      return service_.rotate_api_key(old.key.id, 60s).value().has_value();
    }));
  }
  int made = 0;
  for (auto& rotation : rotations) made += rotation.get() ? 1 : 0;
  EXPECT_EQ(made, 1);
  EXPECT_EQ(service_.list_api_keys(merchant_id_).size(), 2U);
}

TEST_F(ApiKeyServiceTest, WhoeverHoldsAKeyCanAskWhatItIsEvenWhenItHasEnded) {
  const auto issued = issue(merchant_id_);
  ASSERT_TRUE(service_.revoke_api_key(issued.key.id));
  const auto found = service_.identify_api_key(issued.secret);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, issued.key.id);
  EXPECT_TRUE(found->revoked_at);
  EXPECT_EQ(service_.identify_api_key(issued.secret.substr(1)).error().code,
            ErrorCode::kInvalidApiKey);
  EXPECT_EQ(service_.identify_api_key("test_sk_" + std::string(32, '0') + "34UfLs").error().code,
            ErrorCode::kNotFoundApiKey);
}

TEST_F(ApiKeyServiceTest, AListShowsPrefixAndLastFourNewestFirstAndNoMerchantsButTheOne) {
  const auto first = issue(merchant_id_, KeyKind::kClient);
  const auto second = issue(merchant_id_, KeyKind::kSecret);
  static_cast<void>(issue(add_merchant(false)));
  const auto listed = service_.list_api_keys(merchant_id_);
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].id, second.key.id);
  EXPECT_EQ(listed[1].id, first.key.id);
  EXPECT_EQ(listed[1].prefix, "test_ck_");
  EXPECT_EQ(listed[1].last_four, first.secret.substr(first.secret.size() - 4));
  EXPECT_FALSE(listed[1].revoked_at);
}

TEST_F(ApiKeyServiceTest, OnlyTheHashIsKept) {
  const auto issued = issue(merchant_id_);
  const std::string row = database_.execute("SELECT k::text FROM pay200.api_key k");
  EXPECT_EQ(row.find(issued.secret.substr(8, 32)), std::string::npos);
  EXPECT_NE(row.find(crypto::to_hex(crypto::sha256(issued.secret))), std::string::npos);
}

}  // namespace
}  // namespace pay200
