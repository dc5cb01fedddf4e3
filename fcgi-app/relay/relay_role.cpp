#include "fcgi-app/relay/relay_role.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <string>
#include <thread>

#include "core/acquirer/link_client.hpp"
#include "core/idempotency/old_claims.hpp"
#include "core/outbox/outbox_service.hpp"
#include "core/payment/change_hint.hpp"
#include "core/payment/recovery_service.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/log.hpp"
#include "core/platform/metrics/metrics.hpp"
#include "core/reconciliation/day_standing.hpp"
#include "core/settlement/settlement_outbox.hpp"
#include "core/shopper/passkey_service.hpp"
#include "core/shopper/shopper_service.hpp"
#include "core/shopper/try_limits.hpp"
#include "core/staff/staff_service.hpp"
#include "core/webhook/webhook_publisher.hpp"
#include "core/webhook/webhook_queue.hpp"
#include "fcgi-app/relay/day_gauges.hpp"
#include "fcgi-app/relay/owed_senders.hpp"
#include "fcgi-app/relay/webhook_sender.hpp"
#include "fcgi-app/render/settlement_json.hpp"
#include "fcgi-app/render/webhook_json.hpp"

namespace pay200 {
namespace {

/// At once; a gateway that makes more of it than this in a second tidies up all the time.
constexpr std::size_t kMostForgotten = 5'000;

bool stop_asked(int stop_fd, int wait_ms) {
  pollfd watched{.fd = stop_fd, .events = POLLIN, .revents = 0};
  return poll(&watched, 1, wait_ms) > 0;
}

db::DatabaseOptions database_options(const Config& config, int connections) {
  db::DatabaseOptions options;
  options.conninfo = config.database.conninfo_for(config.database.relay_user);
  options.connections = static_cast<std::size_t>(connections);
  options.application_name = "pay200-relay";
  return options;
}

WebhookSenderOptions sender_options(const Config& config) {
  WebhookSenderOptions options;
  options.concurrency = static_cast<std::size_t>(config.webhook.concurrency);
  options.per_endpoint = static_cast<std::size_t>(config.webhook.per_endpoint);
  options.poll_interval = std::chrono::milliseconds(config.relay.poll_interval_ms);
  options.transfer.timeout = std::chrono::milliseconds(config.webhook.timeout_ms);
  options.transfer.allow_loopback = config.webhook.allow_loopback;
  options.transfer.ca_file = config.webhook.ca_file;
  return options;
}

/// The acts of a round, each by itself: what holds up one does not hold up the others.
class Acts {
 public:
  template <class Act>
  void attempt(Act act) {
    try {
      act();
    } catch (const std::exception& error) {
      failure_ = error.what();
    }
  }

  /// At a round's end. Said once, not at every round: the database may be away for long.
  void tell() {
    const bool well = failure_.empty();
    if (!well) failures_.add();
    if (!well && well_) log::error("relay_round_failed", {{"why", failure_}});
    if (well && !well_) log::info("relay_well_again");
    well_ = well;
    failure_.clear();
  }

 private:
  const metrics::Counter failures_{metrics::Metric::kRelayFailures};
  std::string failure_;
  bool well_ = true;
};

/// What no money waits for, in a thread and on connections of its own: telling of what has
/// happened, and clutter.
class Chores {
 public:
  Chores(const Config& config, const Secrets& secrets)
      : data_(config.payment.public_base_url),
        database_(database_options(config, config.webhook.database_connections)),
        publisher_(database_, system_clock(), data_),
        outbox_(database_, system_clock(), &publisher_),
        settlements_(database_, system_clock(), publisher_, render::settlement_json),
        queue_(database_, system_clock(), secrets.webhook_key,
               webhook_lease(std::chrono::milliseconds(config.webhook.timeout_ms))),
        sender_(queue_, system_clock(), sender_options(config)),
        keep_months_(config.webhook.keep_months) {}

  /// True if there is more to do at once.
  bool run() {
    bool more = false;
    acts_.attempt([&] { more |= hand_over_events(); });
    acts_.attempt([&] { more |= queue_.abandon() > 0; });
    acts_.attempt([&] { tidy_webhooks(); });
    acts_.attempt([&] { tidy_up(); });
    acts_.attempt([&] { observe(); });
    acts_.tell();
    return more;
  }

 private:
  bool hand_over_events() {
    bool any = outbox_.hand_over() > 0;
    any |= settlements_.hand_over() > 0;
    if (any) sender_.wake();
    return any;
  }

  /// At the start and then every hour; what failed, a minute later.
  void tidy_webhooks() {
    const auto now = std::chrono::steady_clock::now();
    if (now < tidy_webhooks_at_) return;
    tidy_webhooks_at_ = now + std::chrono::minutes(1);
    queue_.tidy_up(keep_months_);
    tidy_webhooks_at_ = now + std::chrono::hours(1);
  }

  /// What is only clutter, once a minute, or at once again while there is more.
  void tidy_up() {
    const auto now = std::chrono::steady_clock::now();
    if (now < tidy_at_) return;
    tidy_at_ = now + std::chrono::minutes(1);
    const Time today = system_clock().now();
    const auto forgotten = {forget_old_tries(database_, kMostForgotten, today),
                            forget_old_sessions(database_, kMostForgotten, today),
                            forget_old_staff_sessions(database_, kMostForgotten, today),
                            forget_old_challenges(database_, kMostForgotten, today),
                            forget_old_claims(database_, kMostForgotten, today)};
    if (std::ranges::max(forgotten) == kMostForgotten) tidy_at_ = now;
  }

