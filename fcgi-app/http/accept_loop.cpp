#include "fcgi-app/http/accept_loop.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <functional>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "core/platform/assert.hpp"
#include "core/platform/log.hpp"
#include "core/platform/unique_fd.hpp"

namespace pay200::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A thread mostly waits for others; what it touches of its stack is all the memory it costs.
constexpr std::size_t kStackBytes = std::size_t{1} << 20;
/// After the stop, those who wait in the listener's queue are still served, but not for longer
/// than this: after a reload the new workers take them.
constexpr milliseconds kLastAccepts{500};
/// Whoever is told of two connections, and of whose first no request comes, leaves the second to
/// the next one who looks.
constexpr milliseconds kLongestWait{1'000};

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void set_thread_stack_size() {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_setattr_default_np(&attributes);
  pthread_attr_destroy(&attributes);
}

/// What the threads of a process wait for together. A connection wakes one process (EPOLLEXCLUSIVE)
/// and of its threads one (EPOLLET; else each that wakes would wake the next as well). That one may
/// stand for several: who has accepted one and sees more wakes another thread.
class Waiting {
 public:
  explicit Waiting(const AcceptLoop& loop)
      : listen_fd_(loop.listen_fd),
        stop_fd_(loop.stop_fd),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        more_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    add(listen_fd_, EPOLLIN | EPOLLEXCLUSIVE | EPOLLET);
    add(more_.get(), EPOLLIN | EPOLLET);
    add(stop_fd_, EPOLLIN);
  }

  /// Until there is something to accept. True once it is time to stop.
  bool wait(milliseconds timeout) {
    std::array<epoll_event, 3> events;
    const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()),
                                   static_cast<int>(timeout.count()));
    for (int i = 0; i < count; ++i) {
      if (events[static_cast<std::size_t>(i)].data.fd == stop_fd_) return true;
    }
    return false;
  }

  void wake_another_if_there_are_more() {
    pollfd listener = {.fd = listen_fd_, .events = POLLIN, .revents = 0};
    if (::poll(&listener, 1, 0) == 1) ::eventfd_write(more_.get(), 1);
  }

 private:
  void add(int fd, std::uint32_t events) {
    epoll_event event = {.events = events, .data = {.fd = fd}};
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl");
  }

  const int listen_fd_, stop_fd_;
  const UniqueFd epoll_, more_;
};

enum class Accepted { kOne, kNone, kFailed };

/// One request, to its answer or until it is held.
Accepted serve_one(const AcceptLoop& loop, Waiting& waiting, std::shared_ptr<FcgiRequest>& next) {
  if (!next) next = std::make_shared<FcgiRequest>(loop.listen_fd);
  const int failure = next->accept();
  if (failure == 0) {
    waiting.wake_another_if_there_are_more();
    loop.handle(std::exchange(next, nullptr));
    return Accepted::kOne;
  }
  if (failure == EAGAIN) return Accepted::kNone;  // another thread was faster
  // EINVAL: the listener has left (TcpListener), and the stop is on its way. Else: out of file
  // descriptors, memory.
  if (failure != EINVAL) {
    log::error("accept_failed", {{"cause", std::generic_category().message(failure)}});
  }
  std::this_thread::sleep_for(milliseconds(50));
  return Accepted::kFailed;
}

/// Whoever has served looks for the next without waiting, and now and then only for the stop.
/// Whether there may be more.
bool serve_some(const AcceptLoop& loop, Waiting& waiting, std::shared_ptr<FcgiRequest>& next) {
  constexpr int kMostInARow = 16;
  for (int i = 0; i < kMostInARow; ++i) {
    const Accepted accepted = serve_one(loop, waiting, next);
    if (accepted != Accepted::kOne) return accepted == Accepted::kFailed;
  }
  return true;
}

void serve(const AcceptLoop& loop, Waiting& waiting) {
  std::shared_ptr<FcgiRequest> next;
  bool more = false;
  while (!waiting.wait(more ? milliseconds(0) : kLongestWait)) {
    more = serve_some(loop, waiting, next);
  }
  const auto end = steady_clock::now() + kLastAccepts;
  while (steady_clock::now() < end && serve_one(loop, waiting, next) == Accepted::kOne) {
  }
}

}  // namespace

void run_accept_loop(const AcceptLoop& loop) {
  PAY200_ASSERT(FCGX_Init() == 0);
  set_thread_stack_size();
  Waiting waiting(loop);
  std::vector<std::thread> threads;
  for (int i = 0; i < loop.threads; ++i) {
    threads.emplace_back(serve, std::cref(loop), std::ref(waiting));
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace pay200::http
