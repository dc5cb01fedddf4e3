#include <map>
#include <thread>
#include <vector>

#include "core/platform/id.hpp"
#include "tests/support/together.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;
using dev::FaultOrder;
using dev::Told;
using std::chrono::seconds;

/// Money that goes back in parts, and what becomes of a refund when the card network does wrong.
class PartialCancelTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.acquirer_timeout_ms = 2'000;
    options.recovery_grace_ms = 500;
    options.recovery_poll_ms = 100;
    options.refund_settle_ms = 3'000;
    start_stack(options);
  }
  void TearDown() override {
    stack().sandbox().clear();
    stack().sandbox().set_reply_delay_ms(0);
    WholeStackTest::TearDown();
  }

  static void arm(const std::string& kind, const std::string& mti, std::int64_t amount_minor,
                  const std::string& code = {}) {
    FaultOrder fault;
    fault.kind = kind;
    fault.mti = mti;
    fault.amount_minor = amount_minor;
    fault.code = code;
    stack().sandbox().arm(fault);
  }

  ApiAnswer cancel_part(const std::string& key, std::int64_t amount_minor,
                        const std::string& idempotency_key = {}) {
    return shop().cancel_payment(key, "부분 반품", idempotency_key, amount_minor);
  }

  static void leave_its_business_day(const std::string& key) {
    const auto parsed = payment_key_from_text(key);
    stack().postgres().execute(
        "UPDATE pay200.transaction SET business_day = business_day - 1 WHERE payment_id = '" +
            parsed->payment_id.to_sql() + "'",
        "pay200");
  }
};

TEST_F(PartialCancelTest, OfTwentyPartsAtOnceExactlyThePossibleOnesSucceed) {
  constexpr std::size_t kCancels = 20;
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::int64_t each = amount / 7;  // seven fit
  const std::string key = paid_by(app, amount);
  std::vector<dev::ShopClient> shops;
  for (std::size_t i = 0; i < kCancels; ++i) shops.push_back(same_shop());
  const auto answers = results_together(kCancels, [&](std::size_t i) {
    return shops[i].cancel_payment(key, "한꺼번에", "part-" + std::to_string(i), each);
  });
  std::map<std::string, int> outcomes;
  for (const ApiAnswer& answer : answers) {
    ++outcomes[answer.status == 409 ? answer.code() : std::to_string(answer.status)];
  }
  // 202: a machine so slow that the acquirer's time ran out; the oracle sees how it ended.
  EXPECT_EQ(outcomes["200"] + outcomes["202"], 7) << testing::PrintToString(outcomes);
  EXPECT_EQ(outcomes["NOT_CANCELABLE_AMOUNT"], 13) << testing::PrintToString(outcomes);
  ASSERT_TRUE(becomes(key, amount % 7 == 0 ? "CANCELED" : "PARTIAL_CANCELED"));
  told(key, Told::What::kPartlyCanceled);
  expect_books_agree();
  const auto payment = shop().get_payment(key).body;
  EXPECT_EQ(payment["balanceAmount"], amount - 7 * each);
  EXPECT_EQ(refunds_of(each).size(), 7U);
  const auto again = shops[0].cancel_payment(key, "한꺼번에", "part-0", each);
  EXPECT_EQ(again.replayed(), answers[0].ok());
  EXPECT_EQ(again.status, answers[0].ok() ? 200 : 409);
}

