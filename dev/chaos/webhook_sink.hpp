#pragma once
// The shops' server of a chaos run: HTTP on 127.0.0.1, from one thread, answers 200 at once and
// keeps what came.

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/platform/unique_fd.hpp"

namespace pay200::dev {

struct ReceivedWebhook {
  std::string id;  ///< header webhook-id
  std::string body;
};

class WebhookSink {
 public:
  WebhookSink();
  ~WebhookSink();
  WebhookSink(const WebhookSink&) = delete;
  WebhookSink& operator=(const WebhookSink&) = delete;

  int port() const { return port_; }
  std::vector<ReceivedWebhook> received() const;

 private:
  struct Connection {
    UniqueFd fd;
    std::string unread = {};
  };
  void serve(const std::stop_token& stop);
  /// False if it is over.
  static bool read_from(Connection& connection);
  void answer_whole(Connection& connection);

  UniqueFd listener_;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<ReceivedWebhook> received_;  // guarded by mutex_
  std::vector<Connection> connections_;    ///< the thread's
  std::jthread thread_;
};

}  // namespace pay200::dev
