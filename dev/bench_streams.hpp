#pragma once
// pay200-dev bench-streams: thousands of open event streams while payments run. How much memory a
// stream takes, how long after its commit an event arrives, what streams cost the payments, and
// whether a stopped or killed role loses anybody an event.

#include <filesystem>

namespace pay200::dev {

class Figures;

struct BenchStreamsOptions {
  std::filesystem::path bin_directory;
  int streams = 10'000;
  int payments = 1'000;  ///< in each phase: five without streams and five with idle ones in turn,
                         ///< three followed ones, while the role is stopped, while it is killed
  Figures* figures = nullptr;  ///< gets what was measured
};

/// Prints what was measured; 0 if every stream got all of its events in order and the limits of
/// issue 4 were kept.
int run_bench_streams(const BenchStreamsOptions& options);

}  // namespace pay200::dev
