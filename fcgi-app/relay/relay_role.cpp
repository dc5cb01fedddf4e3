#include "fcgi-app/relay/relay_role.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <poll.h>
#include <string>

#include "core/acquirer/link_client.hpp"
#include "core/idempotency/old_claims.hpp"
#include "core/outbox/outbox_service.hpp"
#include "core/payment/change_hint.hpp"
#include "core/payment/recovery_service.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/log.hpp"
#include "core/platform/metrics/metrics.hpp"
#include "core/shopper/shopper_service.hpp"
#include "core/shopper/try_limits.hpp"
#include "core/staff/staff_service.hpp"
#include "core/webhook/webhook_publisher.hpp"
#include "core/webhook/webhook_queue.hpp"
#include "fcgi-app/relay/owed_senders.hpp"
#include "fcgi-app/relay/webhook_sender.hpp"
#include "fcgi-app/render/webhook_json.hpp"

namespace pay200 {
namespace {

/// At once; a gateway that makes more of it than this in a second tidies up all the time.
constexpr std::size_t kMostForgotten = 5'000;

bool stop_asked(int stop_fd, int wait_ms) {
  pollfd watched{.fd = stop_fd, .events = POLLIN, .revents = 0};
  return poll(&watched, 1, wait_ms) > 0;
}

/// Webhooks have connections of their own: money does not wait for them.
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

struct Webhooks {
  Webhooks(const Config& config, const Secrets& secrets)
      : database(database_options(config, config.webhook.database_connections)),
        queue(database, system_clock(), secrets.webhook_key,
              webhook_lease(std::chrono::milliseconds(config.webhook.timeout_ms))),
        sender(queue, system_clock(), sender_options(config)),
        keep_months(config.webhook.keep_months) {}

  db::Database database;
  WebhookQueue queue;
  WebhookSender sender;
  int keep_months;
};

/// Each kind of work by itself: what holds up one does not hold up the others.
class Rounds {
 public:
  Rounds(RecoveryService& recovery, OwedSenders& senders, OutboxService& outbox, Webhooks& webhooks,
         db::Database& database)
      : recovery_(recovery),
        senders_(senders),
        outbox_(outbox),
        webhooks_(webhooks),
        database_(database) {}

  /// True if there is more to do at once.
  bool run() {
    bool more = false;
    failure_.clear();
    attempt([&] { more |= counted(deadlines_, recovery_.sweep_deadlines()); });
    attempt([&] { more |= counted(attempts_, recovery_.sweep_attempts()); });
    attempt([&] { hand_over_reversals(); });
    attempt([&] { hand_over_refunds(); });
    attempt([&] { tidy_webhooks(); });
    attempt([&] { more |= hand_over_events(); });
    attempt([&] { tidy_up(); });
    attempt([&] { observe_owed(); });
    tell();
    return more;
  }

 private:
  /// Whether there is more of it at once.
  static bool counted(const metrics::Counter& counter, std::size_t changed) {
    counter.add(static_cast<std::int64_t>(changed));
    return changed == RecoveryService::kMostInRound;
  }

  bool hand_over_events() {
    const bool any = outbox_.hand_over() > 0;
    if (any) webhooks_.sender.wake();
    return any;
  }

  /// At the start, before the first is made, and then every hour.
  void tidy_webhooks() {
    const auto now = std::chrono::steady_clock::now();
    if (now < tidy_webhooks_at_) return;
    webhooks_.queue.tidy_up(webhooks_.keep_months);
    tidy_webhooks_at_ = now + std::chrono::hours(1);
  }

  void hand_over_reversals() {
    const std::size_t room = senders_.room();
    if (room == 0) return;
    for (const DueReversal& due : recovery_.due_reversals(room)) {
      senders_.hand_over(due.reversal_id.value, [this, due] { recovery_.send_reversal(due); });
    }
  }

  void hand_over_refunds() {
    const std::size_t room = senders_.room();
    if (room == 0) return;
    for (const DueRefund& due : recovery_.due_refunds(room)) {
      senders_.hand_over(due.refund_id.value, [this, due] { recovery_.advance_refund(due); });
    }
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
                            forget_old_claims(database_, kMostForgotten, today)};
    if (std::ranges::max(forgotten) == kMostForgotten) tidy_at_ = now;
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
    const WebhooksWaiting waiting = webhooks_.queue.waiting();
    Gauge(Metric::kWebhooksPending).set(waiting.pending);
    Gauge(Metric::kWebhooksOverdueSeconds).set(waiting.overdue.count());
  }

  template <class Act>
  void attempt(Act act) {
    try {
      act();
    } catch (const std::exception& error) {
      failure_ = error.what();
    }
  }

  /// Said once, not at every round: the database may be away for long.
  void tell() {
    const bool well = failure_.empty();
    if (!well) failures_.add();
    if (!well && well_) log::error("relay_round_failed", {{"why", failure_}});
    if (well && !well_) log::info("relay_well_again");
    well_ = well;
  }

  RecoveryService& recovery_;
  OwedSenders& senders_;
  OutboxService& outbox_;
  Webhooks& webhooks_;
  db::Database& database_;
  const metrics::Counter deadlines_{metrics::Metric::kSwept, {{"what", "deadline"}}};
  const metrics::Counter attempts_{metrics::Metric::kSwept, {{"what", "attempt"}}};
  const metrics::Counter failures_{metrics::Metric::kRelayFailures};
  std::chrono::steady_clock::time_point tidy_at_{}, tidy_webhooks_at_{}, observe_at_{};
  std::string failure_;
  bool well_ = true;
};

}  // namespace

int run_relay(const Config& config, const Secrets& secrets, int stop_fd) {
  open_change_hints(config.stream.hint_socket);
  db::Database database(database_options(config, config.relay.database_connections));
  LinkClient link(config.link.socket);
  RecoveryService recovery(database, system_clock(), config, link);
  OwedSenders senders(config.relay.reversal_threads);
  log::info("relay_started");
  const render::WebhookData data(config.payment.public_base_url);
  WebhookPublisher publisher(database, system_clock(), data);
  OutboxService outbox(database, system_clock(), &publisher);
  Webhooks webhooks(config, secrets);
  Rounds rounds(recovery, senders, outbox, webhooks, database);
  bool more = false;
  while (!stop_asked(stop_fd, more ? 0 : config.relay.poll_interval_ms)) more = rounds.run();
  log::info("relay_draining");
  return 0;
}

}  // namespace pay200
