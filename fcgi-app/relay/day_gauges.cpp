#include "fcgi-app/relay/day_gauges.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace pay200 {
namespace {

using metrics::Metric;

constexpr const char* kLive = "live";

std::set<std::string> live_ones(const std::vector<Config::Acquirer>& acquirers) {
  std::set<std::string> names;
  for (const auto& acquirer : acquirers) {
    if (!acquirer.only_test) names.insert(acquirer.name);
  }
  return names;
}

/// Of a figure that says when; nullptr of others.
const char* step_of(const std::string& figure) {
  if (figure == "closed_at") return "close";
  if (figure == "reconciled_at") return "reconcile";
  if (figure == "settled_at") return "settle";
  return nullptr;
}

/// Of the others.
DayGauge gauge_of(const DayFigure& found) {
  if (found.figure == "waiting")
    return {Metric::kDaysWaiting, {{"acquirer", found.of}}, found.value};
  if (found.figure == "differences") {
    return {Metric::kDifferences, {{"acquirer", found.of}}, found.value};
  }
  if (found.figure == "disputes") return {Metric::kDisputes, {}, found.value};
  return {Metric::kPayouts, {{"what", found.of}}, found.value};
}

bool is_of_an_acquirer(const std::string& figure) {
  return figure == "closed_at" || figure == "reconciled_at" || figure == "waiting" ||
         figure == "differences";
}

}  // namespace

std::vector<DayGauge> day_gauges(const std::vector<DayFigure>& figures,
                                 const std::vector<Config::Acquirer>& acquirers) {
  const auto live = live_ones(acquirers);
  std::map<std::pair<std::string, std::string>, std::int64_t> done_at;
  if (!live.empty()) done_at[{"settle", kLive}] = 0;
  for (const auto& name : live) done_at[{"close", name}] = 0;
  std::vector<DayGauge> gauges;
  for (const DayFigure& found : figures) {
    if (is_of_an_acquirer(found.figure) && !live.contains(found.of)) continue;
    if (const char* step = step_of(found.figure)) {
      done_at[{step, found.of}] = found.value;
    } else {
      gauges.push_back(gauge_of(found));
    }
  }
  for (const auto& [what, at] : done_at) {
    gauges.push_back({Metric::kDayDoneAt, {{"step", what.first}, {"of", what.second}}, at});
  }
  return gauges;
}

}  // namespace pay200
