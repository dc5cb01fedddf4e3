#pragma once
// pay200-dev bench-growth: what a payment and a look-up cost as the tables grow, what more API
// workers bring, and what a slow acquirer costs. Each part can be run alone, and with other sizes.

#include <filesystem>
#include <string>
#include <vector>

namespace pay200::dev {

struct BenchGrowthOptions {
  std::filesystem::path bin_directory;
  std::filesystem::path json = "var/bench.json";
  std::filesystem::path page = "docs/performance.md";
  std::filesystem::path directory = {};  ///< for the databases; empty: a temporary one
  std::vector<std::string> parts = {};   ///< of bench_growth_parts(); empty: all
  std::vector<int> payments = {100'000, 1'000'000, 10'000'000};  ///< in the tables
  std::vector<int> workers = {1, 2, 4};
  std::vector<int> latencies_ms = {0, 100, 500, 2'000};
  int clients = 32;
  int slices = 5;
  int seconds = 10;
};

/// tables, workers, latency, listing (also a part of bench).
const std::vector<std::string>& bench_growth_parts();

/// 0 if all that was asked for was measured.
int run_bench_growth(const BenchGrowthOptions& options);

}  // namespace pay200::dev
