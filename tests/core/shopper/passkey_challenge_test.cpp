#include "core/shopper/passkey_challenge.hpp"

#include <gtest/gtest.h>
#include <set>

namespace pay200 {
namespace {

const std::string kKey(32, 'k');
const Time kNow = *from_iso8601("2026-11-26T10:00:00.123+09:00");

PasskeyConfirm sample() {
  PasskeyConfirm confirm;
  confirm.key = {MerchantId{5}, PaymentId::make(kNow)};
  confirm.total_minor = 9'900;
  confirm.card_id = CardId::make(kNow);
  confirm.installment_months = 3;
  return confirm;
}

TEST(PasskeyChallengeTest, ComesBackWithItsIdAndTheTimeItWasMadeAt) {
  const std::string challenge = make_challenge(kKey, "to pay", kNow);
  EXPECT_EQ(challenge.size(), 48U);
  const auto read = read_challenge(kKey, "to pay", challenge);
  ASSERT_TRUE(read);
  EXPECT_GE(read->made_at, kNow);
  EXPECT_LT(read->made_at, kNow + std::chrono::seconds(1));
}

TEST(PasskeyChallengeTest, NoTwoAreTheSame) {
  std::set<std::string> made;
  for (int i = 0; i < 100; ++i) made.insert(make_challenge(kKey, "to pay", kNow));
  EXPECT_EQ(made.size(), 100U);
}

TEST(PasskeyChallengeTest, IsNoneForAnotherPurposeOrUnderAnotherKey) {
  const std::string challenge = make_challenge(kKey, "to pay", kNow);
  EXPECT_FALSE(read_challenge(kKey, "to pay ", challenge));
  EXPECT_FALSE(read_challenge(kKey, "", challenge));
  EXPECT_FALSE(read_challenge(std::string(32, 'x'), "to pay", challenge));
}

TEST(PasskeyChallengeTest, EveryBitOfItCounts) {
  const std::string challenge = make_challenge(kKey, "to pay", kNow);
  for (std::size_t bit = 0; bit < challenge.size() * 8; ++bit) {
    std::string changed = challenge;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(read_challenge(kKey, "to pay", changed)) << bit;
  }
  for (std::size_t size = 0; size < challenge.size(); ++size) {
    EXPECT_FALSE(read_challenge(kKey, "to pay", challenge.substr(0, size))) << size;
  }
  EXPECT_FALSE(read_challenge(kKey, "to pay", challenge + "x"));
}

TEST(PasskeyChallengeTest, ThePurposeDiffersWithTheSessionAndEverythingThatIsPaid) {
  const PasskeyConfirm confirm = sample();
  std::set<std::string> purposes = {to_register("ses_a"), to_register("ses_b"),
                                    to_confirm("ses_a", confirm), to_confirm("ses_b", confirm)};
  const auto add = [&](auto change) {
    PasskeyConfirm other = confirm;
    change(other);
    purposes.insert(to_confirm("ses_a", other));
  };
  add([](PasskeyConfirm& other) { other.key.merchant_id = MerchantId{6}; });
  add([](PasskeyConfirm& other) { other.key.payment_id = PaymentId::make(kNow); });
  add([](PasskeyConfirm& other) { other.total_minor = 99'000; });
  add([](PasskeyConfirm& other) { other.card_id = CardId::make(kNow); });
  add([](PasskeyConfirm& other) { other.installment_months = 0; });
  EXPECT_EQ(purposes.size(), 9U);
  add([](PasskeyConfirm&) {});
  EXPECT_EQ(purposes.size(), 9U) << "and with nothing else";
}

}  // namespace
}  // namespace pay200
