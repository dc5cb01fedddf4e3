// What a passkey's confirm leaves in the database, call by call.

#include <gtest/gtest.h>

#include "core/shopper/passkey_store.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

class CardToChargeByPasskeyTest : public testing::Test {
 protected:
  CardToChargeByPasskeyTest() { passkey_id_ = add("credential", 5); }

  PasskeyId add(const std::string& credential_id, std::uint32_t sign_count) {
    Passkey passkey;
    passkey.id = PasskeyId::make(world_.now);
    passkey.credential_id = credential_id;
    passkey.created_at = world_.now;
    EXPECT_EQ(passkey_store::add_passkey(world_.api(), world_.shopper_id, passkey,
                                         {-7, std::string(64, 'k')}, sign_count, later(), 10),
              "added");
    return passkey.id;
  }
  Time later() const { return world_.now + std::chrono::minutes(3); }

  passkey_store::Use use(std::uint32_t sign_count) const {
    return {.passkey_id = passkey_id_,
            .sign_count = sign_count,
            .challenge_id = Uuid::make_v7(world_.now),
            .spent_by = Uuid::make_v7(world_.now),
            .challenge_expires_at = later()};
  }
  card_store::VerifiedCard call(const passkey_store::Use& use) {
    return passkey_store::card_to_charge_by_passkey(world_.api(), world_.shopper_id, world_.card_id,
                                                    use, {.now = world_.now});
  }
  std::string counter() {
    return world_.value("SELECT sign_count FROM passkey WHERE passkey_id = '" +
                        passkey_id_.to_sql() + "'");
  }
  std::string spent() { return world_.value("SELECT count(*) FROM spent_challenge"); }

  PaymentWorld world_;
  PasskeyId passkey_id_;
};

TEST_F(CardToChargeByPasskeyTest, GivesTheCardAndKeepsTheCounterAndThatTheChallengeIsUsed) {
  const std::string spent_before = spent();
  const auto found = call(use(6));
  EXPECT_EQ(found.verdict, "ok");
  EXPECT_EQ(found.card.id, world_.card_id);
  EXPECT_EQ(found.card.pan_nonce, std::string(12, 'n'));
  EXPECT_EQ(found.card.pan_ciphertext, std::string(32, 'c'));
  EXPECT_EQ(found.card.bin + found.card.last_four + found.card.brand + found.card.expiry,
            "4242424242visa3012");
  EXPECT_FALSE(found.card.live);
  EXPECT_EQ(counter(), "6");
  EXPECT_EQ(spent(), std::to_string(std::stoi(spent_before) + 1));
}

TEST_F(CardToChargeByPasskeyTest, CalledAgainAfterABrokenConnectionItAnswersTheSame) {
  const auto once = use(6);
  EXPECT_EQ(call(once).verdict, "ok");
  EXPECT_EQ(call(once).verdict, "ok");
  auto another = once;
  another.spent_by = Uuid::make_v7(world_.now);
  EXPECT_EQ(call(another).verdict, "spent");
  EXPECT_EQ(counter(), "6");
}

TEST_F(CardToChargeByPasskeyTest, ARefusalLeavesCounterAndChallengeAsTheyWere) {
  const std::string spent_before = spent();
  const auto cloned = use(5);
  EXPECT_EQ(call(cloned).verdict, "cloned");
  EXPECT_EQ(call(cloned).verdict, "cloned") << "and again, after a broken connection";
  EXPECT_EQ(call(use(0)).verdict, "cloned");
  auto nobodys = use(6);
  nobodys.passkey_id = PasskeyId::make(world_.now);
  EXPECT_EQ(call(nobodys).verdict, "no_passkey");
  const auto of_other = passkey_store::card_to_charge_by_passkey(
      world_.api(), world_.other_shopper_id, world_.other_card_id, use(6), {.now = world_.now});
  EXPECT_EQ(of_other.verdict, "no_passkey");
  const auto others_card = passkey_store::card_to_charge_by_passkey(
      world_.api(), world_.shopper_id, world_.other_card_id, use(6), {.now = world_.now});
  EXPECT_EQ(others_card.verdict, "no_card");
  EXPECT_EQ(counter(), "5");
  EXPECT_EQ(spent(), spent_before);
}

TEST_F(CardToChargeByPasskeyTest, TheCounterGoesUpToItsEndAndNoFurther) {
  EXPECT_EQ(call(use(4'294'967'295U)).verdict, "ok");
  EXPECT_EQ(call(use(0)).verdict, "cloned");
}

TEST_F(CardToChargeByPasskeyTest, ThePinIsNeitherAskedForNorForgiven) {
  const auto failures = [&] {
    return world_.value("SELECT pin_failures FROM shopper WHERE shopper_id = '" +
                        world_.shopper_id.to_sql() + "'");
  };
  world_.database().execute("UPDATE pay200.shopper SET pin_failures = 5");
  EXPECT_EQ(call(use(6)).verdict, "ok");
  EXPECT_EQ(failures(), "5");
}

}  // namespace
}  // namespace pay200::test
