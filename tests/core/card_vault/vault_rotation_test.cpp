#include "core/card_vault/vault_rotation.hpp"

#include <future>
#include <gtest/gtest.h>
#include <pqxx/pqxx>
#include <stdexcept>
#include <thread>

#include "core/platform/crypto/crypto.hpp"
#include "dev/vault_rows.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

const std::string kPan = "4242424242424242";
constexpr std::size_t kRows = 200;
using Retired = VaultRotation::Retired;

class VaultRotationTest : public testing::Test {
 protected:
  VaultRotationTest() {
    vault_.load(link(), now_);
    // What the world's shoppers have is no card number; a card that is sealed comes in its place.
    world_.database().execute("DELETE FROM pay200.card");
  }

  db::Database& link() { return world_.database().link(); }
  /// Of a shopper of its own.
  CardId add_card(const CardVault& vault) {
    const CardId id = CardId::make(now_);
    const auto sealed = vault.seal(id, kPan);
    world_.database().execute(dev::kInsertSealedCards +
                              dev::sealed_card_row(id, sealed, "424242", "4242"));
    return id;
  }
  /// As a worker registers it; "" if it may.
  std::string add_card_refusal(int key_version) {
    try {
      world_.database().execute("SELECT pay200.add_card('" + world_.shopper_id.to_sql() +
                                "', gen_random_uuid(), '', '', " + std::to_string(key_version) +
                                ", '\\x01', '424242', '4242', 'visa', '3012', 10, now())");
      return "";
    } catch (const std::runtime_error& refused) {
      return refused.what();
    }
  }
  std::string opened(const CardVault& vault, CardId id) {
    const auto bytes = [this, id](const char* column) {
      return *crypto::from_hex(world_.value("SELECT encode(" + std::string(column) +
                                            ", 'hex') FROM pay200.card WHERE card_id = '" +
                                            id.to_sql() + "'"));
    };
    const int version = std::stoi(
        world_.value("SELECT key_version FROM pay200.card WHERE card_id = '" + id.to_sql() + "'"));
    return vault.open(id, bytes("pan_nonce"), bytes("pan_ciphertext"), version).value_or("");
  }
  void finish(CardVault& vault, std::size_t rows = kRows) {
    while (step_vault_rotation(link(), vault, rows, now_) != RotationStep::kNothing) {
    }
  }
  std::int64_t under(int version) {
    for (const SealedCount& count : operators_.counts()) {
      if (count.key_version == version) return count.all();
    }
    return 0;
  }
  void let_hours_pass() { world_.database().execute(dev::kRotationOfTwoHoursAgo); }

  test::PaymentWorld world_;
  const Time now_ = system_clock().now();
  const std::string kek_ = std::string(32, 'k');
  const std::string hmac_key_ = std::string(32, 'h');
  CardVault vault_{kek_, hmac_key_};
  VaultRotation operators_{world_.database().operators()};
};

TEST_F(VaultRotationTest, EverythingIsUnderTheNewKeyInTheEndAndOpens) {
  std::vector<CardId> cards;
  for (int i = 0; i < 25; ++i) cards.push_back(add_card(vault_));
  EXPECT_EQ(operators_.ask(now_).to_version, 2);
  finish(vault_, 10);
  EXPECT_EQ(under(1), 0);
  EXPECT_EQ(under(2), 25);
  EXPECT_TRUE(operators_.progress()->done());
  EXPECT_EQ(operators_.progress()->resealed, 25);
  for (const CardId id : cards) EXPECT_EQ(opened(vault_, id), kPan);
}

TEST_F(VaultRotationTest, AnotherLinkOpensWhatIsUnderAKeyThatItHasNotHeardOf) {
  CardVault other(kek_, hmac_key_);
  other.load(link(), now_);
  const CardId id = add_card(vault_);
  operators_.ask(now_);
  finish(vault_);
  EXPECT_EQ(other.newest(), 1);
  EXPECT_EQ(opened(other, id), kPan);
  EXPECT_EQ(other.newest(), 2);
}

