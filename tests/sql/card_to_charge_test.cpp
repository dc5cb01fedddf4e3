#include <gtest/gtest.h>

#include "core/shopper/shopper_service.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

constexpr int kMaxFailures = 5;

class CardToChargeTest : public testing::Test {
 protected:
  Result<CardToCharge> ask(CardId card, std::string_view pin) {
    return card_to_charge(world_.api(), PaymentWorld::kPinKey, world_.shopper_id, card, pin,
                          kMaxFailures);
  }
  std::string failures() {
    return world_.value("SELECT pin_failures FROM shopper WHERE shopper_id = '" +
                        world_.shopper_id.to_sql() + "'");
  }

  PaymentWorld world_;
};

TEST_F(CardToChargeTest, TheRightPinGivesTheCardWithAllThatChargingItTakes) {
  const auto card = ask(world_.card_id, PaymentWorld::kPin);
  ASSERT_TRUE(card.ok());
  EXPECT_EQ(card->id, world_.card_id);
  EXPECT_EQ(card->pan_nonce, std::string(12, 'n'));
  EXPECT_EQ(card->pan_ciphertext, std::string(32, 'c'));
  EXPECT_EQ(card->key_version, 1);
  EXPECT_EQ(card->bin + card->last_four + card->brand + card->expiry, "4242424242visa3012");
  EXPECT_FALSE(card->live);
}

TEST_F(CardToChargeTest, AWrongPinIsCountedAndGivesNoCard) {
  for (int i = 1; i < kMaxFailures; ++i) {
    EXPECT_EQ(ask(world_.card_id, "000000").error().code, ErrorCode::kInvalidPin);
    EXPECT_EQ(failures(), std::to_string(i));
  }
  EXPECT_EQ(ask(world_.card_id, "000000").error().code, ErrorCode::kPinLocked);
  EXPECT_EQ(ask(world_.card_id, PaymentWorld::kPin).error().code, ErrorCode::kPinLocked);
}

/// A set of calls has one commit: a wrong PIN's count is on the disk before it is answered.
TEST_F(CardToChargeTest, OnlyWhereNothingWasWrittenTheCommitDoesNotWaitForTheDisk) {
  const auto call = [this](ShopperId shopper, bool right) {
    const std::string hmac = "(SELECT pin_hmac FROM pay200.shopper WHERE shopper_id = '" +
                             world_.shopper_id.to_sql() + "')";
    return "SELECT pay200.verify_pin('" + shopper.to_sql() + "', " +
           (right ? hmac : std::string("'\\x00'::bytea")) + ", 5);\n";
  };
  const auto commits = [this](const std::string& calls) {
    const std::string told = world_.database().execute(
        "BEGIN;\n" + calls + "SELECT current_setting('synchronous_commit');\nCOMMIT;\n");
    return told.ends_with("off\n") ? "at once" : "durably";
  };
  const std::string right = call(world_.shopper_id, true);
  const std::string wrong = call(world_.other_shopper_id, false);
  EXPECT_STREQ(commits(right), "at once");
  EXPECT_STREQ(commits(wrong), "durably");
  EXPECT_STREQ(commits(right + wrong), "durably");
  EXPECT_STREQ(commits(wrong + right), "durably");
  EXPECT_STREQ(commits(right), "at once");
}

TEST_F(CardToChargeTest, AnotherShoppersCardIsNotFoundAndThePinNotLookedAt) {
  EXPECT_EQ(ask(world_.other_card_id, "000000").error().code, ErrorCode::kNotFoundCard);
  EXPECT_EQ(failures(), "0");
}

}  // namespace
}  // namespace pay200::test
