#pragma once
// What runs on this host, and short programs that are asked something.

#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace pay200::pgctl {

struct RunningProcess {
  pid_t pid = 0;
  uid_t user = 0;
  std::string command;  ///< its words, separated by blanks; whoever runs it chooses them
};

/// The first whose command is wanted.
std::optional<RunningProcess> find_process(
    const std::function<bool(const std::string& command)>& wanted);

struct Ended {
  int status = 0;      ///< -1: it could not be started
  std::string output;  ///< stdout and stderr
};
/// Without a shell; the path is absolute. For programs that end soon by themselves.
Ended run_program(const std::vector<std::string>& words);

}  // namespace pay200::pgctl
