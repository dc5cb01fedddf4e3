#pragma once
// Sends webhooks, hundreds at once, from one thread: takes what is due, hands it to libcurl's multi
// interface, records what became of it. An endpoint gets its few at a time once it has answered
// quickly; until then, and after an answer that took long, a single one, and all that are slow
// together half of the places: those that hang or are slow keep nobody else from theirs.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/metrics/metrics.hpp"
#include "core/webhook/webhook_queue.hpp"
#include "core/webhook/webhook_transfer.hpp"

namespace pay200 {

struct WebhookSenderOptions {
  std::size_t concurrency = 256;
  std::size_t per_endpoint = 8;
  std::chrono::milliseconds quick{2'000};  ///< an answer that takes longer is slow
  std::chrono::milliseconds poll_interval{500};
  WebhookTransferOptions transfer = {};
};

/// Longer than an attempt may take, with its recording: what was taken longer ago is nobody's.
constexpr std::chrono::milliseconds webhook_lease(std::chrono::milliseconds timeout) {
  return timeout + std::chrono::seconds(5);
}

class WebhookSender {
 public:
  /// Begins at once, in a thread of its own. A database that is away is waited for.
  WebhookSender(WebhookQueue& queue, const Clock& clock, WebhookSenderOptions options);
  /// Takes nothing more, gives what is under way some seconds, and leaves the rest: it comes due
  /// again when its lease ends.
  ~WebhookSender();
  WebhookSender(const WebhookSender&) = delete;
  WebhookSender& operator=(const WebhookSender&) = delete;

  /// Something has just been put into the queue. From any thread.
  void wake();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  void run(const std::stop_token& stop);
  bool is_time_to_take();
  std::vector<WebhookTarget> due_in_turn();
  void take_due();
  bool take_from(const WebhookTarget& target);
  void start(OutgoingWebhook webhook, const WebhookTarget& target);
  std::size_t room_for(const WebhookTarget& target) const;
  std::size_t slow_under_way() const;
  void record_finished();
  void note_pace(const WebhookTarget& target, bool quick);
  void record(const WebhookTransfer& transfer, const WebhookResult& result);
  void tell(const char* what, const std::exception* error);

  struct CloseMulti {
    void operator()(CURLM* multi) const noexcept { ::curl_multi_cleanup(multi); }
  };

  WebhookQueue& queue_;
  const Clock& clock_;
  const WebhookSenderOptions options_;
  std::unique_ptr<CURLM, CloseMulti> multi_;
  std::map<CURL*, std::unique_ptr<WebhookTransfer>> transfers_;
  std::map<WebhookTarget, std::size_t> under_way_;  ///< by endpoint
  std::map<WebhookTarget, bool> was_quick_;         ///< the last answer of those tried
  WebhookTarget last_{};                            ///< whose turn it was last
  std::atomic<bool> woken_{false};
  bool more_waits_ = false;  ///< than there was room for
  SteadyTime taken_at_{};
  bool well_ = true;
  std::jthread thread_;
};

}  // namespace pay200
