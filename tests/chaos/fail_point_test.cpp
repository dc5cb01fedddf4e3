#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/support/comes_true.hpp"
#include "tests/support/webhook_receiver.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// What has to happen for a process to come to a fail point.
enum class Way { kPay, kDecline, kUnknown, kVoid, kRefund, kReseal };

struct Place {
  const char* name;
  Way way;
};

// GoogleTest's name for it. NOLINTNEXTLINE(readability-identifier-naming)
void PrintTo(const Place& place, std::ostream* out) { *out << place.name; }

// Every fail point there is: tests/lint/fail_points_test.cpp sees to it.
constexpr Place kPlaces[] = {
    {"after_attempt_committed", Way::kPay},
    {"link_before_pay", Way::kPay},
    {"link_after_pay", Way::kPay},
    {"link_after_answer", Way::kPay},
    {"after_answer_before_record", Way::kPay},
    {"after_approval_recorded", Way::kPay},
    {"after_decline_recorded", Way::kDecline},
    {"after_unknown_recorded", Way::kUnknown},
    {"after_reversal_claimed", Way::kUnknown},
    {"link_before_reverse", Way::kUnknown},
    {"link_after_reverse", Way::kUnknown},
    {"after_reversal_answered", Way::kUnknown},
    {"after_reversal_recorded", Way::kUnknown},
    {"after_cancel_committed", Way::kVoid},
    {"after_refund_claimed", Way::kRefund},
    {"link_before_refund", Way::kRefund},
    {"link_after_refund", Way::kRefund},
    {"after_refund_answered", Way::kRefund},
    {"after_refund_recorded", Way::kRefund},
    {"after_outbox_claimed", Way::kPay},
    {"before_outbox_finished", Way::kPay},
    {"after_webhooks_claimed", Way::kPay},
    {"after_webhook_answered", Way::kPay},
    {"link_after_reseal", Way::kReseal},
};

/// Whoever comes to a place is killed there with -9. What a client asks again under the same key
/// ends, nothing is lost or doubled, and every event is handed over.
class FailPointTest : public WholeStackTest, public ::testing::WithParamInterface<Place> {
 protected:
  static void SetUpTestSuite() {
    armed_ = std::make_unique<TemporaryDirectory>();
    receiver_ = std::make_unique<WebhookReceiver>(
        [](const auto&) { return WebhookReceiver::Reply{}; }, WebhookReceiver::Wire::kHttp);
    dev::StackOptions options;
    options.api_workers = 1;
    options.acquirer_timeout_ms = 1'000;
    options.recovery_grace_ms = 300;
    options.recovery_poll_ms = 50;
    options.refund_settle_ms = 500;
    options.webhook_timeout_ms = 1'000;
    options.gateway_environment = {{"PAY200_FAIL_POINT_DIRECTORY", armed_->path().string()}};
    start_stack(options);
  }
  static void TearDownTestSuite() {
    WholeStackTest::TearDownTestSuite();
    app_.reset();
    receiver_.reset();
    armed_.reset();
  }

  static std::filesystem::path place() { return armed_->path() / GetParam().name; }
  static bool is_hit() { return !std::filesystem::exists(place()); }

  /// Again and again under one key, as a client does that has not heard how it ended.
  template <class Ask>
  static dev::ApiAnswer ask_until_told(Ask ask) {
    dev::ApiAnswer answer;
    EXPECT_TRUE(comes_true(
        [&] {
          try {
            answer = ask();
          } catch (const dev::HttpFailure&) {
            return false;
          }
          const bool told = answer.status != 409 && answer.status < 500;
          // An unknown one is kept so until it is resolved, and this request with it.
          if (!told) std::this_thread::sleep_for(milliseconds(100));
          return told || answer.code() == "OUTCOME_UNKNOWN";
        },
        seconds(30)));
    return answer;
  }

  void pay(App& app, const std::string& key, const char* card = kGoodCard) {
    const auto answer = ask_until_told([&] { return app.confirm(key, card, "pay-" + key); });
    if (answer.ok()) told(key, dev::Told::What::kApproved);
  }

  void go(App& app, Way way) {
    const std::int64_t amount = unused_amount();
    const std::string key = held_by(app, amount);
    if (way == Way::kReseal) {
      EXPECT_EQ(stack().pgctl({"vault", "rotate", "--yes", "--no-wait"}).status, 0);
      return pay(app, key);
    }
    if (way == Way::kDecline) return pay(app, key, kDeclinedCard);
    if (way == Way::kUnknown) {
      dev::FaultOrder lost;
      lost.kind = "lose_reply";
      lost.mti = "0200";
      lost.amount_minor = amount;
      stack().sandbox().arm(lost);
      return pay(app, key);
    }
    pay(app, key);
    if (way == Way::kPay || !stack().wait_until_ready(seconds(20)) || status_of(key) != "DONE")
      return;
    const auto part = way == Way::kRefund ? std::optional(amount / 3) : std::nullopt;
    const auto answer =
        ask_until_told([&] { return shop().cancel_payment(key, "시험", "cancel-" + key, part); });
    if (answer.status != 200) return;
    told(key, part ? dev::Told::What::kPartlyCanceled : dev::Told::What::kCanceled);
  }

  static inline std::unique_ptr<TemporaryDirectory> armed_;
  static inline std::unique_ptr<WebhookReceiver> receiver_;
  static inline std::unique_ptr<App> app_;  ///< one shopper for all: to make one takes a second
};

TEST_P(FailPointTest, WhoIsKilledThereLosesAndDoublesNothing) {
  if (!app_) app_ = std::make_unique<App>(new_app());
  App& app = *app_;
  dev::expect_ok(shop().api().post("/v1/webhook-endpoints", {{"url", receiver_->url()}}),
                 "webhook");
  std::ofstream(place()) << "kill\n";
  go(app, GetParam().way);
  EXPECT_TRUE(comes_true(is_hit)) << "nobody has come there: is it built with PAY200_FAIL_POINTS?";
  std::filesystem::remove(place());
  ASSERT_TRUE(stack().wait_until_ready(seconds(20)));
  go(app, Way::kPay);  // and all goes on
  EXPECT_TRUE(comes_true(
      [] {
        return stack().postgres().execute("SELECT count(*) FROM pay200.outbox", "pay200") == "0\n";
      },
      seconds(60)))
      << "an event has not been handed over";
}

INSTANTIATE_TEST_SUITE_P(Places, FailPointTest, ::testing::ValuesIn(kPlaces),
                         [](const auto& param) { return std::string(param.param.name); });

}  // namespace
}  // namespace pay200::test
