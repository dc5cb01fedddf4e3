#pragma once
// One thread's epoll with timers. Callbacks run on the thread that runs run(), one after another;
// everything but stop() belongs to that thread.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace pay200::sandbox {

class EventLoop {
 public:
  using Clock = std::chrono::steady_clock;
  using Token = std::uint64_t;

  /// Throws std::system_error.
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// `on_event` gets EPOLL* bits. The descriptor stays the caller's. Level-triggered.
  Token watch(int fd, std::uint32_t events, std::function<void(std::uint32_t)> on_event);
  void rewatch(Token token, std::uint32_t events);
  /// Before the descriptor is closed. No callback comes after it, not even one already due.
  void unwatch(Token token);

  void at(Clock::time_point due, std::function<void()> act);
  /// Runs after the events and timers of each pass, before the next wait.
  void after_each_pass(std::function<void()> act) { after_pass_ = std::move(act); }

  /// Until stop(). An exception from a callback leaves it.
  void run();
  /// From any thread and from a signal handler.
  void stop() noexcept;

 private:
  struct Watched {
    int fd;
    std::function<void(std::uint32_t)> on_event;
  };
  struct Timer {
    Clock::time_point due;
    std::uint64_t order;  ///< equal times fire as they were set
    std::function<void()> act;
  };

  int wait_ms() const;
  void dispatch(int wait_ms);
  void run_due_timers();

  int epoll_fd_ = -1;
  int stop_fd_ = -1;
  bool stopped_ = false;
  Token last_token_ = 0;
  std::map<Token, std::shared_ptr<Watched>> watched_;
  std::vector<Timer> timers_;  ///< a heap, the earliest in front
  std::uint64_t timer_order_ = 0;
  std::function<void()> after_pass_;
};

}  // namespace pay200::sandbox
