#pragma once
// What a payment needs to know of the acquirer that has it, from the configuration.

#include <chrono>
#include <string>

#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"

namespace pay200 {

/// How long an answer is waited for.
std::chrono::milliseconds acquirer_timeout(const Config& config, const std::string& acquirer);

/// The acquirer's business day. Where none is concerned (cancelled before any attempt) `acquirer`
/// is empty and the first one's counts. One that has been taken out of the configuration has the
/// default terms: its payments can still be cancelled before approval and swept.
std::chrono::year_month_day acquirer_day(const Config& config, const std::string& acquirer,
                                         Time now);

}  // namespace pay200
