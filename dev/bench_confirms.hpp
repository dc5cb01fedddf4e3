#pragma once
// pay200-dev bench-confirms: 256 confirms in flight while the card network takes 500 ms, with 16
// database connections in all. The ceiling is 256 / 0.5 s = 512 confirms/s.

#include <filesystem>

namespace pay200::dev {

class Figures;

struct BenchConfirmsOptions {
  std::filesystem::path bin_directory;
  int in_flight = 256;
  int reply_delay_ms = 500;
  int rounds = 20;  ///< confirms for each of those in flight
  double least_ratio = 0.8;
  Figures* figures = nullptr;  ///< gets what was measured
};

/// Prints what was measured; 0 if all were approved and the ceiling's ratio was reached.
int run_bench_confirms(const BenchConfirmsOptions& options);

}  // namespace pay200::dev