  void observe() {
    const auto now = std::chrono::steady_clock::now();
    if (now < observe_at_) return;
    observe_at_ = now + std::chrono::seconds(5);
    const WebhooksWaiting waiting = queue_.waiting();
    metrics::Gauge(metrics::Metric::kWebhooksPending).set(waiting.pending);
    metrics::Gauge(metrics::Metric::kWebhooksOverdueSeconds).set(waiting.overdue.count());
  }

  const render::WebhookData data_;
  db::Database database_;
  WebhookPublisher publisher_;
  OutboxService outbox_;
  SettlementOutbox settlements_;
  WebhookQueue queue_;
  WebhookSender sender_;
  int keep_months_;
  std::chrono::steady_clock::time_point tidy_at_{}, tidy_webhooks_at_{}, observe_at_{};
  Acts acts_;
};

/// Deadlines, and what is owed to acquirers.
class Rounds {
 public:
  Rounds(RecoveryService& recovery, OwedSenders& senders, db::Database& database,
         const std::vector<Config::Acquirer>& acquirers)
      : recovery_(recovery), senders_(senders), database_(database), acquirers_(acquirers) {}

  /// True if there is more to do at once.
  bool run() {
    bool more = false;
    acts_.attempt([&] { more |= counted(deadlines_, recovery_.sweep_deadlines()); });
    acts_.attempt([&] { more |= counted(attempts_, recovery_.sweep_attempts()); });
    acts_.attempt([&] { hand_over_reversals(); });
    acts_.attempt([&] { hand_over_refunds(); });
    acts_.attempt([&] { observe_owed(); });
    acts_.attempt([&] { observe_days(); });
    acts_.tell();
    return more;
  }

 private:
  /// Whether there is more of it at once.
  static bool counted(const metrics::Counter& counter, std::size_t changed) {
    counter.add(static_cast<std::int64_t>(changed));
    return changed == RecoveryService::kMostInRound;
  }

  void hand_over_reversals() {
    const std::size_t room = senders_.room();
    if (room == 0) return;
    for (const DueReversal& due : recovery_.due_reversals(room)) {
      senders_.hand_over(due.reversal_id.value,
                         [&recovery = recovery_, due] { recovery.send_reversal(due); });
    }
  }

  void hand_over_refunds() {
    const std::size_t room = senders_.room();
    if (room == 0) return;
    for (const DueRefund& due : recovery_.due_refunds(room)) {
      senders_.hand_over(due.refund_id.value,
                         [&recovery = recovery_, due] { recovery.advance_refund(due); });
    }
  }

  void observe_owed() {
    const auto now = std::chrono::steady_clock::now();
    if (now < observe_at_) return;
    observe_at_ = now + std::chrono::seconds(5);
    using metrics::Gauge;
    using metrics::Metric;
    const Owed owed = recovery_.what_is_owed();
    Gauge(Metric::kUnknownAttempts).set(owed.unknown_attempts.count);
    Gauge(Metric::kUnknownOldestSeconds).set(owed.unknown_attempts.oldest.count());
    Gauge(Metric::kReversalsOwed).set(owed.reversals.count);
    Gauge(Metric::kReversalsOldestSeconds).set(owed.reversals.oldest.count());
    Gauge(Metric::kRefundsOwed).set(owed.refunds.count);
    Gauge(Metric::kRefundsOldestSeconds).set(owed.refunds.oldest.count());
    Gauge(Metric::kAlarmed, {{"what", "reversal"}}).set(owed.alarmed_reversals);
    Gauge(Metric::kAlarmed, {{"what", "refund"}}).set(owed.alarmed_refunds);
  }

  void observe_days() {
    const auto now = std::chrono::steady_clock::now();
    if (now < observe_days_at_) return;
    observe_days_at_ = now + std::chrono::seconds(30);
    const auto figures = day_standing(database_, system_clock().now());
    for (const DayGauge& gauge : day_gauges(figures, acquirers_)) {
      metrics::Gauge(gauge.metric, gauge.labels).set(gauge.value);
    }
  }

  RecoveryService& recovery_;
  OwedSenders& senders_;
  db::Database& database_;
  const std::vector<Config::Acquirer>& acquirers_;
  const metrics::Counter deadlines_{metrics::Metric::kSwept, {{"what", "deadline"}}};
  const metrics::Counter attempts_{metrics::Metric::kSwept, {{"what", "attempt"}}};
  std::chrono::steady_clock::time_point observe_at_{}, observe_days_at_{};
  Acts acts_;
};

template <class Work>
void work(Work& work, const Config& config, int stop_fd) {
  bool more = false;
  while (!stop_asked(stop_fd, more ? 0 : config.relay.poll_interval_ms)) more = work.run();
}

}  // namespace

int run_relay(const Config& config, const Secrets& secrets, int stop_fd) {
  open_change_hints(config.stream.hint_socket);
  db::Database database(database_options(config, config.relay.database_connections));
  LinkClient link(config.link.socket);
  RecoveryService recovery(database, system_clock(), config, link);
  log::info("relay_started");
  Chores chores(config, secrets);
  OwedSenders senders(config.relay.reversal_threads);
  Rounds rounds(recovery, senders, database, config.acquirers);
  const std::jthread chore_thread([&] { work(chores, config, stop_fd); });
  work(rounds, config, stop_fd);
  log::info("relay_draining");
  return 0;
}

}  // namespace pay200
