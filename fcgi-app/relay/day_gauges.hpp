#pragma once
// How the days stand, as what /metrics shows of them.

#include <cstdint>
#include <vector>

#include "core/platform/config.hpp"
#include "core/platform/metrics/metrics.hpp"
#include "core/reconciliation/day_standing.hpp"

namespace pay200 {

struct DayGauge {
  metrics::Metric metric;
  metrics::Labels labels;
  std::int64_t value = 0;
};

/// Of the acquirers that are configured, and not only for test merchants: nobody is to be woken
/// for the others. What such a one's night has never done was done at 0.
std::vector<DayGauge> day_gauges(const std::vector<DayFigure>& figures,
                                 const std::vector<Config::Acquirer>& acquirers);

}  // namespace pay200
