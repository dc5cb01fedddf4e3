#pragma once
// The servers of many shops in one, for bench_webhooks: HTTP on 127.0.0.1, from one thread. It
// answers 200 at once, except for the shops whose servers hang.

#include <atomic>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "core/platform/unique_fd.hpp"

namespace pay200::dev {

class BenchReceiver {
 public:
  BenchReceiver();
  ~BenchReceiver();
  BenchReceiver(const BenchReceiver&) = delete;
  BenchReceiver& operator=(const BenchReceiver&) = delete;

  std::string url_of(int shop) const;
  /// The first so many shops' servers hang from now on; what the others' keep waiting is answered.
  void set_hanging(int shops) { hanging_ = shops; }
  /// Answered, all in all.
  std::size_t answered() const { return answered_; }

 private:
  struct Connection {
    UniqueFd fd;
    std::string unread = {};
  };
  void serve(const std::stop_token& stop);
  /// False if it is closed.
  static bool read_from(Connection& connection);
  void answer_whole(Connection& connection);

  UniqueFd listener_;
  int port_ = 0;
  std::atomic<int> hanging_{0};
  std::atomic<std::size_t> answered_{0};
  std::vector<Connection> connections_;  ///< the thread's
  std::jthread thread_;
};

}  // namespace pay200::dev
