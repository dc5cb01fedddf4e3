#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;
using dev::Told;

/// The ways a payment goes when nothing breaks, each to its end, as shop and shopper see it.
class PaymentJourneyTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() { start_stack(); }
};

TEST_F(PaymentJourneyTest, CreateScanConfirmEndsPaid) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const ApiAnswer payment = created(amount);
  EXPECT_EQ(payment.text("status"), "READY");
  EXPECT_EQ(payment.body["totalAmount"], amount);
  const std::string key = payment.text("paymentKey");

  const ApiAnswer scanned = app.client.scan(payment.body["qr"]["token"]);
  EXPECT_EQ(scanned.status, 200) << scanned.summary();
  EXPECT_EQ(scanned.text("paymentKey"), key);
  EXPECT_EQ(scanned.text("status"), "IN_PROGRESS");
  EXPECT_EQ(scanned.body["totalAmount"], amount);
  EXPECT_EQ(status_of(key), "IN_PROGRESS");

  const ApiAnswer confirmed = app.confirm(key);
  EXPECT_EQ(confirmed.status, 200) << confirmed.summary();
  EXPECT_EQ(confirmed.text("status"), "DONE");
  told(key, Told::What::kApproved);

  const ApiAnswer seen = shop().get_payment(key);
  EXPECT_EQ(seen.text("status"), "DONE");
  EXPECT_EQ(seen.body["balanceAmount"], amount);
  EXPECT_EQ(seen.body["suppliedAmount"].get<std::int64_t>() + seen.body["vat"].get<std::int64_t>(),
            amount);
  EXPECT_FALSE(seen.body["card"]["approveNo"].get<std::string>().empty());
  EXPECT_EQ(seen.body["attempts"].size(), 1U);
  EXPECT_TRUE(seen.body["qr"].is_null()) << "a QR that can no longer be scanned";
  EXPECT_EQ(purchases_of(amount).size(), 1U);
}

TEST_F(PaymentJourneyTest, TheOrderLeadsToThePayment) {
  const ApiAnswer payment = created();
  const ApiAnswer found = shop().get_payment_by_order(payment.text("orderId"));
  EXPECT_EQ(found.status, 200);
  EXPECT_EQ(found.text("paymentKey"), payment.text("paymentKey"));
}

TEST_F(PaymentJourneyTest, ADeclineLeavesTheShopperAtCardChoice) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);

  const ApiAnswer poor = app.confirm(key, kEmptyCard);
  EXPECT_EQ(poor.status, 402);
  EXPECT_EQ(poor.code(), "REJECT_CARD_PAYMENT");
  EXPECT_EQ(poor.text("acquirerCode"), "51");
  const ApiAnswer refused = app.confirm(key, kDeclinedCard);
  EXPECT_EQ(refused.status, 402);
  EXPECT_EQ(refused.code(), "REJECT_CARD_COMPANY");
  EXPECT_EQ(status_of(key), "IN_PROGRESS");

  EXPECT_EQ(app.confirm(key, kGoodCard).status, 200);
  told(key, Told::What::kApproved);
  EXPECT_EQ(shop().get_payment(key).body["attempts"].size(), 3U);
  EXPECT_EQ(purchases_of(amount).size(), 3U);
}

TEST_F(PaymentJourneyTest, TheFifthDeclineEndsThePayment) {
  App app = new_app();
  const std::string key = held_by(app);
  for (int attempt = 1; attempt <= 5; ++attempt) {
    EXPECT_EQ(app.confirm(key, kDeclinedCard).status, 402) << attempt;
  }
  EXPECT_EQ(status_of(key), "ABORTED");
  const ApiAnswer sixth = app.confirm(key, kGoodCard);
  EXPECT_EQ(sixth.status, 409);
  EXPECT_EQ(sixth.code(), "ABORTED_PAYMENT");
}

TEST_F(PaymentJourneyTest, TheShopCancelsBeforeApproval) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);
  const ApiAnswer canceled = shop().cancel_payment(key, "품절");
  EXPECT_EQ(canceled.status, 200) << canceled.summary();
  EXPECT_EQ(canceled.text("status"), "CANCELED");
  EXPECT_EQ(canceled.body["balanceAmount"], 0);
  ASSERT_EQ(canceled.body["cancels"].size(), 1U);
  EXPECT_EQ(canceled.body["cancels"][0]["cancelReason"], "품절");
  EXPECT_EQ(canceled.body["cancels"][0]["cancelStatus"], "DONE");
  told(key, Told::What::kCanceled);

  const ApiAnswer late = app.confirm(key);
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(late.code(), "ALREADY_CANCELED_PAYMENT");
  EXPECT_TRUE(purchases_of(amount).empty());
}

TEST_F(PaymentJourneyTest, TheShopperCancelsBeforeApproval) {
  App app = new_app();
  const std::string key = held_by(app);
  const ApiAnswer canceled = app.client.cancel(key);
  EXPECT_EQ(canceled.status, 200) << canceled.summary();
  EXPECT_EQ(canceled.text("status"), "CANCELED");
  told(key, Told::What::kCanceled);
  EXPECT_EQ(status_of(key), "CANCELED");
}

TEST_F(PaymentJourneyTest, AShopperDoesNotCancelWhatIsPaid) {
  App app = new_app();
  const std::string key = paid_by(app);
  const ApiAnswer refused = app.client.cancel(key);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.code(), "NOT_CANCELABLE_PAYMENT");
  EXPECT_EQ(status_of(key), "DONE");
}

TEST_F(PaymentJourneyTest, ACancelAfterApprovalIsAVoid) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = paid_by(app, amount);
  const ApiAnswer canceled = shop().cancel_payment(key, "단순 변심");
  EXPECT_EQ(canceled.status, 200) << canceled.summary();
  EXPECT_EQ(canceled.text("status"), "CANCELED");
  told(key, Told::What::kCanceled);

  const auto approved = sandbox::approved_purchases(sandbox::read_journal(stack().journal_path()));
  const auto ours = std::find_if(approved.begin(), approved.end(), [&](const auto& purchase) {
    return purchase.record.amount_minor == amount;
  });
  ASSERT_NE(ours, approved.end());
  EXPECT_TRUE(ours->voided);

  const ApiAnswer again = shop().cancel_payment(key, "단순 변심");
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.code(), "ALREADY_CANCELED_PAYMENT");
}

TEST_F(PaymentJourneyTest, AnOrderIsPaidOnce) {
  App app = new_app();
  const std::string key = paid_by(app);
  dev::NewOrder order;
  order.order_id = shop().get_payment(key).text("orderId");
  order.order_name = "다시";
  order.amount_minor = 1'000;
  const ApiAnswer again = shop().create_payment(order);
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.code(), "DUPLICATED_ORDER_ID");
}

TEST_F(PaymentJourneyTest, ANewPaymentOfAnOrderRetiresTheUnpaidOne) {
  App app = new_app();
  const ApiAnswer first = created();
  dev::NewOrder order;
  order.order_id = first.text("orderId");
  order.order_name = "다시";
  order.amount_minor = 1'000;
  const ApiAnswer second = shop().create_payment(order);
  ASSERT_TRUE(second.ok()) << second.summary();
  EXPECT_EQ(status_of(first.text("paymentKey")), "EXPIRED");
  EXPECT_EQ(app.client.scan(first.body["qr"]["token"]).code(), "EXPIRED_PAYMENT");
  EXPECT_EQ(app.client.scan(second.body["qr"]["token"]).status, 200);
}

}  // namespace
}  // namespace pay200::test