TEST_F(PartialCancelTest, PartsAndThenTheRestAreTold) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = paid_by(app, amount);
  const ApiAnswer part = cancel_part(key, 40'000);
  ASSERT_EQ(part.status, 200) << part.summary();
  EXPECT_EQ(part.text("status"), "PARTIAL_CANCELED");
  EXPECT_EQ(part.body["balanceAmount"], amount - 40'000);
  EXPECT_EQ(part.body["cancels"][0]["cancelStatus"], "DONE");
  EXPECT_EQ(part.body["cancels"][0]["transactionKey"], part.body["lastTransactionKey"]);
  EXPECT_EQ(cancel_part(key, amount - 39'999).code(), "NOT_CANCELABLE_AMOUNT");
  const ApiAnswer rest = shop().cancel_payment(key, "나머지도 반품");
  EXPECT_EQ(rest.text("status"), "CANCELED");
  EXPECT_EQ(rest.body["balanceAmount"], 0);
  EXPECT_EQ(rest.body["suppliedAmount"], 0);
  told(key, Told::What::kCanceled);
  const auto listed = stack().pgctl({"tx", "search", "--type", "REFUND", "--output", "json"});
  EXPECT_EQ(listed.status, 0) << listed.err;
  EXPECT_NE(listed.out.find(rest.text("lastTransactionKey")), std::string::npos);
}

TEST_F(PartialCancelTest, ARefundWhoseReplyIsLostIsNeverSentTwiceAndEndsByInquiry) {
  for (const char* fault : {"lose_reply", "cut_mid_frame"}) {
    App app = new_app();
    const std::int64_t part = unused_amount();
    const std::string key = paid_by(app, 300'000);
    arm(fault, "0200", part);
    const ApiAnswer canceled = cancel_part(key, part, "lost-reply");
    EXPECT_EQ(canceled.status, 202) << canceled.summary();
    EXPECT_EQ(canceled.text("status"), "DONE");
    EXPECT_EQ(canceled.body["balanceAmount"], 300'000 - part);
    EXPECT_EQ(canceled.body["cancels"][0]["cancelStatus"], "IN_PROGRESS");
    EXPECT_TRUE(becomes(key, "PARTIAL_CANCELED"));
    told(key, Told::What::kPartlyCanceled);
    EXPECT_EQ(refunds_of(part).size(), 1U);
    const ApiAnswer again = cancel_part(key, part, "lost-reply");
    EXPECT_EQ(again.status, 200) << again.summary();
    EXPECT_TRUE(again.replayed());
    EXPECT_EQ(refunds_of(part).size(), 1U);
  }
}

TEST_F(PartialCancelTest, ARefundThatNeverArrivedIsAbortedAfterTheSettleTime) {
  App app = new_app();
  const std::int64_t part = unused_amount();
  const std::string key = paid_by(app, 300'000);
  arm("lose_request", "0200", part);
  EXPECT_EQ(cancel_part(key, part, "lost-request").status, 202);
  const auto deadline = std::chrono::steady_clock::now() + seconds(30);
  auto payment = shop().get_payment(key).body;
  while (payment["cancels"][0]["cancelStatus"] == "IN_PROGRESS" &&
         std::chrono::steady_clock::now() < deadline) {
    EXPECT_EQ(payment["balanceAmount"], 300'000 - part) << "reserved until then";
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    payment = shop().get_payment(key).body;
  }
  EXPECT_EQ(payment["cancels"][0]["cancelStatus"], "ABORTED");
  EXPECT_EQ(payment["status"], "DONE");
  EXPECT_EQ(payment["balanceAmount"], 300'000);
  const ApiAnswer again = cancel_part(key, part, "lost-request");
  EXPECT_EQ(again.status, 409) << again.summary();
  EXPECT_EQ(again.code(), "REFUND_REJECTED");
  EXPECT_EQ(again.text("acquirerCode"), "25");
  EXPECT_TRUE(refunds_of(part).empty());
}

TEST_F(PartialCancelTest, ALateReplyToARefundIsFoundOutAbout) {
  App app = new_app();
  const std::int64_t part = unused_amount();
  const std::string key = paid_by(app, 300'000);
  FaultOrder late;
  late.kind = "late";
  late.mti = "0200";
  late.amount_minor = part;
  late.delay_ms = 2'600;
  stack().sandbox().arm(late);
  EXPECT_EQ(cancel_part(key, part).status, 202);
  EXPECT_TRUE(becomes(key, "PARTIAL_CANCELED"));
  EXPECT_EQ(refunds_of(part).size(), 1U);
}

TEST_F(PartialCancelTest, ARefusedRefundIsToldAndSetsItsAmountFree) {
  App app = new_app();
  const std::int64_t part = unused_amount();
  const std::string key = paid_by(app, 300'000);
  arm("decline", "0200", part, "57");
  const ApiAnswer refused = cancel_part(key, part, "refused");
  EXPECT_EQ(refused.status, 409) << refused.summary();
  EXPECT_EQ(refused.code(), "REFUND_REJECTED");
  EXPECT_EQ(refused.text("acquirerCode"), "57");
  EXPECT_TRUE(cancel_part(key, part, "refused").replayed());
  const ApiAnswer whole = shop().cancel_payment(key, "전부 취소");
  EXPECT_EQ(whole.text("status"), "CANCELED") << "untouched, so that it is a void";
  told(key, Told::What::kCanceled);
}

TEST_F(PartialCancelTest, AVoidThatComesTooLateIsARefundByItself) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = paid_by(app, amount);
  arm("already_cleared", "0400", amount);
  const ApiAnswer canceled = shop().cancel_payment(key, "단순 변심", "cleared");
  EXPECT_EQ(canceled.status, 200) << canceled.summary();
  EXPECT_EQ(canceled.text("status"), "CANCELED");
  EXPECT_EQ(canceled.body["cancels"].size(), 1U);
  told(key, Told::What::kCanceled);
  EXPECT_EQ(refunds_of(amount).size(), 1U);
  const auto shown =
      stack().pgctl({"tx", "show", canceled.text("lastTransactionKey"), "--output", "json"});
  EXPECT_NE(shown.out.find("REFUND"), std::string::npos) << shown.out << shown.err;
}

TEST_F(PartialCancelTest, AfterItsBusinessDayTheWholeIsARefund) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = paid_by(app, amount);
  leave_its_business_day(key);
  const ApiAnswer canceled = shop().cancel_payment(key, "다음 날 취소");
  EXPECT_EQ(canceled.status, 200) << canceled.summary();
  EXPECT_EQ(canceled.text("status"), "CANCELED");
  told(key, Told::What::kCanceled);
  EXPECT_EQ(refunds_of(amount).size(), 1U);
}

TEST_F(PartialCancelTest, WithoutTheCardNetworkARefundWaitsAndThenGoesOutOnce) {
  App app = new_app();
  const std::int64_t part = unused_amount();
  const std::string key = paid_by(app, 300'000);
  stack().stop_part(dev::Part::kSandbox);
  const ApiAnswer canceled = cancel_part(key, part, "network-gone");
  EXPECT_EQ(canceled.status, 202) << canceled.summary();
  stack().start_part(dev::Part::kSandbox);
  ASSERT_TRUE(stack().wait_until_ready(seconds(20)));
  EXPECT_TRUE(becomes(key, "PARTIAL_CANCELED"));
  told(key, Told::What::kPartlyCanceled);
  EXPECT_EQ(refunds_of(part).size(), 1U);
}

}  // namespace
}  // namespace pay200::test
