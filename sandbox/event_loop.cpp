#include "sandbox/event_loop.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "core/platform/assert.hpp"

namespace pay200::sandbox {
namespace {

constexpr int kEventsAPass = 256;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// For std::push_heap and pop_heap, which keep the greatest in front.
constexpr auto kLater = [](const auto& a, const auto& b) {
  return a.due != b.due ? a.due > b.due : a.order > b.order;
};

}  // namespace

EventLoop::EventLoop()
    : epoll_fd_(::epoll_create1(EPOLL_CLOEXEC)),
      stop_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (epoll_fd_ < 0 || stop_fd_ < 0) fail("epoll");
  watch(stop_fd_, EPOLLIN, [this](std::uint32_t) { stopped_ = true; });
}

EventLoop::~EventLoop() {
  ::close(stop_fd_);
  ::close(epoll_fd_);
}

EventLoop::Token EventLoop::watch(int fd, std::uint32_t events,
                                  std::function<void(std::uint32_t)> on_event) {
  const Token token = ++last_token_;
  epoll_event event{};
  event.events = events;
  event.data.u64 = token;
  if (::epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl");
  watched_.emplace(token, std::make_shared<Watched>(Watched{fd, std::move(on_event)}));
  return token;
}

void EventLoop::rewatch(Token token, std::uint32_t events) {
  const auto found = watched_.find(token);
  PAY200_ASSERT(found != watched_.end());
  epoll_event event{};
  event.events = events;
  event.data.u64 = token;
  if (::epoll_ctl(epoll_fd_, EPOLL_CTL_MOD, found->second->fd, &event) != 0) fail("epoll_ctl");
}

void EventLoop::unwatch(Token token) {
  const auto found = watched_.find(token);
  PAY200_ASSERT(found != watched_.end());
  if (::epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, found->second->fd, nullptr) != 0) fail("epoll_ctl");
  watched_.erase(found);
}

void EventLoop::at(Clock::time_point due, std::function<void()> act) {
  timers_.push_back({due, ++timer_order_, std::move(act)});
  std::ranges::push_heap(timers_, kLater);
}

void EventLoop::run() {
  while (!stopped_) {
    dispatch(wait_ms());
    run_due_timers();
    if (after_pass_) after_pass_();
  }
}

void EventLoop::stop() noexcept {
  const std::uint64_t one = 1;
  // Fails only if the counter is full, and then the loop is being told already.
  [[maybe_unused]] const ssize_t written = ::write(stop_fd_, &one, sizeof one);
}

int EventLoop::wait_ms() const {
  if (timers_.empty()) return -1;
  const auto left = timers_.front().due - Clock::now();
  if (left <= Clock::duration::zero()) return 0;
  // Up, never down: to wake too early is to spin until the time has come.
  return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count());
}

void EventLoop::dispatch(int wait_ms) {
  std::array<epoll_event, kEventsAPass> events{};
  const int count = ::epoll_wait(epoll_fd_, events.data(), kEventsAPass, wait_ms);
  if (count < 0 && errno != EINTR) fail("epoll_wait");
  for (int at = 0; at < count; ++at) {
    const epoll_event& event = events.at(static_cast<std::size_t>(at));
    const auto found = watched_.find(event.data.u64);
    if (found == watched_.end()) continue;  // unwatched by a callback of this pass
    const std::shared_ptr<Watched> watched = found->second;
    watched->on_event(event.events);
  }
}

void EventLoop::run_due_timers() {
  const auto now = Clock::now();
  while (!timers_.empty() && timers_.front().due <= now) {
    std::ranges::pop_heap(timers_, kLater);
    const auto act = std::move(timers_.back().act);
    timers_.pop_back();
    act();
  }
}

}  // namespace pay200::sandbox
