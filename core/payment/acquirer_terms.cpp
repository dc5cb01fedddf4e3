#include "core/payment/acquirer_terms.hpp"

#include <algorithm>

#include "core/acquirer/business_day.hpp"

namespace pay200 {
namespace {

const Config::Acquirer& terms(const Config& config, const std::string& acquirer) {
  static const Config::Acquirer defaults;
  if (acquirer.empty() && !config.acquirers.empty()) return config.acquirers.front();
  const auto found = std::ranges::find(config.acquirers, acquirer, &Config::Acquirer::name);
  return found == config.acquirers.end() ? defaults : *found;
}

}  // namespace

std::chrono::milliseconds acquirer_timeout(const Config& config, const std::string& acquirer) {
  return std::chrono::milliseconds(terms(config, acquirer).timeout_ms);
}

std::chrono::year_month_day acquirer_day(const Config& config, const std::string& acquirer,
                                         Time now) {
  return business_day(now, terms(config, acquirer).cut_off);
}

}  // namespace pay200
