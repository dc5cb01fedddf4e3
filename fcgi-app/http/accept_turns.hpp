#pragma once
// Whose turn it is to accept from a listener: of the processes that share it one's, and of its
// threads one's. Whoever has it accepts one request after the other for as long as none of them
// makes it wait, so that the fewest threads change places, and reads gather in one process.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

namespace pay200::http {

/// Thread-safe. A process keeps the turn while one of its threads has nothing to do; the kernel
/// takes it from one that dies. Nobody depends on it: a thread that is held up with the turn loses
/// it after a tenth of a second, and where connections wait for a second although another process
/// has it (it is stopped, say), this one accepts without.
class AcceptTurns {
 public:
  using Turn = std::uint64_t;  ///< 0: none

  AcceptTurns(int listen_fd, int stop_fd) : listen_fd_(listen_fd), stop_fd_(stop_fd) {}

  /// Waits until it is this thread's. 0: it is time to stop.
  Turn wait();
  bool is_on(Turn turn) const { return current_ == turn; }
  /// To another thread of this process, or else to another process. Nothing once it is over.
  void pass_on(Turn turn);

  /// With the turn: whether it is this process's as well, or it may accept without.
  bool may_accept(Turn turn);
  /// For a while to another process: this one cannot accept.
  void give_way();
  /// Until there is something to accept, or for a while. With the turn.
  void wait_for_connection(Turn turn);

 private:
  using Clock = std::chrono::steady_clock;
  struct Parked {
    std::condition_variable woken;
    bool is_called = false;
  };

  bool is_time_to_stop() const;
  // The rest with the mutex.
  bool is_held_up() const;
  void park(std::unique_lock<std::mutex>& lock);
  void call_last_parked();
  bool others_leave_them_waiting();
  void release_listener();
  void stop();

  const int listen_fd_, stop_fd_;
  std::mutex mutex_;
  std::vector<Parked*> parked_;
  int called_ = 0;  ///< and not there yet
  std::atomic<Turn> current_{0};
  Turn last_ = 0;
  Clock::time_point at_work_since_{};  ///< whoever has the turn; the epoch: it waits
  bool stopping_ = false;
  bool has_listener_ = false;
  Clock::time_point nobody_waited_ = Clock::now();  ///< when this process last looked, without it
  Clock::time_point without_until_{};               ///< it accepts without it
};

}  // namespace pay200::http
