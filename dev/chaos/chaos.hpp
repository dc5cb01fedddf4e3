#pragma once
// pay200-dev chaos: the real stack in a directory of its own, under load, while it is killed and
// cut by a schedule that a seed makes; then the oracle. `make chaos`, and the short run of the
// tests.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace pay200::dev {

struct ChaosOptions {
  std::filesystem::path bin_directory;
  std::uint64_t seed = 1;
  std::chrono::seconds length{120};
  std::chrono::milliseconds every{2'000};  ///< a fault, in the mean
  std::vector<std::string> faults = {};    ///< kinds, as fault_schedule.hpp names them; empty: all
  int buyers = 6;                          ///< at once
  int sandbox_fault_percent = 5;           ///< of payments, as ChaosLoadOptions has it
  std::filesystem::path report = {};       ///< chaos.json; empty: none
  /// SQL that breaks the run's own database before the load begins: for the proof that the check
  /// can fail. Not on the command line.
  std::string sabotage = {};
  bool keep = true;  ///< the directory, for somebody to look into, where something was found
  std::chrono::seconds settle{120};  ///< until what is still on its way is a finding
};

/// 0 if the oracle found nothing, 1 if it did or the run broke, 2 if a kind is unknown.
int run_chaos(const ChaosOptions& options);

}  // namespace pay200::dev
