#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <sys/types.h>

namespace pay200::test {

/// By /proc, so that a zombie counts as ended: kill(pid, 0) would find it.
inline bool is_running(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  const std::string stat{std::istreambuf_iterator<char>(file), {}};
  return !stat.empty() && stat.find(") Z ") == std::string::npos;
}

}  // namespace pay200::test
