#pragma once
// A process's one connection to the link: any number of threads ask, one reads the replies, which
// come in any order. Connects on first use, so it may be made before a fork, and again after a
// loss. Thread-safe; throws nothing.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>

#include "core/acquirer/link_protocol.hpp"
#include "core/platform/unique_fd.hpp"

namespace pay200 {

class LinkChannel {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  explicit LinkChannel(std::string socket_path) : socket_path_(std::move(socket_path)) {}

  struct Answer {
    std::optional<link_protocol::Reply> reply;
    /// Without a reply: whether a byte of the request may have been written.
    bool handed_over = false;
    std::string why;  ///< without a reply
  };

  /// Waits for the reply until `deadline`. A request of which nothing could be written is tried
  /// once more on a new connection.
  Answer ask(link_protocol::Request request, SteadyTime deadline);

 private:
  class Connection;

  std::shared_ptr<Connection> connected(std::string& why);
  void forget(const std::shared_ptr<Connection>& connection);

  const std::string socket_path_;
  std::atomic<std::uint64_t> last_id_{0};
  std::mutex mutex_;
  std::shared_ptr<Connection> connection_;
};

}  // namespace pay200
