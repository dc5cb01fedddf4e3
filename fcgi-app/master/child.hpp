#pragma once
// One child of the master: a role in a process of its own.

#include <functional>
#include <string>
#include <sys/types.h>

#include "core/platform/log.hpp"

namespace pay200::master {

struct ChildOptions {
  std::string name;  ///< the role, for its log lines
  int number;        ///< which of the role's processes
  std::string metrics_directory;
  log::Level log_level;
  int drain_timeout_ms;  ///< after SIGTERM; then the child ends itself
  /// The child's work; its argument becomes readable when the child is to stop. Returns the exit
  /// status.
  std::function<int(int stop_fd)> run;
};

/// Forks. The child ends cleanly on SIGTERM, and gets one when the master dies, however it dies:
/// what is in flight is finished either way. Throws std::system_error if fork fails.
///
/// The caller has one thread, and has SIGTERM blocked.
pid_t start_child(const ChildOptions& options);

}  // namespace pay200::master
