#include "fcgi-app/http/accept_loop.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <pthread.h>
#include <sys/epoll.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

#include "core/platform/assert.hpp"
#include "core/platform/log.hpp"

namespace pay200::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A thread mostly waits for others; what it touches of its stack is all the memory it costs.
constexpr std::size_t kStackBytes = std::size_t{1} << 20;
/// After the stop, those who wait in the listener's queue are still served, but not for longer
/// than this: after a reload the new workers take them.
constexpr milliseconds kLastAccepts{500};

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

/// EPOLLEXCLUSIVE: a new connection wakes one process, not all of them.
int make_epoll(const AcceptLoop& loop) {
  const int fd = ::epoll_create1(EPOLL_CLOEXEC);
  if (fd < 0) fail("epoll_create1");
  epoll_event listener = {.events = EPOLLIN | EPOLLEXCLUSIVE, .data = {.fd = loop.listen_fd}};
  if (::epoll_ctl(fd, EPOLL_CTL_ADD, loop.listen_fd, &listener) != 0) fail("epoll_ctl");
  epoll_event stop = {.events = EPOLLIN, .data = {.fd = loop.stop_fd}};
  if (::epoll_ctl(fd, EPOLL_CTL_ADD, loop.stop_fd, &stop) != 0) fail("epoll_ctl");
  return fd;
}

/// Waits until there is something to accept; true once it is time to stop.
bool wait(int epoll_fd, int stop_fd) {
  std::array<epoll_event, 2> events;
  const int count = ::epoll_wait(epoll_fd, events.data(), static_cast<int>(events.size()), -1);
  for (int i = 0; i < count; ++i) {
    if (events[static_cast<std::size_t>(i)].data.fd == stop_fd) return true;
  }
  return false;
}

/// One request; false if there was none.
bool serve_one(const AcceptLoop& loop, FCGX_Request& request) {
  const int accepted = FCGX_Accept_r(&request);
  if (accepted == 0) {
    loop.handle(request);
    // Without this libfcgi would, on closing, wait up to 2 s for nginx to close first.
    FCGX_Detach(&request);
    FCGX_Finish_r(&request);
    return true;
  }
  if (accepted == -EAGAIN) return false;  // another thread was faster
  // EINVAL: the listener has left (TcpListener), and the stop is on its way. Else: out of file
  // descriptors, memory.
  if (accepted != -EINVAL) {
    log::error("accept_failed", {{"cause", std::generic_category().message(-accepted)}});
  }
  std::this_thread::sleep_for(milliseconds(50));
  return false;
}

void serve(const AcceptLoop& loop, int epoll_fd) {
  FCGX_Request request;
  PAY200_ASSERT(FCGX_InitRequest(&request, loop.listen_fd, 0) == 0);
  while (!wait(epoll_fd, loop.stop_fd)) serve_one(loop, request);
  const auto end = steady_clock::now() + kLastAccepts;
  while (steady_clock::now() < end && serve_one(loop, request)) {
  }
  FCGX_Free(&request, 1);
}

}  // namespace

void run_accept_loop(const AcceptLoop& loop) {
  PAY200_ASSERT(FCGX_Init() == 0);
  set_thread_stack_size();
  const int epoll_fd = make_epoll(loop);
  std::vector<std::thread> threads;
  for (int i = 0; i < loop.threads; ++i) threads.emplace_back(serve, std::cref(loop), epoll_fd);
  for (std::thread& thread : threads) thread.join();
  ::close(epoll_fd);
}

}  // namespace pay200::http
