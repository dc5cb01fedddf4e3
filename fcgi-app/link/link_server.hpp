#pragma once
// The link's unix socket: one thread for all clients, which never waits for any of them. Replies
// leave as they come, in any order, written by the threads that have them. A client that does not
// take them, or sends what no client sends, is dropped; the others do not notice.

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
  void watch(int fd, std::uint64_t token, std::uint32_t events, int operation);
  void wait_and_serve(int timeout_ms);
  void close_all();
  void accept_all();
  void serve(std::uint64_t client_id, std::uint32_t events);
  const char* read(Client& client);
  void handle(std::uint64_t client_id, link_protocol::Request request);
  bool send_at_once(std::uint64_t client_id, const std::string& frame);
  static bool write_some(Client& client);
  void send_rest();
  const char* flush(Client& client);
  void drop(std::uint64_t client_id, const char* why);
  bool all_answered();
  std::size_t unanswered();

  const int listen_fd_;
  const Handler handler_;
  const Limits limits_;
  UniqueFd epoll_;
  UniqueFd unsent_ready_;
  std::uint64_t last_client_id_ = 0;
  bool stop_asked_ = false;
  bool closing_ = false;

  std::mutex mutex_;  ///< whoever answers writes to the client itself
  std::map<std::uint64_t, std::unique_ptr<Client>> clients_;  ///< changed by the server's thread
  std::vector<std::uint64_t> unsent_;  ///< whose answers the server's thread has to see to
  std::size_t unanswered_ = 0;
  bool stop_seen_ = false;
};

}  // namespace pay200::link
