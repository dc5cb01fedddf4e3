#include "fcgi-app/http/accept_turns.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>

#include "core/platform/log.hpp"

namespace pay200::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kLongestWait{1'000};
constexpr milliseconds kHeldUpAfter{100};
/// How often a process asks whether the turn has become free.
constexpr milliseconds kAskEvery{10};
/// Connections that wait for so long wait for a process that does not come.
constexpr milliseconds kLeftWaiting{1'000};
constexpr seconds kAcceptsWithout{10};

bool is_readable(int fd) {
  pollfd wanted = {.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&wanted, 1, 0) == 1;
}

/// The lock of a process, not of its children, on the listener itself, which all have anyway: it
/// ends with the process however it ends. Whether it could be had, or taking turns is impossible.
bool lock(int fd, short type) {
  struct flock whole = {};
  whole.l_type = type;
  whole.l_whence = SEEK_SET;
  return ::fcntl(fd, F_SETLK, &whole) == 0 || errno != EAGAIN;
}

}  // namespace

AcceptTurns::Turn AcceptTurns::wait() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (current_ != 0 && !is_held_up()) {
      park(lock);
      continue;
    }
    if (is_time_to_stop()) {
      stop();
      break;
    }
    nobody_waited_ = at_work_since_ = Clock::now();
    return current_ = ++last_;
  }
  return 0;
}

bool AcceptTurns::is_time_to_stop() const { return is_readable(stop_fd_); }

bool AcceptTurns::is_held_up() const {
  return at_work_since_ != Clock::time_point() && Clock::now() > at_work_since_ + kHeldUpAfter;
}

/// Until it is called, or whoever has the turn is held up: the one that has waited for the longest
/// watches for that, and is the last to be called.
void AcceptTurns::park(std::unique_lock<std::mutex>& lock) {
  Parked own;
  parked_.push_back(&own);
  while (!own.is_called) {
    if (parked_.front() != &own) {
      own.woken.wait(lock);
    } else if (own.woken.wait_for(lock, kHeldUpAfter) == std::cv_status::timeout &&
               !own.is_called && is_held_up()) {
      parked_.erase(parked_.begin());
      if (!parked_.empty()) parked_.front()->woken.notify_one();
      return;
    }
  }
  --called_;
}

/// What it needs is still in the processor's caches.
void AcceptTurns::call_last_parked() {
  Parked& called = *parked_.back();
  parked_.pop_back();
  ++called_;
  called.is_called = true;
  called.woken.notify_one();
}

void AcceptTurns::pass_on(Turn turn) {
  const std::lock_guard lock(mutex_);
  if (current_ != turn) return;
  current_ = 0;
  if (called_ > 0) return;
  if (parked_.empty()) {
    release_listener();
  } else {
    call_last_parked();
  }
}

bool AcceptTurns::may_accept(Turn turn) {
  const std::lock_guard guard(mutex_);
  if (current_ != turn) return false;
  has_listener_ = has_listener_ || lock(listen_fd_, F_WRLCK);
  return has_listener_ || Clock::now() < without_until_ || others_leave_them_waiting();
}

bool AcceptTurns::others_leave_them_waiting() {
  const auto now = Clock::now();
  if (!is_readable(listen_fd_)) nobody_waited_ = now;
  if (now < nobody_waited_ + kLeftWaiting) return false;
  log::warning("accepting_out_of_turn");
  without_until_ = now + kAcceptsWithout;
  return true;
}

void AcceptTurns::give_way() {
  const std::lock_guard lock(mutex_);
  release_listener();
}

void AcceptTurns::release_listener() {
  if (has_listener_) lock(listen_fd_, F_UNLCK);
  has_listener_ = false;
}

void AcceptTurns::wait_for_connection(Turn turn) {
  std::unique_lock lock(mutex_);
  if (current_ != turn) return;
  const bool accepts = has_listener_ || Clock::now() < without_until_;
  at_work_since_ = {};
  lock.unlock();
  std::array<pollfd, 2> wanted = {{{.fd = stop_fd_, .events = POLLIN, .revents = 0},
                                   {.fd = listen_fd_, .events = POLLIN, .revents = 0}}};
  ::poll(wanted.data(), accepts ? 2 : 1,
         static_cast<int>((accepts ? kLongestWait : kAskEvery).count()));
  lock.lock();
  if (current_ != turn) return;
  at_work_since_ = Clock::now();
  if (wanted[0].revents != 0) stop();
}

void AcceptTurns::stop() {
  stopping_ = true;
  current_ = 0;
  release_listener();
  while (!parked_.empty()) call_last_parked();
}

}  // namespace pay200::http
