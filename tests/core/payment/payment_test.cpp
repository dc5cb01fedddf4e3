#include "core/payment/payment.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

namespace pay200 {
namespace {

// As pay200.payment_snapshot writes it: tests/sql holds the two together on a real database.
const char* const kSnapshot = R"({
  "merchant_id": 1099511627775, "payment_id": "019abcde-0000-7000-8000-000000000001",
  "merchant_name": "데모 상점", "mode": "live", "order_id": "order-1", "order_name": "커피",
  "customer_name": null, "currency": "KRW", "total": 11000, "supplied": 10000, "vat": 1000,
  "tax_free": 0, "balance": 0, "fee_basis_points": 250, "fee_fixed": 30, "state": "canceled",
  "shopper_id": "019abcde-0000-7000-8000-000000000002", "failure_code": "REJECT_CARD_PAYMENT",
  "requested_at": "2026-11-22T07:05:03.123456+00:00", "expires_at": "2026-11-22T07:10:03+00:00",
  "hold_expires_at": null, "approved_at": "2026-11-22T07:06:00.5+00:00",
  "attempts": [
    {"attempt_id": "019abcde-0000-7000-8000-000000000003", "number": 1, "state": "declined",
     "acquirer": "sandbox", "bin": "400000", "last_four": "9995", "brand": "visa",
     "rrn": "632607000001", "response_code": "51", "approval_code": null,
     "started_at": "2026-11-22T07:05:30+00:00", "finished_at": "2026-11-22T07:05:31+00:00"},
    {"attempt_id": "019abcde-0000-7000-8000-000000000004", "number": 2, "state": "approved",
     "acquirer": "sandbox", "bin": "424242", "last_four": "4242", "brand": "visa",
     "rrn": "632607000002", "response_code": "00", "approval_code": "A12345",
     "started_at": "2026-11-22T07:05:50+00:00", "finished_at": null}],
  "cancels": [
    {"cancel_id": "019abcde-0000-7000-8000-000000000005", "amount": 11000, "reason": "변심",
     "state": "done", "requested_by": "merchant", "moved": true,
     "requested_at": "2026-11-22T07:07:00+00:00", "finished_at": "2026-11-22T07:07:01+00:00",
     "transaction_id": "019abcde-0000-7000-8000-000000000006"}],
  "last_transaction_id": "019abcde-0000-7000-8000-000000000006",
  "timeline": [{"event": "created", "state": "ready", "detail": {},
                "at": "2026-11-22T07:05:03.123456+00:00"},
               {"event": "canceled", "state": "canceled", "detail": {"moved": true},
                "at": "2026-11-22T16:07:01+09:00"}]})";

Time at(const char* text) { return from_iso8601(text).value(); }

TEST(PaymentTest, ASnapshotIsReadWhole) {
  const Payment payment = payment_from_snapshot(nlohmann::json::parse(kSnapshot));
  EXPECT_EQ(payment.key.merchant_id.value, 1099511627775);
  EXPECT_EQ(payment.key.payment_id.to_sql(), "019abcde-0000-7000-8000-000000000001");
  EXPECT_EQ(payment.merchant_name, "데모 상점");
  EXPECT_TRUE(payment.live);
  EXPECT_EQ(payment.order_id, "order-1");
  EXPECT_EQ(payment.order_name, "커피");
  EXPECT_FALSE(payment.customer_name);
  EXPECT_EQ(payment.total, (Money{11000, Currency::kKrw}));
  EXPECT_EQ(payment.balance.amount_minor, 0);
  EXPECT_EQ(payment.tax.supplied_minor, 10000);
  EXPECT_EQ(payment.tax.vat_minor, 1000);
  EXPECT_EQ(payment.tax.tax_free_minor, 0);
  EXPECT_EQ(payment.fee.basis_points, 250);
  EXPECT_EQ(payment.fee.fixed_minor, 30);
  EXPECT_EQ(payment.state, PaymentState::kCanceled);
  EXPECT_EQ(payment.status(), PublicStatus::kCanceled);
  EXPECT_EQ(payment.shopper_id->to_sql(), "019abcde-0000-7000-8000-000000000002");
  EXPECT_EQ(payment.failure, ErrorCode::kRejectCardPayment);
  EXPECT_EQ(payment.requested_at, at("2026-11-22T16:05:03.123456+09:00"));
  EXPECT_EQ(payment.expires_at, at("2026-11-22T16:10:03+09:00"));
  EXPECT_FALSE(payment.hold_expires_at);
  EXPECT_EQ(payment.approved_at, at("2026-11-22T07:06:00.500Z"));
  EXPECT_EQ(payment.last_transaction_id->to_sql(), "019abcde-0000-7000-8000-000000000006");
}

TEST(PaymentTest, AttemptsCancelsAndTimelineKeepTheirOrder) {
  const Payment payment = payment_from_snapshot(nlohmann::json::parse(kSnapshot));
  ASSERT_EQ(payment.attempts.size(), 2U);
  EXPECT_EQ(payment.attempts[0].state, "declined");
  EXPECT_EQ(payment.attempts[0].response_code, "51");
  EXPECT_FALSE(payment.attempts[0].approval_code);
  EXPECT_EQ(payment.attempts[1].number, 2);
  EXPECT_EQ(payment.attempts[1].approval_code, "A12345");
  EXPECT_FALSE(payment.attempts[1].finished_at);
  ASSERT_EQ(payment.cancels.size(), 1U);
  EXPECT_EQ(payment.cancels[0].amount.amount_minor, 11000);
  EXPECT_EQ(payment.cancels[0].state, "done");
  EXPECT_TRUE(payment.cancels[0].moved);
  EXPECT_EQ(payment.cancels[0].transaction_id, payment.last_transaction_id);
  ASSERT_EQ(payment.timeline.size(), 2U);
  EXPECT_EQ(payment.timeline[0].event, "created");
  EXPECT_EQ(payment.timeline[0].detail, "{}");
  EXPECT_EQ(payment.timeline[1].detail, R"({"moved":true})");
  EXPECT_EQ(payment.timeline[1].at, at("2026-11-22T07:07:01Z"));
}

TEST(PaymentTest, TheApprovedAttemptIsFoundIfThereIsOne) {
  Payment payment = payment_from_snapshot(nlohmann::json::parse(kSnapshot));
  ASSERT_NE(payment.approved_attempt(), nullptr);
  EXPECT_EQ(payment.approved_attempt()->last_four, "4242");
  payment.attempts.pop_back();
  EXPECT_EQ(payment.approved_attempt(), nullptr);
}

TEST(PaymentTest, ASnapshotOfAnotherShapeEndsTheProcess) {
  auto snapshot = nlohmann::json::parse(kSnapshot);
  snapshot.erase("balance");
  EXPECT_DEATH(static_cast<void>(payment_from_snapshot(snapshot)), "");
  snapshot = nlohmann::json::parse(kSnapshot);
  snapshot["state"] = "DONE";
  EXPECT_DEATH(static_cast<void>(payment_from_snapshot(snapshot)), "");
}

}  // namespace
}  // namespace pay200
