// The way of the money back, in parts: ends of every kind, and what rows and journal then say.

#include <chrono>
#include <gtest/gtest.h>
#include <string>
#include <thread>

#include "tests/fcgi-app/payment_path.hpp"

namespace pay200 {
namespace {

using std::chrono::milliseconds;
using test::comes_true;

class RefundPathTest : public test::PaymentPath {};

TEST_F(RefundPathTest, AVoidOfWhatIsClearedIsARefundAtOnce) {
  const PaymentKey key = paid();
  arm({.kind = "already_cleared", .mti = "0400"});
  const auto answer = cancel(key);
  ASSERT_EQ(code(answer), "ok");
  EXPECT_FALSE(answer.pending);
  EXPECT_EQ(answer.result->status(), PublicStatus::kCanceled);
  EXPECT_EQ(answer.result->cancels.size(), 1U);
  EXPECT_EQ(answer.result->cancels.at(0).type, "REFUND");
  EXPECT_EQ(ledger_rows(), "8");
  EXPECT_EQ(journal(), "purchase 00, void 21, refund 00");
  EXPECT_EQ(world_.value("SELECT sum(abs(total)) FROM (SELECT sum(amount_minor) AS total FROM "
                         "ledger_entry GROUP BY account) t"),
            "0");
}

TEST_F(RefundPathTest, PartsGoBackOneByOne) {
  const PaymentKey key = paid();
  const auto first = refund(key, 4'000);
  ASSERT_EQ(code(first), "ok");
  EXPECT_FALSE(first.pending);
  EXPECT_EQ(first.result->status(), PublicStatus::kPartialCanceled);
  EXPECT_EQ(code(refund(key, 7'001)), "NOT_CANCELABLE_AMOUNT");
  const auto rest = cancel(key);
  ASSERT_EQ(code(rest), "ok");
  EXPECT_EQ(rest.result->status(), PublicStatus::kCanceled);
  EXPECT_EQ(journal(), "purchase 00, refund 00, refund 00");
  EXPECT_EQ(ledger_rows(), "12");
}

TEST_F(RefundPathTest, ARefundWhoseReplyIsLostIsPendingAndEndsByInquiry) {
  const PaymentKey key = paid();
  arm({.kind = "lose_reply", .mti = "0200", .amount_minor = 4'000});
  const IdempotencyClaim claim{std::string(32, 's'), std::string(32, 'r')};
  const auto answer = refund(key, 4'000, claim);
  EXPECT_EQ(code(answer), "ok");
  EXPECT_TRUE(answer.pending);
  EXPECT_EQ(answer.result->balance.amount_minor, 7'000);
  EXPECT_EQ(status(key), "DONE");
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "PARTIAL_CANCELED");
  EXPECT_EQ(journal(), "purchase 00, refund 00");
  const auto replay = refund(key, 4'000, claim);
  EXPECT_TRUE(replay.replayed);
  EXPECT_FALSE(replay.pending);
}

TEST_F(RefundPathTest, ARefundThatNeverArrivedIsGivenUpOnceNothingCanComeAnyMore) {
  const PaymentKey key = paid();
  arm({.kind = "lose_request", .mti = "0200", .amount_minor = 4'000});
  const IdempotencyClaim claim{std::string(32, 's'), std::string(32, 'r')};
  EXPECT_TRUE(refund(key, 4'000, claim).pending);
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "DONE");
  EXPECT_EQ(world_.read(key).balance.amount_minor, 11'000);
  const auto replay = refund(key, 4'000, claim);
  EXPECT_EQ(code(replay), "REFUND_REJECTED");
  EXPECT_EQ(replay.result.error().acquirer_code, "25");
  EXPECT_EQ(journal(), "purchase 00");
  EXPECT_EQ(world_.value("SELECT finished_at >= deadline_at + interval '500 ms' FROM refund"), "t");
}

TEST_F(RefundPathTest, ARefundThatTheAcquirerRefusesSetsItsAmountFree) {
  const PaymentKey key = paid();
  arm({.kind = "decline", .mti = "0200", .amount_minor = 4'000, .code = "57"});
  const auto refused = refund(key, 4'000);
  EXPECT_EQ(code(refused), "REFUND_REJECTED");
  EXPECT_EQ(refused.result.error().acquirer_code, "57");
  EXPECT_EQ(world_.read(key).balance.amount_minor, 11'000);
  EXPECT_EQ(code(refund(key, 4'000)), "ok") << "another cancel is another refund";
  EXPECT_EQ(journal(), "purchase 00, refund 57, refund 00");
}

TEST_F(RefundPathTest, AfterItsBusinessDayTheWholeIsARefund) {
  const PaymentKey key = paid();
  world_.value("UPDATE transaction SET business_day = business_day - 1");
  const auto answer = cancel(key);
  ASSERT_EQ(code(answer), "ok");
  EXPECT_EQ(answer.result->status(), PublicStatus::kCanceled);
  EXPECT_EQ(journal(), "purchase 00, refund 00");
}

TEST_F(RefundPathTest, ARefundRejectedForItsFormatIsAnAlarmAndStaysReserved) {
  const PaymentKey key = paid();
  arm({.kind = "format_error", .mti = "0200", .amount_minor = 4'000});
  EXPECT_TRUE(refund(key, 4'000).pending);
  EXPECT_EQ(world_.value("SELECT state FROM refund"), "alarmed");
  EXPECT_EQ(world_.read(key).balance.amount_minor, 7'000);
  alarms_ = 1;
}

TEST_F(RefundPathTest, WithTheCardNetworkDownARefundWaitsAndIsSentOnce) {
  const PaymentKey key = paid();
  sandbox_.stop();
  EXPECT_TRUE(comes_true([this] { return !acquirer_ready(); }));
  EXPECT_TRUE(refund(key, 4'000).pending);
  for (const DueRefund& due : recovery_->due_refunds(10)) recovery_->advance_refund(due);
  EXPECT_EQ(world_.value("SELECT state || tries FROM refund"), "pending0");
  sandbox_.start();
  EXPECT_TRUE(comes_true([this] { return acquirer_ready(); }));
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "PARTIAL_CANCELED");
  EXPECT_EQ(journal(), "purchase 00, refund 00");
}

TEST_F(RefundPathTest, ARefundWhoseSenderDiedIsInquiredAfterAndNotSentAgain) {
  const PaymentKey key = paid();
  auto request = world_.new_cancel();  // durable, and then claimed, and then the worker was gone
  request.amount_minor = 4'000;
  ASSERT_EQ(world_.cancel(key, request).outcome, "refunding");
  const auto due = refund_store::find_refund(world_.api(), key.merchant_id, request.refund_id);
  const auto slot = client_->reserve_slot(due->acquirer, due->terminal_id);
  ASSERT_TRUE(slot.ok());
  const Time now = system_clock().now();
  ASSERT_TRUE(refund_store::claim_refund(world_.api(), key.merchant_id, request.refund_id,
                                         {.first = true,
                                          .slot = *slot,
                                          .deadline_at = now + milliseconds(300),
                                          .next_at = now + milliseconds(400)},
                                         now));
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "DONE") << "it had not been sent";
  EXPECT_EQ(world_.value("SELECT state FROM refund"), "refused");
  EXPECT_EQ(journal(), "purchase 00");
}

}  // namespace
}  // namespace pay200
