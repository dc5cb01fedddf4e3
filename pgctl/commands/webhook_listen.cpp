// pgctl webhook listen
#include <csignal>
#include <ctime>
#include <nlohmann/json.hpp>

#include "core/webhook/webhook_queue.hpp"
#include "core/webhook/webhook_signature.hpp"
#include "core/webhook/webhook_transfer.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/output/json_value.hpp"

namespace pay200::pgctl {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// Killed, it is forgotten after this.
constexpr std::chrono::seconds kLifetime{60};
constexpr std::chrono::seconds kRenewal{20};
constexpr std::chrono::seconds kLease{30};
constexpr long kPollMs = 300;

struct Options {
  std::string merchant, forward_to;
  std::optional<std::int64_t> count;
};

/// Ctrl-C and SIGTERM, as something to wait for. Once wished, always wished.
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
    wished_ = wished_ || ::sigtimedwait(&signals_, nullptr, &patience) > 0;
    return wished_;
  }

 private:
  sigset_t signals_{};
  bool wished_ = false;
};

/// Heard of as a receiver of its own, whose webhooks nobody but us takes.
class Listener {
 public:
  Listener(Session& session, StopWish& stop, MerchantId merchant_id, std::string url)
      : session_(session),
        stop_(stop),
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

  /// One, if any waits. One by one, so that a slow receiver never outlasts what listening lasts.
  bool forward_next() {
    if (SteadyClock::now() >= renew_at_) renew();
    auto claimed = queue_.claim(self_, 1);
    if (claimed.empty()) return false;
    claimed.front().secrets = {secret_};
    return pass_on(std::move(claimed.front()));
  }

 private:
  void renew() {
    queue_.open_listener(self_, url_, kLifetime);
    renew_at_ = SteadyClock::now() + kRenewal;
  }

  /// False if a stop was wished for first.
  bool pass_on(OutgoingWebhook webhook) {
    webhook.url = url_;
    WebhookTransferOptions options;
    options.anywhere = true;
    WebhookTransfer transfer(std::move(webhook), options, session_.clock().now());
    ::curl_easy_setopt(transfer.handle(), CURLOPT_NOPROGRESS, 0L);
    ::curl_easy_setopt(transfer.handle(), CURLOPT_XFERINFOFUNCTION, &Listener::stops);
    ::curl_easy_setopt(transfer.handle(), CURLOPT_XFERINFODATA, &stop_);
    const CURLcode code = ::curl_easy_perform(transfer.handle());
    if (code == CURLE_ABORTED_BY_CALLBACK) return false;
    WebhookResult result = transfer.result(code, session_.clock().now());
    // Its 410 must not end the listening.
    if (result.outcome == WebhookOutcome::kGone) result.outcome = WebhookOutcome::kRefused;
    queue_.record(transfer.webhook(), result);
    tell(transfer.webhook(), result);
    return true;
  }

  /// libcurl asks at least once a second.
  static int stops(void* stop, curl_off_t /*to_get*/, curl_off_t /*got*/, curl_off_t /*to_send*/,
                   curl_off_t /*sent*/) {
    return static_cast<StopWish*>(stop)->comes_within(0) ? 1 : 0;
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
  StopWish& stop_;
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
  Listener listener(session, stop, merchant.id, options.forward_to);
  session.note("listening for " + merchant.name + "; what comes is signed with " +
               listener.secret());
  std::int64_t came = 0;
  bool any = false;
  do {
    any = listener.forward_next();
    if (any) ++came;
  } while ((!options.count || came < *options.count) && !stop.comes_within(any ? 0 : kPollMs));
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
