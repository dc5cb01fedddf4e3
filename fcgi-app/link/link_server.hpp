#pragma once
// The link's unix socket: one thread for all clients, which never waits for any of them. Replies
// leave as they come, in any order. A client that does not take them, or sends what no client
// sends, is dropped; the others do not notice.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/acquirer/link_protocol.hpp"
#include "core/platform/unique_fd.hpp"

namespace pay200::link {

class LinkServer {
 public:
  using Answer = std::function<void(link_protocol::Reply)>;
  /// Called from the server's thread; `answer` from any, exactly once, while the server lives.
  using Handler = std::function<void(link_protocol::Request, Answer)>;

  struct Limits {
    std::size_t clients = 256;
    std::size_t unsent_bytes = 262'144;  ///< of one client
  };

  /// `listen_fd` stays the caller's, so that clients queue on it while a link restarts.
  LinkServer(int listen_fd, Handler handler, Limits limits);
  LinkServer(int listen_fd, Handler handler)
      : LinkServer(listen_fd, std::move(handler), Limits{}) {}
  ~LinkServer();
  LinkServer(const LinkServer&) = delete;
  LinkServer& operator=(const LinkServer&) = delete;

  /// Serves until `stop_fd` becomes readable; then calls `stopping` once, accepts no more clients,
  /// and returns when every request has been answered and every answer has been written.
  void run(int stop_fd, const std::function<void()>& stopping);

 private:
  struct Client;
  struct Outgoing {
    std::uint64_t client_id;
    std::string frame;
  };

  void watch(int fd, std::uint64_t token, std::uint32_t events, int operation);
  void wait_and_serve(int timeout_ms);
  void close_all();
  void accept_all();
  void serve(std::uint64_t client_id, std::uint32_t events);
  const char* read(Client& client);
  void handle(std::uint64_t client_id, link_protocol::Request request);
  void send_replies();
  const char* flush(Client& client);
  void drop(std::uint64_t client_id, const char* why);
  std::size_t unanswered();

  const int listen_fd_;
  const Handler handler_;
  const Limits limits_;
  UniqueFd epoll_;
  UniqueFd replies_ready_;
  std::map<std::uint64_t, std::unique_ptr<Client>> clients_;
  std::uint64_t last_client_id_ = 0;
  bool stop_asked_ = false;
  bool stop_seen_ = false;
  bool closing_ = false;

  std::mutex mutex_;
  std::vector<Outgoing> replies_;
  std::size_t unanswered_ = 0;
};

}  // namespace pay200::link
