#include "core/webhook/webhook_outcome.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <string>

#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Before each try but the first.
constexpr std::array<seconds, kMostWebhookTries - 1> kPauses = {seconds(5), minutes(5), minutes(30),
                                                                hours(2),   hours(5),   hours(10),
                                                                hours(14),  hours(20),  hours(24)};
constexpr double kMostLater = 0.1;
constexpr seconds kMostRetryAfter = hours(24);

/// "Sun, 06 Nov 1994 08:49:37 GMT", the one form that is sent today.
std::optional<Time> http_date(const std::string& text) {
  std::tm broken{};
  const char* end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &broken);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return Time(seconds(::timegm(&broken)));
}

}  // namespace

std::string_view to_text(WebhookOutcome outcome) {
  switch (outcome) {
    case WebhookOutcome::kDelivered:
      return "DELIVERED";
    case WebhookOutcome::kRedirected:
      return "REDIRECTED";
    case WebhookOutcome::kGone:
      return "GONE";
    case WebhookOutcome::kRefused:
      return "REFUSED";
    case WebhookOutcome::kTimedOut:
      return "TIMED_OUT";
    case WebhookOutcome::kNotConnected:
      return "NOT_CONNECTED";
    case WebhookOutcome::kTlsFailed:
      return "TLS_FAILED";
    case WebhookOutcome::kCut:
      return "CUT";
    case WebhookOutcome::kAddressRefused:
      return "ADDRESS_REFUSED";
  }
  return "";
}

WebhookOutcome outcome_of_status(int http_status) {
  constexpr int kGoneStatus = 410;
  if (http_status >= 200 && http_status < 300) return WebhookOutcome::kDelivered;
  if (http_status >= 300 && http_status < 400) return WebhookOutcome::kRedirected;
  if (http_status == kGoneStatus) return WebhookOutcome::kGone;
  return WebhookOutcome::kRefused;
}

std::optional<seconds> retry_after_from(std::string_view header, Time now) {
  const std::string text(header);
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec == std::errc::result_out_of_range && text.front() != '-') return kMostRetryAfter;
  if (!text.empty() && read.ec == std::errc() && read.ptr == end) {
    if (number <= 0) return std::nullopt;
    return std::min(seconds(number), kMostRetryAfter);
  }
  const auto date = http_date(text);
  if (!date || *date <= now) return std::nullopt;
  return std::min(std::chrono::ceil<seconds>(*date - now), kMostRetryAfter);
}

WebhookDecision decide_webhook(WebhookOutcome outcome, std::optional<seconds> retry_after,
                               int tries, double jitter, Time now) {
  PAY200_ASSERT(tries >= 1 && jitter >= 0 && jitter <= 1);
  if (outcome == WebhookOutcome::kDelivered) return {WebhookFate::kDelivered, now};
  const bool gone = outcome == WebhookOutcome::kGone;
  if (tries >= kMostWebhookTries) return {gone ? WebhookFate::kGone : WebhookFate::kFailed, now};
  const seconds pause = kPauses[static_cast<std::size_t>(tries) - 1];
  const std::chrono::duration<double> later = pause * (jitter * kMostLater);
  const Time scheduled = now + pause + std::chrono::floor<std::chrono::microseconds>(later);
  const seconds asked = std::min(retry_after.value_or(seconds(0)), kMostRetryAfter);
  return {gone ? WebhookFate::kGone : WebhookFate::kRetry, std::max(scheduled, now + asked)};
}

}  // namespace pay200
