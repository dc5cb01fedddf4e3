#pragma once
// Every metric there is, in the order in which /metrics shows them. docs/metrics.md says what each
// means to an operator (a test holds the two together).

#include <array>

namespace pay200::metrics {

enum class Type { kCounter, kGauge, kSeconds };  ///< kSeconds: a histogram of times

struct Definition {
  const char* name;
  Type type;
  const char* help;
};

/// Their places in kCatalogue.
enum class Metric {
  kBuild,
  kRequests,
  kRequestSeconds,
  kKeyLookups,
  kPayments,
  kAttempts,
  kAttemptSeconds,
  kAcquirerReady,
  kAcquirerBreaker,
  kLinkWaiting,
  kDatabaseWaitSeconds,
  kDatabaseTimeouts,
  kDatabaseBreaks,
  kDatabaseInDoubt,
  kSwept,
  kUnknownAttempts,
  kUnknownOldestSeconds,
  kReversalsOwed,
  kReversalsOldestSeconds,
  kRefundsOwed,
  kRefundsOldestSeconds,
  kAlarmed,
  kDayDoneAt,
  kDaysWaiting,
  kDifferences,
  kDisputes,
  kPayouts,
  kRelayFailures,
  kWebhookAttempts,
  kWebhookSeconds,
  kWebhooksInFlight,
  kWebhooksPending,
  kWebhooksOverdueSeconds,
  kStreamsOpen,
  kStreamEvents,
  kStreamEventSeconds,
  kStreamLaggards,
  kStreamReadFailures,
  kHintsLost,
  kResidentBytes,
  kOpenFiles,
  kStartedAt,
  kLast = kStartedAt,
};

inline constexpr std::array<Definition, static_cast<std::size_t>(Metric::kLast) + 1> kCatalogue = {{
    {"pay200_build_info", Type::kGauge, "1; the version is a label"},
    {"pay200_requests_total", Type::kCounter, "Requests answered by api workers"},
    {"pay200_request_seconds", Type::kSeconds, "From accepting a request to its answer"},
    {"pay200_key_lookups_total", Type::kCounter, "API keys looked up, from the cache or not"},
    {"pay200_payments_total", Type::kCounter, "Confirms, by how they ended"},
    {"pay200_attempts_total", Type::kCounter, "Messages to acquirers, by how they ended"},
    {"pay200_attempt_seconds", Type::kSeconds, "From sending a message to its outcome"},
    {"pay200_acquirer_ready", Type::kGauge, "1 while an acquirer is signed on"},
    {"pay200_acquirer_breaker_open", Type::kGauge, "1 while an acquirer is passed over"},
    {"pay200_link_waiting", Type::kGauge, "Requests that wait for a thread of the link"},
    {"pay200_database_wait_seconds", Type::kSeconds, "Waiting for a free database connection"},
    {"pay200_database_timeouts_total", Type::kCounter, "Waits that ended without a connection"},
    {"pay200_database_breaks_total", Type::kCounter, "Database connections that broke"},
    {"pay200_database_in_doubt_total", Type::kCounter, "Writes of which nobody knows the outcome"},
    {"pay200_swept_total", Type::kCounter, "Payments and attempts that the relay ended"},
    {"pay200_unknown_attempts", Type::kGauge, "Attempts whose outcome is unknown"},
    {"pay200_unknown_oldest_seconds", Type::kGauge, "Since the deadline of the oldest of them"},
    {"pay200_reversals_owed", Type::kGauge, "Reversals and voids not yet acknowledged"},
    {"pay200_reversals_oldest_seconds", Type::kGauge, "Since the oldest of them is owed"},
    {"pay200_refunds_owed", Type::kGauge, "Refunds not yet answered by the acquirer"},
    {"pay200_refunds_oldest_seconds", Type::kGauge, "Since the oldest of them is owed"},
    {"pay200_alarmed", Type::kGauge, "Reversals and refunds that a person must look at"},
    {"pay200_day_done_at_seconds", Type::kGauge, "Last well-ended step of the day, Unix time"},
    {"pay200_days_waiting", Type::kGauge, "Closed days whose clearing file has not come"},
    {"pay200_differences", Type::kGauge, "Open differences with acquirers' clearing files"},
    {"pay200_disputes", Type::kGauge, "Disputes that are not decided"},
    {"pay200_payouts", Type::kGauge, "Payouts that somebody must look at, by what they are"},
    {"pay200_relay_failures_total", Type::kCounter,
     "Rounds of the relay in which something failed"},
    {"pay200_webhook_attempts_total", Type::kCounter, "Webhooks sent, by how that ended"},
    {"pay200_webhook_seconds", Type::kSeconds, "From sending a webhook to its answer"},
    {"pay200_webhooks_in_flight", Type::kGauge, "Webhooks being sent"},
    {"pay200_webhooks_pending", Type::kGauge, "Webhooks not yet delivered or given up"},
    {"pay200_webhooks_overdue_seconds", Type::kGauge, "Since one of them could have been sent"},
    {"pay200_streams_open", Type::kGauge, "Event streams and long polls of shops' pages"},
    {"pay200_stream_events_total", Type::kCounter, "Events sent to them"},
    {"pay200_stream_event_seconds", Type::kSeconds,
     "From a commit to its event, where a hint told"},
    {"pay200_stream_laggards_total", Type::kCounter, "Streams given up since nobody read them"},
    {"pay200_stream_read_failures_total", Type::kCounter, "Looks for events that failed"},
    {"pay200_hints_lost_total", Type::kCounter, "Changes of which the stream role was not told"},
    {"pay200_resident_bytes", Type::kGauge, "Memory of the process"},
    {"pay200_open_files", Type::kGauge, "File descriptors of the process"},
    {"pay200_started_at_seconds", Type::kGauge, "Start of the process, Unix time"},
}};

constexpr const Definition& definition(Metric metric) {
  return kCatalogue[static_cast<std::size_t>(metric)];
}

}  // namespace pay200::metrics
