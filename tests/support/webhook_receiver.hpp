#pragma once
// A shop's server that webhooks are sent to: HTTP or HTTPS on every address of this machine, under
// a certificate of its own, which answers, or misbehaves, as a test asks it to. Any number of
// connections at once.

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/webhook/webhook_signature.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::test {

class WebhookReceiver {
 public:
  enum class Wire { kHttp, kHttps };
  enum class Manner {
    kAnswer,
    kHang,       ///< says nothing until it is stopped
    kCut,        ///< closes without a word
    kCutInBody,  ///< closes in the middle of its answer, after the status
    kCutInHead,  ///< ... before the head is whole
    kCutEarly,   ///< ... after an interim answer (103)
    kDrip,       ///< status at once, then a byte of the body now and then
    kEndless,    ///< a body without end, as fast as it is read
  };
  struct Received {
    std::string path;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;

    std::string header(const std::string& name) const;
    SignedWebhook signed_webhook() const;
  };
  struct Reply {
    int status = 200;
    std::string headers = {};  ///< whole lines, each with its CRLF
    std::string body = {};
    Manner manner = Manner::kAnswer;
  };
  using Answer = std::function<Reply(const Received&)>;

  explicit WebhookReceiver(Answer answer, Wire wire = Wire::kHttps);
  ~WebhookReceiver();
  WebhookReceiver(const WebhookReceiver&) = delete;
  WebhookReceiver& operator=(const WebhookReceiver&) = delete;

  std::string url(const std::string& path = "/webhook",
                  const std::string& host = "127.0.0.1") const;
  int port() const { return port_; }
  std::string ca_file() const { return directory_.path() / "ca.pem"; }

  std::vector<Received> received() const;
  std::size_t count() const;
  std::size_t connections() const { return connections_; }

 private:
  class Connection;
  void accept_all();
  void serve(int fd);
  void misbehave(Connection& connection, const Reply& reply);

  Answer answer_;
  Wire wire_;
  TemporaryDirectory directory_;
  std::shared_ptr<void> tls_;  ///< SSL_CTX
  int listen_fd_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> connections_{0};
  mutable std::mutex mutex_;
  std::vector<Received> received_;
  std::vector<std::jthread> threads_;  ///< of connections; only the accepting thread adds to them
  std::jthread accepting_;
};

}  // namespace pay200::test