TEST_F(VaultRotationTest, WhatIsSealedUnderTheOldKeyMeanwhileIsFoundByTheNextPass) {
  CardVault late(kek_, hmac_key_);
  late.load(link(), now_);
  for (int i = 0; i < 5; ++i) add_card(vault_);
  operators_.ask(now_);
  for (int steps = 0; steps < 4; ++steps) step_vault_rotation(link(), vault_, kRows, now_);
  add_card(late);
  EXPECT_EQ(under(1), 1);
  finish(vault_);
  EXPECT_EQ(under(1), 0);
}

TEST_F(VaultRotationTest, ALinkThatDiesIsFollowedByAnotherThatGoesOn) {
  for (int i = 0; i < 20; ++i) add_card(vault_);
  operators_.ask(now_);
  for (int steps = 0; steps < 3; ++steps) step_vault_rotation(link(), vault_, 5, now_);
  EXPECT_EQ(under(2), 10);
  CardVault successor(kek_, hmac_key_);
  successor.load(link(), now_);
  finish(successor, 5);
  EXPECT_EQ(under(2), 20);
  EXPECT_EQ(operators_.progress()->resealed, 20) << "no row twice";
}

TEST_F(VaultRotationTest, WhatAPaymentHasLockedIsLeftForTheNextPass) {
  const CardId id = add_card(vault_);
  add_card(vault_);
  operators_.ask(now_);
  std::promise<void> locked, passed;
  std::thread payment([&] {
    world_.database().owner().run_transaction("lock", [&](pqxx::transaction_base& work) {
      work.exec("SELECT 1 FROM pay200.card WHERE card_id = '" + id.to_sql() + "' FOR UPDATE");
      locked.set_value();
      passed.get_future().wait();
    });
  });
  locked.get_future().wait();
  while (step_vault_rotation(link(), vault_, kRows, now_) != RotationStep::kPassOver) {
  }
  EXPECT_EQ(under(1), 1);
  passed.set_value();
  payment.join();
  finish(vault_);
  EXPECT_EQ(under(1), 0);
}

TEST_F(VaultRotationTest, ACardSealedUnderAKeyThatIsNoMoreIsRefused) {
  operators_.ask(now_);
  finish(vault_);
  let_hours_pass();
  operators_.retire(std::chrono::hours(1), now_);
  EXPECT_NE(add_card_refusal(1).find("which is no more"), std::string::npos);
  EXPECT_EQ(add_card_refusal(2), "");
}

TEST_F(VaultRotationTest, WhatACardIsFoundByGoesOverToTheKeyOfNow) {
  const CardId one = add_card(vault_);
  const CardId twice = add_card(vault_);
  CardVault renewed(kek_, std::string(32, 'r'));
  renewed.load(link(), now_);
  const auto hmac = [&](CardId id) {
    return world_.value("SELECT encode(pan_hmac, 'hex') FROM pay200.card WHERE card_id = '" +
                        id.to_sql() + "'");
  };
  const std::string found_by = crypto::to_hex(renewed.seal(one, kPan).pan_hmac);
  // The shopper of `twice` has registered the number again since.
  const CardId again = add_card(renewed);
  world_.database().execute(
      "UPDATE pay200.card SET pan_hmac = '\\x" + found_by +
      "', shopper_id = (SELECT shopper_id FROM pay200.card WHERE card_id = '" + twice.to_sql() +
      "') WHERE card_id = '" + again.to_sql() + "'");
  operators_.ask(now_);
  finish(renewed);
  EXPECT_EQ(hmac(one), found_by);
  EXPECT_EQ(hmac(again), found_by);
  EXPECT_NE(hmac(twice), found_by);
  EXPECT_EQ(opened(renewed, twice), kPan);
}

TEST_F(VaultRotationTest, WhatWasRegisteredTwiceGoesOverInOneBatch) {
  const CardId one = add_card(vault_);
  const CardId two = add_card(vault_);
  world_.database().execute(
      "UPDATE pay200.card SET shopper_id = '" + world_.shopper_id.to_sql() +
      "', pan_hmac = decode(md5(card_id::text), 'hex')");  // by two keys of before
  operators_.ask(now_);
  finish(vault_);
  EXPECT_EQ(world_.value("SELECT count(*) FROM pay200.card WHERE pan_hmac = '\\x" +
                         crypto::to_hex(vault_.seal(one, kPan).pan_hmac) + "'"),
            "1");
  EXPECT_EQ(opened(vault_, one), kPan);
  EXPECT_EQ(opened(vault_, two), kPan);
}

