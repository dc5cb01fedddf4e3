#include "fcgi-app/relay/webhook_sender.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <new>
#include <utility>

#include "core/platform/log.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kMostEndpoints = 200;
constexpr std::size_t kMostKnown = 10'000;
constexpr std::chrono::seconds kDrain{5};
/// While there is more than room for it.
constexpr std::chrono::milliseconds kBetweenTakes{10};

/// Before any thread makes a handle.
void prepare_library() {
  static const CURLcode ready = ::curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) throw std::bad_alloc();
}

const metrics::Counter& counter_of(WebhookOutcome outcome) {
  static std::map<WebhookOutcome, metrics::Counter> counters;
  const auto found = counters.find(outcome);
  if (found != counters.end()) return found->second;
  const metrics::Counter counter(metrics::Metric::kWebhookAttempts,
                                 {{"outcome", std::string(to_text(outcome))}});
  return counters.emplace(outcome, counter).first->second;
}

}  // namespace

WebhookSender::WebhookSender(WebhookQueue& queue, const Clock& clock, WebhookSenderOptions options)
    : queue_(queue), clock_(clock), options_(std::move(options)) {
  prepare_library();
  multi_.reset(::curl_multi_init());
  if (!multi_) throw std::bad_alloc();
  // Connections kept for the next webhook: more would only hold receivers' sockets open.
  ::curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(options_.concurrency));
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

WebhookSender::~WebhookSender() {
  thread_.request_stop();
  wake();
  thread_.join();
  for (const auto& [handle, transfer] : transfers_) {
    ::curl_multi_remove_handle(multi_.get(), handle);
  }
}

void WebhookSender::wake() {
  woken_ = true;
  ::curl_multi_wakeup(multi_.get());
}

void WebhookSender::run(const std::stop_token& stop) {
  const metrics::Gauge in_flight(metrics::Metric::kWebhooksInFlight);
  SteadyTime drained_by = SteadyTime::max();
  while (true) {
    const SteadyTime now = std::chrono::steady_clock::now();
    if (stop.stop_requested()) {
      drained_by = std::min(drained_by, now + kDrain);
      if (transfers_.empty() || now >= drained_by) return;
    } else if (is_time_to_take()) {
      take_due();
    }
    int running = 0;
    ::curl_multi_perform(multi_.get(), &running);
    in_flight.set(static_cast<std::int64_t>(transfers_.size()));
    record_finished();
    // The last of a drain may have just ended, and nothing else would wake it.
    const bool soon =
        stop.stop_requested() || (more_waits_ && transfers_.size() < options_.concurrency);
    const auto patience = soon ? kBetweenTakes : options_.poll_interval;
    ::curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(patience.count()), nullptr);
  }
}

/// Not at each of curl's wakings: the database is asked for many at once.
bool WebhookSender::is_time_to_take() {
  if (transfers_.size() >= options_.concurrency) return false;
  const SteadyTime now = std::chrono::steady_clock::now();
  const bool woken = woken_.exchange(false);
  const auto pause = more_waits_ ? kBetweenTakes : options_.poll_interval;
  if (!woken && now < taken_at_ + pause) return false;
  taken_at_ = now;
  return true;
}

/// From where the last round ended, so that when there is not room for all, it is everybody's turn.
std::vector<WebhookTarget> WebhookSender::due_in_turn() {
  auto due = queue_.due_endpoints(last_, kMostEndpoints);
  if (due.size() == kMostEndpoints) return due;
  const auto from_the_start = queue_.due_endpoints({}, kMostEndpoints - due.size());
  std::ranges::copy_if(from_the_start, std::back_inserter(due),
                       [this](const WebhookTarget& target) { return target <= last_; });
  return due;
}

void WebhookSender::take_due() {
  more_waits_ = false;
  try {
    for (const WebhookTarget& target : due_in_turn()) {
      if (!take_from(target)) break;
      last_ = target;
    }
    tell("webhooks_not_taken", nullptr);
  } catch (const std::exception& error) {
    tell("webhooks_not_taken", &error);
  }
}

