#pragma once
// pay200-dev bench: how fast the gateway is, each figure against a limit measured in the same run.
// Parts can be measured alone; each renews its figures in the JSON, and the page is made anew of
// all that are there.

#include <filesystem>
#include <string>
#include <vector>

namespace pay200::dev {

struct BenchOptions {
  std::filesystem::path bin_directory;
  std::filesystem::path json = "var/bench.json";
  std::filesystem::path page = "docs/performance.md";  ///< its plot: the same name, .svg
  std::filesystem::path web;  ///< the built pages; empty: the source's build/web
  /// Of bench_parts(); empty: those of the mode.
  std::vector<std::string> parts = {};
  bool quick = false;  ///< payments and reads alone, shorter
  int clients = 62;
  int records = 1'000'000;  ///< of the clearing file
  int slices = 0;           ///< of each, in turn; 0: as the mode has it
  int seconds = 0;          ///< of a slice; 0: as the mode has it
};

/// payments, reads, confirm, programs, pages, inflight, streams, webhooks, reconcile; and listing,
/// which is measured if asked for.
const std::vector<std::string>& bench_parts();

/// Prints the table. 0 if all that was asked for was measured; a missed target is no failure, and
/// is told by the page.
int run_bench(const BenchOptions& options);

}  // namespace pay200::dev
