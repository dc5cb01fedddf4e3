#include "fcgi-app/http/request_metrics.hpp"

#include <map>
#include <string>
#include <utility>

#include "core/platform/metrics/metrics.hpp"

namespace pay200::http {
namespace {

using metrics::Counter;
using metrics::Labels;
using metrics::Metric;
using metrics::Seconds;

Labels labels_of(const Route* route) {
  if (route == nullptr) return {{"method", "-"}, {"route", "-"}};
  return {{"method", std::string(route->method)}, {"route", std::string(route->pattern)}};
}

const Counter& counter_of(const Route* route, int status) {
  thread_local std::map<std::pair<const Route*, int>, Counter> known;
  const auto found = known.find({route, status});
  if (found != known.end()) return found->second;
  Labels labels = labels_of(route);
  labels.emplace_back("status", std::to_string(status));
  return known.emplace(std::pair(route, status), Counter(Metric::kRequests, labels)).first->second;
}

const Seconds& seconds_of(const Route* route) {
  thread_local std::map<const Route*, Seconds> known;
  const auto found = known.find(route);
  if (found != known.end()) return found->second;
  return known.emplace(route, Seconds(Metric::kRequestSeconds, labels_of(route))).first->second;
}

}  // namespace

void count_request(const Route* route, int status, std::chrono::steady_clock::duration taken) {
  counter_of(route, status).add();
  seconds_of(route).observe(taken);
}

}  // namespace pay200::http
