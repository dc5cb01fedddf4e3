#pragma once
// One webhook on its way by libcurl: no redirect, no proxy, no cookie, an answer that is read only
// as far as it is of use; the relay's by https, and to the internet alone. Where the socket is
// about to go is checked at that moment (CURLOPT_OPENSOCKETFUNCTION), after curl and the resolver
// have seen through every disguise.
//
// https://curl.se/libcurl/c/CURLOPT_OPENSOCKETFUNCTION.html

#include <chrono>
#include <curl/curl.h>
#include <memory>
#include <string>

#include "core/platform/clock.hpp"
#include "core/webhook/webhook_queue.hpp"

namespace pay200 {

struct WebhookTransferOptions {
  std::chrono::milliseconds timeout{20'000};
  bool allow_loopback = false;  ///< also to this machine, and then by http as well
  bool anywhere = false;        ///< by http or https: where an operator has said to
  std::string ca_file = {};     ///< empty: the system's
};

class WebhookTransfer {
 public:
  /// `now`: the attempt's time, which is signed. Throws std::bad_alloc.
  WebhookTransfer(OutgoingWebhook webhook, const WebhookTransferOptions& options, Time now);
  ~WebhookTransfer();
  WebhookTransfer(const WebhookTransfer&) = delete;
  WebhookTransfer& operator=(const WebhookTransfer&) = delete;

  /// For the multi handle; this object must outlive its use there.
  CURL* handle() const { return handle_.get(); }
  const OutgoingWebhook& webhook() const { return webhook_; }

  /// Once curl has done with it.
  WebhookResult result(CURLcode code, Time now) const;

 private:
  void set_up(const WebhookTransferOptions& options);
  WebhookOutcome outcome_of(CURLcode code, int http_status) const;
  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static std::size_t on_answer(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);

  struct CloseHandle {
    void operator()(CURL* handle) const noexcept { ::curl_easy_cleanup(handle); }
  };
  struct FreeList {
    void operator()(curl_slist* list) const noexcept { ::curl_slist_free_all(list); }
  };
  void add_header(const std::string& line);

  OutgoingWebhook webhook_;
  WebhookAttemptId attempt_id_;
  Time started_at_;
  bool allow_loopback_, anywhere_;
  bool http_ = false;  ///< not https: to this machine alone, unless anywhere
  bool address_refused_ = false;
  std::size_t answer_size_ = 0;
  std::string answer_, retry_after_;
  std::unique_ptr<curl_slist, FreeList> headers_;
  std::unique_ptr<CURL, CloseHandle> handle_;
};

}  // namespace pay200
