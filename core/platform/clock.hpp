#pragma once
// Time is UTC inside, Asia/Seoul (+09:00, no daylight saving) when spoken. Rules never read a
// clock: they are given a Time. Only the edges (handlers, commands, roles) hold a Clock.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace pay200 {

/// Microseconds, as PostgreSQL's timestamptz keeps them.
using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

/// The machine's clock.
const Clock& system_clock();

/// "2026-11-22T07:05:03.123+09:00", always +09:00, milliseconds (ISO 8601; what the API shows).
std::string to_iso8601(Time time);
/// Accepts any ISO 8601 instant with an offset or Z, seconds to microseconds.
std::optional<Time> from_iso8601(std::string_view text);
/// "2026-11-22 07:05:03", Asia/Seoul, for people.
std::string to_seoul_text(Time time);
/// Calendar day in Asia/Seoul.
std::chrono::year_month_day seoul_day(Time time);
/// Time of day in Asia/Seoul.
std::chrono::seconds seoul_time_of_day(Time time);
/// "2026-11-22".
std::string to_text(std::chrono::year_month_day day);
std::optional<std::chrono::year_month_day> day_from_text(std::string_view text);
/// For a timestamptz parameter: microseconds and +00.
std::string to_sql(Time time);

}  // namespace pay200