TEST_F(VaultRotationTest, ALinkWithTheKeyEncryptionKeyOfBeforeMakesNoKey) {
  const std::string new_kek(32, 'n');
  EXPECT_EQ(rewrap_data_keys(link(), kek_, new_kek), 1);
  operators_.ask(now_);
  EXPECT_THROW(step_vault_rotation(link(), vault_, kRows, now_), std::runtime_error);
  EXPECT_EQ(world_.value("SELECT max(key_version) FROM pay200.data_key"), "1");
  CardVault restarted(new_kek, hmac_key_);
  restarted.load(link(), now_);
  const CardId id = add_card(restarted);
  finish(restarted);
  EXPECT_EQ(opened(restarted, id), kPan);
}

TEST_F(VaultRotationTest, AskedAgainWhileItIsOnItsWayItIsTheSame) {
  add_card(vault_);
  EXPECT_TRUE(operators_.ask(now_).newly);
  EXPECT_FALSE(operators_.ask(now_).newly);
  finish(vault_);
  EXPECT_EQ(operators_.ask(now_).to_version, 3);
}

TEST_F(VaultRotationTest, AnOldKeyGoesOnlyWhenNothingCanNeedIt) {
  constexpr std::chrono::hours kHour{1};
  const CardId id = add_card(vault_);
  EXPECT_EQ(operators_.retire(kHour, now_), Retired::kNone);
  operators_.ask(now_);
  step_vault_rotation(link(), vault_, kRows, now_);
  EXPECT_EQ(operators_.retire(kHour, now_), Retired::kRotating);
  finish(vault_);
  EXPECT_EQ(operators_.retire(kHour, now_), Retired::kYoung);
  let_hours_pass();
  EXPECT_EQ(operators_.could_retire(kHour, now_), Retired::kRetired);
  EXPECT_EQ(operators_.counts().size(), 2U);
  EXPECT_EQ(operators_.retire(kHour, now_), Retired::kRetired);
  EXPECT_EQ(operators_.counts().size(), 1U);
  vault_.load(link(), now_);
  EXPECT_EQ(opened(vault_, id), kPan);
}

TEST_F(VaultRotationTest, WhatIsStillUnderAnOldKeyGoesOverBeforeTheKeyIsForgotten) {
  constexpr std::chrono::hours kHour{1};
  CardVault late(kek_, hmac_key_);
  late.load(link(), now_);
  operators_.ask(now_);
  finish(vault_);
  const CardId id = add_card(late);
  let_hours_pass();
  EXPECT_EQ(operators_.could_retire(kHour, now_), Retired::kInUse);
  EXPECT_TRUE(operators_.progress()->done());
  EXPECT_EQ(operators_.retire(kHour, now_), Retired::kInUse);
  EXPECT_FALSE(operators_.progress()->done());
  finish(vault_);
  EXPECT_EQ(under(1), 0);
  EXPECT_EQ(operators_.retire(kHour, now_), Retired::kYoung);
  let_hours_pass();
  EXPECT_EQ(operators_.retire(kHour, now_), Retired::kRetired);
  EXPECT_EQ(opened(vault_, id), kPan);
}

TEST_F(VaultRotationTest, ALinkForgetsWhatWasRetired) {
  const CardId id = CardId::make(now_);
  const auto old = vault_.seal(id, kPan);
  operators_.ask(now_);
  finish(vault_);
  EXPECT_EQ(vault_.open(id, old.nonce, old.ciphertext, 1), kPan);
  let_hours_pass();
  EXPECT_EQ(operators_.retire(std::chrono::hours(1), now_), Retired::kRetired);
  vault_.load(link(), now_);
  EXPECT_EQ(vault_.open(id, old.nonce, old.ciphertext, 1), std::nullopt);
}

TEST_F(VaultRotationTest, ANumberThatDoesNotOpenStopsItAndNothingOfTheBatchIsChanged) {
  add_card(vault_);
  world_.database().execute("UPDATE pay200.card SET pan_ciphertext = '\\x00'");
  add_card(vault_);
  operators_.ask(now_);
  step_vault_rotation(link(), vault_, kRows, now_);
  EXPECT_THROW(step_vault_rotation(link(), vault_, kRows, now_), std::runtime_error);
  EXPECT_EQ(under(1), 2);
}

}  // namespace
}  // namespace pay200
