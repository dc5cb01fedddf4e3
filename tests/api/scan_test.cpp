#include "tests/support/together.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;

/// Who holds a payment whose QR code is looked at by several shoppers.
class ScanTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() { start_stack(); }
};

TEST_F(ScanTest, OfTwoShoppersAtOnceOneHoldsItAndTheOtherIsTold) {
  constexpr int kRounds = 20;
  std::vector<App> apps;
  apps.push_back(new_app());
  apps.push_back(new_app());
  for (int round = 0; round < kRounds; ++round) {
    const ApiAnswer payment = created();
    const std::string token = payment.body["qr"]["token"];
    const auto answers =
        results_together(2, [&](std::size_t i) { return apps[i].client.scan(token); });
    const std::size_t winner = answers[0].status == 200 ? 0 : 1;
    const ApiAnswer& lost = answers[1 - winner];
    EXPECT_EQ(answers[winner].status, 200) << answers[winner].summary();
    EXPECT_EQ(lost.status, 409) << lost.summary();
    EXPECT_EQ(lost.code(), "ALREADY_SCANNED_PAYMENT");
    const std::string key = payment.text("paymentKey");
    EXPECT_EQ(apps[winner].client.get_payment(key).status, 200);
    EXPECT_EQ(apps[1 - winner].client.get_payment(key).status, 404) << "not theirs to see";
  }
}

TEST_F(ScanTest, TheSameShoppersRescanIsTheSameScan) {
  App app = new_app();
  const ApiAnswer payment = created();
  const std::string token = payment.body["qr"]["token"];
  EXPECT_EQ(app.client.scan(token).status, 200);
  const ApiAnswer again = app.client.scan(token);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.text("paymentKey"), payment.text("paymentKey"));
}

TEST_F(ScanTest, OnlyTheHolderConfirms) {
  App holder = new_app();
  App other = new_app();
  const std::string key = held_by(holder);
  EXPECT_EQ(other.confirm(key).status, 409);
  EXPECT_EQ(holder.confirm(key).status, 200);
}

TEST_F(ScanTest, AForgedTokenOpensNothing) {
  App app = new_app();
  std::string token = created().body["qr"]["token"];
  token.back() = token.back() == '0' ? '4' : '0';
  const ApiAnswer refused = app.client.scan(token);
  EXPECT_GE(refused.status, 400);
  EXPECT_LT(refused.status, 500);
}

TEST_F(ScanTest, AWrongPinIsCountedAndChargesNothing) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);
  const ApiAnswer wrong = app.client.confirm(key, app.card_ids.at(kGoodCard), "000000");
  EXPECT_EQ(wrong.status, 403);
  EXPECT_EQ(wrong.code(), "INVALID_PIN");
  EXPECT_TRUE(purchases_of(amount).empty());
  EXPECT_EQ(app.confirm(key).status, 200);
}

TEST_F(ScanTest, AnotherShoppersCardIsNotFound) {
  App app = new_app();
  App other = new_app();
  const std::string key = held_by(app);
  const ApiAnswer refused = app.client.confirm(key, other.card_ids.at(kGoodCard), kPin);
  EXPECT_EQ(refused.status, 404);
  EXPECT_EQ(refused.code(), "NOT_FOUND_CARD");
}

}  // namespace
}  // namespace pay200::test
