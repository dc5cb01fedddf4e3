#pragma once
// pay200-dev bench-webhooks: what hanging receivers cost. Whole payments/s while no shop's server
// hangs, 1 % of them, and all; and webhooks/s to those that do not hang, while none and 1 % do.

#include <filesystem>

namespace pay200::dev {

class Figures;

struct BenchWebhooksOptions {
  std::filesystem::path bin_directory;
  int shops = 100;    ///< each with an endpoint
  int payers = 8;     ///< who pay one after the other, at once
  int seconds = 6;    ///< of paying, in each slice
  int slices = 5;     ///< of each kind, in turn; what counts is their median
  int webhooks = 50;  ///< for each shop, in each slice
  double least_ratio = 0.95;
  Figures* figures = nullptr;  ///< gets what was measured
};

/// Prints what was measured; 0 if each ratio to none hanging was reached.
int run_bench_webhooks(const BenchWebhooksOptions& options);

}  // namespace pay200::dev
