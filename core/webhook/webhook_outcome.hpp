#pragma once
// What a receiver's answer means, and when an unanswered webhook is sent again. Pure.

#include <chrono>
#include <optional>
#include <string_view>

#include "core/platform/clock.hpp"

namespace pay200 {

/// How one attempt ended. A closed list; its words are in the log and in the API.
enum class WebhookOutcome {
  kDelivered,       ///< 2xx
  kRedirected,      ///< 3xx: never followed
  kGone,            ///< 410
  kRefused,         ///< any other status
  kTimedOut,        ///< no whole answer in time
  kNotConnected,    ///< no such host, nothing listens
  kTlsFailed,       ///< its certificate is not to be trusted, or no TLS at all
  kCut,             ///< the connection broke before there was a status
  kAddressRefused,  ///< it leads inside: nothing was sent
};
std::string_view to_text(WebhookOutcome outcome);  ///< "DELIVERED", "TIMED_OUT", ...

/// By the status alone; the body of an answer says nothing.
WebhookOutcome outcome_of_status(int http_status);

/// The value of a Retry-After header: seconds, or a date (RFC 9110). nullopt if it is neither, or
/// in the past.
std::optional<std::chrono::seconds> retry_after_from(std::string_view header, Time now);

inline constexpr int kMostWebhookTries = 10;

enum class WebhookFate {
  kDelivered,
  kRetry,
  kFailed,  ///< all tries are used up
  kGone,    ///< the endpoint is to be disabled
};

struct WebhookDecision {
  WebhookFate fate = WebhookFate::kRetry;
  Time next_at;  ///< of kRetry; of kGone: should that turn out to be of an endpoint that has moved
};

/// After so many tries, this one included: at once, then 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h,
/// 20 h and 24 h after the one before, each up to a tenth later (`jitter`, 0 to 1), so that those
/// of one outage do not come back together. The receiver's Retry-After may only make it later, by a
/// day at most.
WebhookDecision decide_webhook(WebhookOutcome outcome,
                               std::optional<std::chrono::seconds> retry_after, int tries,
                               double jitter, Time now);

}  // namespace pay200
