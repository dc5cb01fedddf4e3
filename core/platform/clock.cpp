#include "core/platform/clock.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

#include "core/platform/fail_point.hpp"

namespace pay200 {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

// Korea has had no daylight saving since 1988, so no time zone data is needed.
constexpr hours kSeoulOffset{9};

class MachineClock final : public Clock {
 public:
  Time now() const override {
    return std::chrono::floor<microseconds>(std::chrono::system_clock::now()) + test_clock_offset();
  }
};

struct Broken {
  year_month_day day;
  int hour;
  int minute;
  int second;
  int microsecond;
};

Broken break_down(Time time) {
  const auto midnight = std::chrono::floor<days>(time);
  const std::int64_t us = (time - midnight).count();
  const std::int64_t s = us / 1'000'000;
  return {year_month_day{midnight}, static_cast<int>(s / 3600), static_cast<int>(s / 60 % 60),
          static_cast<int>(s % 60), static_cast<int>(us % 1'000'000)};
}

template <class... Values>
std::string print(const char* format, Values... values) {
  std::array<char, 64> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), format, values...);
  return {buffer.data(), static_cast<std::size_t>(length)};
}

/// As many decimal digits, with zeros in front.
void put(char* at, std::size_t digits, int value) {
  for (; digits > 0; value /= 10) at[--digits] = static_cast<char>('0' + value % 10);
}

std::string day_text(year_month_day day) {
  return print("%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
               static_cast<unsigned>(day.day()));
}

/// Reads a fixed form from the left; any mismatch makes the whole reading fail.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  int digits(std::size_t count) {
    if (rest_.size() < count) return fail();
    int value = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return fail();
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }
  void expect(char c) {
    if (!accept(c)) fail();
  }
  bool accept(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// One to six digits, as microseconds.
  int fraction() {
    std::size_t count = 0;
    while (count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9') ++count;
    if (count < 1 || count > 6) return fail();
    int value = digits(count);
    for (; count < 6; ++count) value *= 10;
    return value;
  }
  bool at_end() const { return rest_.empty(); }
  bool good() const { return good_; }

 private:
  int fail() {
    good_ = false;
    return 0;
  }

  std::string_view rest_;
  bool good_ = true;
};

year_month_day read_day(Reader& reader) {
  const int year = reader.digits(4);
  reader.expect('-');
  const int month = reader.digits(2);
  reader.expect('-');
  const int day = reader.digits(2);
  return {std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
          std::chrono::day{static_cast<unsigned>(day)}};
}

std::optional<microseconds> read_time_of_day(Reader& reader) {
  const int hour = reader.digits(2);
  reader.expect(':');
  const int minute = reader.digits(2);
  reader.expect(':');
  const int second = reader.digits(2);
  const int us = reader.accept('.') ? reader.fraction() : 0;
  if (!reader.good() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return hours{hour} + minutes{minute} + seconds{second} + microseconds{us};
}

std::optional<minutes> read_offset(Reader& reader) {
  if (reader.accept('Z')) return minutes{0};
  const bool west = reader.accept('-');
  if (!west) reader.expect('+');
  const int hour = reader.digits(2);
  const int minute = reader.accept(':') ? reader.digits(2) : 0;
  if (!reader.good() || hour > 23 || minute > 59) return std::nullopt;
  const minutes offset = hours{hour} + minutes{minute};
  return west ? -offset : offset;
}

}  // namespace

const Clock& system_clock() {
  static const MachineClock clock;
  return clock;
}

std::string to_iso8601(Time time) {
  const Broken b = break_down(time + kSeoulOffset);
  // Of every answer's and log line's many; printf takes ten times as long.
  std::string text = "0000-00-00T00:00:00.000+09:00";
  put(text.data(), 4, static_cast<int>(b.day.year()));
  put(text.data() + 5, 2, static_cast<int>(static_cast<unsigned>(b.day.month())));
  put(text.data() + 8, 2, static_cast<int>(static_cast<unsigned>(b.day.day())));
  put(text.data() + 11, 2, b.hour);
  put(text.data() + 14, 2, b.minute);
  put(text.data() + 17, 2, b.second);
  put(text.data() + 20, 3, b.microsecond / 1000);
  return text;
}

std::optional<Time> from_iso8601(std::string_view text) {
  Reader reader(text);
  const year_month_day day = read_day(reader);
  reader.expect('T');
  const auto time_of_day = read_time_of_day(reader);
  const auto offset = read_offset(reader);
  if (!reader.good() || !reader.at_end() || !day.ok() || !time_of_day || !offset) {
    return std::nullopt;
  }
  return Time{sys_days{day}} + *time_of_day - *offset;
}

std::string to_seoul_text(Time time) {
  const Broken b = break_down(time + kSeoulOffset);
  return day_text(b.day) + print(" %02d:%02d:%02d", b.hour, b.minute, b.second);
}

year_month_day seoul_day(Time time) { return break_down(time + kSeoulOffset).day; }

seconds seoul_time_of_day(Time time) {
  const Broken b = break_down(time + kSeoulOffset);
  return hours{b.hour} + minutes{b.minute} + seconds{b.second};
}

std::string to_text(year_month_day day) { return day_text(day); }

std::optional<year_month_day> day_from_text(std::string_view text) {
  Reader reader(text);
  const year_month_day day = read_day(reader);
  if (!reader.good() || !reader.at_end() || !day.ok()) return std::nullopt;
  return day;
}

std::string to_sql(Time time) {
  const Broken b = break_down(time);
  return day_text(b.day) +
         print(" %02d:%02d:%02d.%06d+00", b.hour, b.minute, b.second, b.microsecond);
}

}  // namespace pay200
