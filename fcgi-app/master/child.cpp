#include "fcgi-app/master/child.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <exception>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "core/platform/log.hpp"
#include "core/platform/metrics/metrics.hpp"
#include "fcgi-app/master/role.hpp"

namespace pay200::master {
namespace {

/// Turns SIGTERM into `stop_fd`, and bounds the time from then on, whether or not a master is
/// there to do so.
void watch_for_stop(int stop_fd, int drain_timeout_ms) {
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGTERM);
  constexpr timespec kObserveEvery = {.tv_sec = 5, .tv_nsec = 0};
  while (::sigtimedwait(&wanted, nullptr, &kObserveEvery) != SIGTERM) metrics::observe();
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(stop_fd, &one, sizeof(one));
  std::this_thread::sleep_for(std::chrono::milliseconds(drain_timeout_ms));
  log::error("drain_timed_out", {{"drain_timeout_ms", std::to_string(drain_timeout_ms)}});
  ::_exit(kExitDrainTimedOut);
}

[[noreturn]] void run_child(const ChildOptions& options, pid_t master) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != master) ::_exit(0);                     // it died before the line above
  ::prctl(PR_SET_NAME, ("pay200-" + options.name).c_str());  // as ps, top and pgrep show it
  log::init(options.name, options.log_level);
  metrics::open(options.metrics_directory, options.name, options.number);
  const int stop_fd = ::eventfd(0, EFD_CLOEXEC);
  if (stop_fd < 0) ::_exit(1);
  std::thread(watch_for_stop, stop_fd, options.drain_timeout_ms).detach();
  int status = 1;
  try {
    status = options.run(stop_fd);
  } catch (const std::exception& failure) {
    log::error("role_failed", {{"cause", failure.what()}});
  }
  // Not exit(): the watching thread lives on, and destructors of globals would pull the ground
  // from under it.
  ::_exit(status);
}

}  // namespace

pid_t start_child(const ChildOptions& options) {
  const pid_t master = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid == 0) run_child(options, master);
  return pid;
}

}  // namespace pay200::master
