#include "core/webhook/webhook_outcome.hpp"

#include <gtest/gtest.h>

namespace pay200 {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Time kNow = *from_iso8601("2026-11-26T12:00:00+09:00");

TEST(WebhookOutcomeTest, TheStatusAloneSaysWhatItIs) {
  struct Case {
    int status;
    WebhookOutcome outcome;
  };
  for (const Case& c :
       {Case{200, WebhookOutcome::kDelivered}, Case{204, WebhookOutcome::kDelivered},
        Case{299, WebhookOutcome::kDelivered}, Case{301, WebhookOutcome::kRedirected},
        Case{302, WebhookOutcome::kRedirected}, Case{308, WebhookOutcome::kRedirected},
        Case{400, WebhookOutcome::kRefused}, Case{404, WebhookOutcome::kRefused},
        Case{410, WebhookOutcome::kGone}, Case{429, WebhookOutcome::kRefused},
        Case{500, WebhookOutcome::kRefused}, Case{503, WebhookOutcome::kRefused},
        Case{999, WebhookOutcome::kRefused}}) {
    EXPECT_EQ(outcome_of_status(c.status), c.outcome) << c.status;
  }
}

TEST(WebhookOutcomeTest, ItIsSentAgainByTheSchedule) {
  const seconds pauses[] = {seconds(5), minutes(5), minutes(30), hours(2), hours(5),
                            hours(10),  hours(14),  hours(20),   hours(24)};
  for (int tries = 1; tries < kMostWebhookTries; ++tries) {
    const auto pause = pauses[tries - 1];
    const auto early = decide_webhook(WebhookOutcome::kTimedOut, {}, tries, 0, kNow);
    EXPECT_EQ(early.fate, WebhookFate::kRetry) << tries;
    EXPECT_EQ(early.next_at, kNow + pause) << tries;
    const auto late = decide_webhook(WebhookOutcome::kTimedOut, {}, tries, 1, kNow);
    EXPECT_GT(late.next_at, kNow + pause) << tries;
    EXPECT_LE(late.next_at, kNow + pause + pause / 10 + seconds(1)) << tries;
  }
  EXPECT_EQ(decide_webhook(WebhookOutcome::kTimedOut, {}, kMostWebhookTries, 0, kNow).fate,
            WebhookFate::kFailed);
}

TEST(WebhookOutcomeTest, EveryFailureIsRetriedAndGoneIsNot) {
  for (const auto outcome :
       {WebhookOutcome::kRedirected, WebhookOutcome::kRefused, WebhookOutcome::kTimedOut,
        WebhookOutcome::kNotConnected, WebhookOutcome::kTlsFailed, WebhookOutcome::kCut,
        WebhookOutcome::kAddressRefused}) {
    EXPECT_EQ(decide_webhook(outcome, {}, 1, 0, kNow).fate, WebhookFate::kRetry)
        << to_text(outcome);
  }
  EXPECT_EQ(decide_webhook(WebhookOutcome::kDelivered, {}, 1, 0, kNow).fate,
            WebhookFate::kDelivered);
  EXPECT_EQ(decide_webhook(WebhookOutcome::kDelivered, {}, kMostWebhookTries, 0, kNow).fate,
            WebhookFate::kDelivered);
  EXPECT_EQ(decide_webhook(WebhookOutcome::kGone, {}, 1, 0, kNow).fate, WebhookFate::kGone);
  EXPECT_EQ(decide_webhook(WebhookOutcome::kGone, {}, 1, 0, kNow).next_at, kNow + seconds(5))
      << "should its endpoint have moved";
  EXPECT_EQ(decide_webhook(WebhookOutcome::kGone, {}, kMostWebhookTries, 0, kNow).fate,
            WebhookFate::kGone);
}

TEST(WebhookOutcomeTest, RetryAfterMakesItLaterNeverEarlierAndNeverMoreThanADay) {
  const auto next = [](seconds asked, int tries) {
    return decide_webhook(WebhookOutcome::kRefused, asked, tries, 0, kNow).next_at - kNow;
  };
  EXPECT_EQ(next(seconds(120), 1), seconds(120));
  EXPECT_EQ(next(seconds(120), 2), minutes(5));
  EXPECT_EQ(next(hours(1'000), 1), hours(24));
}

TEST(WebhookOutcomeTest, RetryAfterIsSecondsOrADate) {
  EXPECT_EQ(retry_after_from("120", kNow), seconds(120));
  EXPECT_EQ(retry_after_from("Thu, 26 Nov 2026 03:00:30 GMT", kNow), seconds(30));
  EXPECT_EQ(retry_after_from("99999999999999999999", kNow), hours(24));
  EXPECT_EQ(retry_after_from("Fri, 26 Nov 2027 03:00:30 GMT", kNow), hours(24));
  for (const char* none : {"", "0", "-5", "-99999999999999999999", "soon", "1.5", "120 ", "12h",
                           "Thu, 26 Nov 2026 02:59:59 GMT", "2026-11-26"}) {
    EXPECT_FALSE(retry_after_from(none, kNow)) << none;
  }
}

}  // namespace
}  // namespace pay200
