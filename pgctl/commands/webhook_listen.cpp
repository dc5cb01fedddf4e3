// pgctl webhook listen
#include <algorithm>
#include <csignal>
#include <ctime>
#include <nlohmann/json.hpp>

#include "core/webhook/webhook_queue.hpp"
#include "core/webhook/webhook_signature.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/forward.hpp"

namespace pay200::pgctl {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// Killed, it is forgotten after this.
constexpr std::chrono::seconds kLifetime{60};
constexpr std::chrono::seconds kRenewal{20};
constexpr std::chrono::seconds kLease{30};
constexpr std::int64_t kMostAtOnce = 20;
constexpr long kPollMs = 300;

struct Options {
  std::string merchant, forward_to;
  std::optional<std::int64_t> count;
};

/// Ctrl-C and SIGTERM, as something to wait for.
class StopWish {
 public:
  StopWish() {
    ::sigemptyset(&signals_);
    ::sigaddset(&signals_, SIGINT);
    ::sigaddset(&signals_, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &signals_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);  // a receiver may close in the middle of a request
  }
  bool comes_within(long milliseconds) {
    const timespec patience{.tv_sec = 0, .tv_nsec = milliseconds * 1'000'000};
    return ::sigtimedwait(&signals_, nullptr, &patience) > 0;
  }

 private:
  sigset_t signals_{};
};

/// Heard of as a receiver of its own, whose webhooks nobody but us takes.
class Listener {
 public:
  Listener(Session& session, MerchantId merchant_id, std::string url)
      : session_(session),
        queue_(session.database(), session.clock(), "", kLease),
        self_{merchant_id, WebhookEndpointId::make(session.clock().now())},
        url_(std::move(url)) {
    renew();
  }
  ~Listener() {
    try {
      queue_.close_listener(self_);
    } catch (const std::exception&) {
      // It is forgotten by itself, soon.
    }
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  const std::string& secret() const { return secret_; }

  /// Of those that wait, `most` at most; how many came.
  std::int64_t forward_due(std::int64_t most) {
    if (SteadyClock::now() >= renew_at_) renew();
    std::int64_t came = 0;
    const auto at_once = static_cast<std::size_t>(std::min(most, kMostAtOnce));
    for (OutgoingWebhook& webhook : queue_.claim(self_, at_once)) {
      webhook.secrets = {secret_};
      pass_on(webhook);
      ++came;
    }
    return came;
  }

 private:
  void renew() {
    queue_.open_listener(self_, url_, kLifetime);
    renew_at_ = SteadyClock::now() + kRenewal;
  }

  void pass_on(const OutgoingWebhook& webhook) {
    const Time begun = session_.clock().now();
    const Forwarded forwarded = forward(url_, webhook.headers(begun), webhook.body);
    WebhookResult result;
    result.key = webhook.key;
    result.attempt_id = WebhookAttemptId::make(begun);
    result.tries = webhook.tries;
    // Its 410 must not end the listening.
    result.outcome =
        forwarded.outcome == WebhookOutcome::kGone ? WebhookOutcome::kRefused : forwarded.outcome;
    if (forwarded.http_status != 0) result.http_status = forwarded.http_status;
    result.answer = forwarded.answer;
    result.started_at = begun;
    result.duration =
        std::chrono::duration_cast<std::chrono::milliseconds>(session_.clock().now() - begun);
    queue_.record(result);
    tell(webhook, result);
  }

  void tell(const OutgoingWebhook& webhook, const WebhookResult& result) {
    const auto body = Json::parse(webhook.body);
    if (session_.for_scripts()) {
      session_.line(Json{
          {"webhook", to_text(webhook.key)},
          {"outcome", to_text(result.outcome)},
          {"httpStatus", result.http_status ? Json(*result.http_status) : Json()},
          {"body",
           body}}.dump());
      return;
    }
    std::string line = to_seoul_text(result.started_at) + "  ";
    line += body.value("eventType", "") + "  ";
    line += std::string(to_text(result.outcome));
    if (result.http_status) line += " " + std::to_string(*result.http_status);
    session_.line(line + "  " + to_text(webhook.key));
  }

  Session& session_;
  WebhookQueue queue_;
  WebhookTarget self_;
  std::string url_;
  std::string secret_ = new_webhook_secret();
  SteadyClock::time_point renew_at_;
};

ExitStatus run(Session& session, const Options& options) {
  const bool http =
      options.forward_to.starts_with("http://") || options.forward_to.starts_with("https://");
  if (!http) throw Failure(ExitStatus::kUsage, "--forward-to: http://... or https://...");
  if (options.count && *options.count < 1) {
    throw Failure(ExitStatus::kUsage, "--count: 1 or more");
  }
  const Merchant merchant = merchant_from(session, options.merchant);
  require_mode(session, merchant);
  StopWish stop;
  Listener listener(session, merchant.id, options.forward_to);
  session.note("listening for " + merchant.name + "; what comes is signed with " +
               listener.secret());
  std::int64_t came = 0;
  do {
    came += listener.forward_due(options.count.value_or(kMostAtOnce + came) - came);
  } while ((!options.count || came < *options.count) && !stop.comes_within(kPollMs));
  return ExitStatus::kDone;
}

}  // namespace

void add_webhook_listen(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("webhook", "listen", "Forward a merchant's webhooks to a URL, as they come",
            [options](Session& session) { return run(session, *options); })
      .required("--merchant", options->merchant, "ID", "Whose, mer_...")
      .required("--forward-to", options->forward_to, "URL", "Also of this machine")
      .optional("--count", options->count, "N", "End after so many; without it, at Ctrl-C")
      .example(
          "pgctl webhook listen --merchant mer_0g7k2m1q \\\n"
          "    --forward-to http://localhost:3000/webhook");
}

}  // namespace pay200::pgctl