/// False if there is no room for any.
bool WebhookSender::take_from(const WebhookTarget& target) {
  if (transfers_.size() >= options_.concurrency) {
    more_waits_ = true;
    return false;
  }
  const std::size_t room = room_for(target);
  if (room == 0) return true;
  auto webhooks = queue_.claim(target, room);
  for (OutgoingWebhook& webhook : webhooks) {
    // Its lease ends, and it is taken again: by then the right key may be there.
    if (webhook.secrets.empty()) continue;
    more_waits_ |= webhooks.size() == room;
    start(std::move(webhook), target);
  }
  return true;
}

/// Eight that hang, of each of some dozens of endpoints, would leave no room for anybody else; and
/// so would one of each of some hundreds that are known to.
std::size_t WebhookSender::room_for(const WebhookTarget& target) const {
  const auto known = was_quick_.find(target);
  const bool quick = known != was_quick_.end() && known->second;
  const bool slow = known != was_quick_.end() && !known->second;
  const auto already = under_way_.find(target);
  const std::size_t taken = already == under_way_.end() ? 0 : already->second;
  const std::size_t share = quick ? options_.per_endpoint : 1;
  if (taken >= share) return 0;
  if (slow && slow_under_way() >= std::max<std::size_t>(options_.concurrency / 2, 1)) return 0;
  return std::min(share - taken, options_.concurrency - transfers_.size());
}

std::size_t WebhookSender::slow_under_way() const {
  std::size_t sum = 0;
  for (const auto& [target, count] : under_way_) {
    const auto known = was_quick_.find(target);
    if (known != was_quick_.end() && !known->second) sum += count;
  }
  return sum;
}

void WebhookSender::start(OutgoingWebhook webhook, const WebhookTarget& target) {
  auto transfer =
      std::make_unique<WebhookTransfer>(std::move(webhook), options_.transfer, clock_.now());
  CURL* handle = transfer->handle();
  if (::curl_multi_add_handle(multi_.get(), handle) != CURLM_OK) throw std::bad_alloc();
  ++under_way_[target];
  transfers_.emplace(handle, std::move(transfer));
}

void WebhookSender::record_finished() {
  int left = 0;
  while (const CURLMsg* message = ::curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* handle = message->easy_handle;
    const CURLcode code = message->data.result;  // the message is gone with its handle
    const auto found = transfers_.find(handle);
    ::curl_multi_remove_handle(multi_.get(), handle);
    const OutgoingWebhook& webhook = found->second->webhook();
    const WebhookTarget target = {webhook.key.merchant_id, webhook.endpoint_id};
    const WebhookResult result = found->second->result(code, clock_.now());
    more_waits_ |= room_for(target) == 0;  // perhaps
    note_pace(target, code != CURLE_OPERATION_TIMEDOUT && result.duration <= options_.quick);
    record(*found->second, result);
    const auto endpoint = under_way_.find(target);
    if (--endpoint->second == 0) under_way_.erase(endpoint);
    transfers_.erase(found);
  }
}

void WebhookSender::note_pace(const WebhookTarget& target, bool quick) {
  if (was_quick_.size() >= kMostKnown) was_quick_.clear();  // it will be found out again
  was_quick_[target] = quick;
}

void WebhookSender::record(const WebhookTransfer& transfer, const WebhookResult& result) {
  static const metrics::Seconds taken(metrics::Metric::kWebhookSeconds);
  counter_of(result.outcome).add();
  taken.observe(result.duration);
  try {
    const WebhookFate fate = queue_.record(transfer.webhook(), result);
    if (fate == WebhookFate::kGone) {
      log::info("webhook_endpoint_disabled",
                {{"endpoint_id", to_text(transfer.webhook().endpoint_id)}, {"cause", "gone"}});
    }
  } catch (const std::exception& error) {
    // Not known to be delivered: it is sent again when its lease ends, under the same id.
    log::warning("webhook_not_recorded",
                 {{"webhook_id", to_text(transfer.webhook().key)}, {"cause", error.what()}});
  }
}

/// Said once, not at every round: the database may be away for long.
void WebhookSender::tell(const char* what, const std::exception* error) {
  if (error != nullptr && well_) log::error(what, {{"cause", error->what()}});
  if (error == nullptr && !well_) log::info("webhooks_well_again");
  well_ = error == nullptr;
}

}  // namespace pay200
