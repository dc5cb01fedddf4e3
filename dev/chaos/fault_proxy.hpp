#pragma once
// Stands between two ends of a stream connection (TCP on 127.0.0.1, or a unix socket) and passes on
// what comes, until it is told to do harm. One thread, any number of connections.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <vector>

#include "core/platform/unique_fd.hpp"

namespace pay200::dev {

class FaultProxy {
 public:
  /// Where the next bytes from the server find the end of the connection.
  enum class Cut { kBefore, kWithin, kAfter };

  /// Listens on a port of its own; connects to `port` on 127.0.0.1.
  static std::unique_ptr<FaultProxy> to_port(int port);
  /// Listens on a unix socket, connects to another.
  static std::unique_ptr<FaultProxy> to_socket(const std::filesystem::path& listen,
                                               const std::filesystem::path& server);
  ~FaultProxy();
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;

  int port() const { return port_; }

  /// Cuts the connection on which the client (or the server) says something next.
  void cut(Cut how, bool from_server);
  void forget_cut();
  /// Nothing passes from now on, for so long; nothing is lost.
  void be_silent(std::chrono::milliseconds lasts);
  /// What comes within so long passes that much later.
  void be_late(std::chrono::milliseconds lasts, std::chrono::milliseconds by);
  /// All is as it should be again.
  void be_good();
  /// Connections that were cut.
  int cuts() const { return cuts_; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Address {
    sockaddr_storage bytes{};
    socklen_t size = 0;
  };
  struct Chunk {
    Clock::time_point due;
    std::string bytes;
    bool last = false;  ///< the connection ends once these have passed
  };
  struct Way {
    std::deque<Chunk> waiting;
    bool ended = false;  ///< who sends on it has closed
  };
  struct Connection {
    UniqueFd client;
    UniqueFd server;
    Way to_server;
    Way to_client;
    bool over = false;
  };

  FaultProxy(UniqueFd listener, Address server, int port);
  void serve(const std::stop_token& stop);
  void accept_all();
  void read_from(Connection& connection, bool from_server);
  void pass_on(Connection& connection, bool to_client);
  bool is_silent();

  UniqueFd listener_;
  Address server_;
  int port_ = 0;
  std::atomic<int> cuts_{0};
  std::mutex mutex_;
  bool cut_armed_ = false;          // these are guarded by mutex_
  Cut cut_how_ = Cut::kBefore;      //
  bool cut_from_server_ = false;    //
  Clock::time_point silent_until_;  //
  Clock::time_point late_until_;    //
  std::chrono::milliseconds late_by_{0};
  std::vector<std::unique_ptr<Connection>> connections_;  ///< the thread's
  std::jthread thread_;
};

}  // namespace pay200::dev
