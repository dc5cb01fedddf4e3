#pragma once

#include <string>
#include <sys/types.h>

#include "core/platform/process_file.hpp"

namespace pay200::test {

/// By /proc, so that a zombie counts as ended: kill(pid, 0) would find it.
inline bool is_running(pid_t pid) {
  const std::string stat = process_file(pid, "stat");
  return !stat.empty() && stat.find(") Z ") == std::string::npos;
}

}  // namespace pay200::test
