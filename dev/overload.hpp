#pragma once
// pay200-dev overload: five times as many requests as the gateway can serve, for a minute. What was
// accepted must be finished, the rest be told 503 with Retry-After within a second, memory stay as
// it is, and afterwards all be as before within five seconds.

#include <filesystem>

namespace pay200::dev {

struct OverloadOptions {
  std::filesystem::path bin_directory;
  int seconds = 60;
  double times = 5;  ///< capacity, which is measured first
};

/// Prints what was measured; 0 if all of it was kept.
int run_overload(const OverloadOptions& options);

}  // namespace pay200::dev
