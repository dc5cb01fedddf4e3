#pragma once
// pay200-dev bench-listing: what the back office's pages cost as the table grows. Two gateways side
// by side, one whose merchants together have a hundred thousand transactions, one with ten million;
// in both, one merchant has fifty thousand. Each question is put to either in turn, through nginx;
// what counts is the ratio of their p99. Then a merchant's million transactions as a file, and how
// much memory it takes a worker.

#include <filesystem>

namespace pay200::dev {

class Figures;

struct BenchListingOptions {
  std::filesystem::path bin_directory;
  std::filesystem::path directory = {};  ///< for the clusters; empty: a temporary one
  int small = 100'000;
  int large = 10'000'000;
  // About; more than is spoken of, since chance shares them out.
  int own = 50'500;      ///< of the merchant that asks
  int file = 1'010'000;  ///< of the merchant, in the large one, that wants a file
  int merchants = 1'000;
  int times = 300;  ///< each question, in a round
  int rounds = 3;   ///< what counts is their median
  double most_ratio = 1.5;
  Figures* figures = nullptr;  ///< gets what was measured
};

/// Prints what was measured; 0 if no question's ratio was beyond most_ratio, and the file took a
/// worker no more memory than a small one.
int run_bench_listing(const BenchListingOptions& options);

}  // namespace pay200::dev
