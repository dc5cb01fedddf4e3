#include <thread>

#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;
using dev::FaultOrder;
using dev::Told;
using std::chrono::milliseconds;

/// What the card network does wrong, and how each ends: by itself, and with the journal in
/// agreement.
class UnknownOutcomeTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.acquirer_timeout_ms = 1'500;
    options.recovery_grace_ms = 500;
    options.recovery_poll_ms = 100;
    start_stack(options);
  }
  void TearDown() override {
    stack().sandbox().clear();
    stack().sandbox().set_reply_delay_ms(0);
    WholeStackTest::TearDown();
  }

  static void arm(const std::string& kind, const std::string& mti, std::int64_t amount,
                  int delay_ms = 0) {
    FaultOrder fault;
    fault.kind = kind;
    fault.mti = mti;
    fault.amount_minor = amount;
    fault.delay_ms = delay_ms;
    stack().sandbox().arm(fault);
  }

  void expect_unknown_then_aborted(const std::string& fault, int delay_ms = 0) {
    App app = new_app();
    const std::int64_t amount = unused_amount();
    const std::string key = held_by(app, amount);
    arm(fault, "0200", amount, delay_ms);
    const ApiAnswer confirmed = app.confirm(key, kGoodCard, "unknown-" + fault);
    EXPECT_EQ(confirmed.status, 504) << confirmed.summary();
    EXPECT_EQ(confirmed.code(), "OUTCOME_UNKNOWN");
    EXPECT_EQ(confirmed.body["retryable"], false);
    EXPECT_TRUE(becomes(key, "ABORTED"));
    const ApiAnswer again = app.confirm(key, kGoodCard, "unknown-" + fault);
    EXPECT_EQ(again.status, 409) << again.summary();
    EXPECT_EQ(again.code(), "ABORTED_PAYMENT");
    EXPECT_LE(purchases_of(amount).size(), 1U);
  }
};

TEST_F(UnknownOutcomeTest, ALostReplyIsReversed) { expect_unknown_then_aborted("lose_reply"); }

TEST_F(UnknownOutcomeTest, ALostRequestIsReversedToo) {
  expect_unknown_then_aborted("lose_request");
}

TEST_F(UnknownOutcomeTest, AReplyCutInMidFrameIsReversed) {
  expect_unknown_then_aborted("cut_mid_frame");
}

TEST_F(UnknownOutcomeTest, ALateApprovalChargesNobody) {
  expect_unknown_then_aborted("late", 2'500);
  std::this_thread::sleep_for(milliseconds(1'500));  // until the late reply has come
}

TEST_F(UnknownOutcomeTest, ADuplicateReplyIsOneApproval) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);
  arm("duplicate", "0200", amount, 50);
  EXPECT_EQ(app.confirm(key).status, 200);
  told(key, Told::What::kApproved);
  EXPECT_EQ(paid_by(app).empty(), false) << "the connection is as good as before";
}

TEST_F(UnknownOutcomeTest, ALostReversalReplyIsRepeated) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);
  arm("lose_reply", "0200", amount);
  arm("lose_reply", "0420", amount);
  EXPECT_EQ(app.confirm(key).status, 504);
  EXPECT_TRUE(becomes(key, "ABORTED"));
}

TEST_F(UnknownOutcomeTest, AVoidWithoutReplyIsAcceptedAndRepeated) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = paid_by(app, amount);
  arm("lose_reply", "0400", amount);
  const ApiAnswer canceled = shop().cancel_payment(key, "단순 변심", "void-lost");
  EXPECT_EQ(canceled.status, 202) << canceled.summary();
  EXPECT_TRUE(becomes(key, "CANCELED"));
  told(key, Told::What::kCanceled);
  const ApiAnswer again = shop().cancel_payment(key, "단순 변심", "void-lost");
  EXPECT_EQ(again.status, 200) << again.summary();
  EXPECT_EQ(again.text("status"), "CANCELED");
}

TEST_F(UnknownOutcomeTest, ACancelDuringAuthorizationVoidsTheApproval) {
  App app = new_app();
  App same = app.another();
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);
  stack().sandbox().set_reply_delay_ms(1'000);
  ApiAnswer confirmed;
  std::jthread confirming([&] { confirmed = same.confirm(key); });
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (purchases_of(amount).empty() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(milliseconds(5));
  }
  const ApiAnswer canceled = shop().cancel_payment(key, "마음이 바뀜");
  confirming.join();
  EXPECT_EQ(canceled.status, 202) << canceled.summary();
  EXPECT_EQ(confirmed.status, 409) << confirmed.summary();
  EXPECT_EQ(confirmed.code(), "ALREADY_CANCELED_PAYMENT");
  EXPECT_TRUE(becomes(key, "CANCELED"));
  told(key, Told::What::kCanceled);
}

TEST_F(UnknownOutcomeTest, WithoutTheCardNetworkNothingIsSent) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);
  stack().stop_part(dev::Part::kSandbox);
  const ApiAnswer refused = app.confirm(key, kGoodCard, "network-gone");
  EXPECT_EQ(refused.status, 503) << refused.summary();
  EXPECT_EQ(refused.code(), "ACQUIRER_UNAVAILABLE");
  EXPECT_NE(refused.raw.header("retry-after"), nullptr);
  stack().start_part(dev::Part::kSandbox);
  ASSERT_TRUE(stack().wait_until_ready(std::chrono::seconds(20)));
  EXPECT_EQ(app.confirm(key, kGoodCard, "network-gone").status, 200) << "under the same key";
  told(key, Told::What::kApproved);
  EXPECT_EQ(purchases_of(amount).size(), 1U);
}

}  // namespace
}  // namespace pay200::test
