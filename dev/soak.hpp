#pragma once
// pay200-dev soak: hours of payments with thousands of open event streams. In rounds of some
// minutes all streams are opened, and their payments made, paid and over; what the gateway's
// processes take, in memory and descriptors, must not grow from round to round.

#include <filesystem>

namespace pay200::dev {

struct SoakOptions {
  std::filesystem::path bin_directory;
  int minutes = 60;
  int streams = 2'000;
  int round_seconds =
      120;  ///< in which the payments of all streams are paid: below their five minutes
  /// Not 0: so many hours pass, a quarter of one after each round, whatever `minutes` says; only in
  /// a build with PAY200_FAIL_POINTS. A tenth of the payments is then left to expire.
  int simulated_hours = 0;
  std::filesystem::path table = {};  ///< sizes over time, a line each second as CSV; empty: none
};

/// Prints a line for each round; 0 if nothing has grown and every stream has heard its payment's
/// end.
int run_soak(const SoakOptions& options);

}  // namespace pay200::dev
