#include "dev/stop_signal.hpp"

#include <csignal>
#include <ctime>

namespace pay200::dev {
namespace {

sigset_t stop_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGINT);
  ::sigaddset(&set, SIGTERM);
  ::sigaddset(&set, SIGHUP);  // the terminal was closed
  return set;
}

}  // namespace

StopSignal::StopSignal() {
  const sigset_t set = stop_signals();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

bool StopSignal::wait(std::chrono::milliseconds timeout) {
  if (stopped_) return true;
  const sigset_t set = stop_signals();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout);
  timespec patience{};
  patience.tv_sec = seconds.count();
  patience.tv_nsec = std::chrono::nanoseconds(timeout - seconds).count();
  stopped_ = ::sigtimedwait(&set, nullptr, &patience) > 0;
  return stopped_;
}

void StopSignal::throw_if_stopped() {
  if (wait(std::chrono::milliseconds(0))) throw Interrupted();
}

}  // namespace pay200::dev
