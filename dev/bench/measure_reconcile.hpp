#pragma once
// The part "reconcile" of pay200-dev bench: an acquirer's clearing file of a million records, of
// which some differ, by `pgctl reconcile run`; against a bare COPY of the same file into an empty
// table, in turn.

#include <filesystem>

namespace pay200::dev {

class Figures;

struct MeasureReconcileOptions {
  std::filesystem::path bin_directory;
  int records = 1'000'000;
  int merchants = 100;
  int rounds = 3;  ///< of either; what counts is the median of their ratios
};

/// Throws std::runtime_error if a run does not find what was put there.
void measure_reconcile(const MeasureReconcileOptions& options, Figures& figures);

}  // namespace pay200::dev
