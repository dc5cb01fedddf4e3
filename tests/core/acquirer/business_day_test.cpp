#include "core/acquirer/business_day.hpp"

#include <gtest/gtest.h>
#include <string>
#include <string_view>

namespace pay200 {
namespace {

using namespace std::chrono_literals;

std::string day_of(std::string_view instant, std::chrono::minutes cut_off) {
  return to_text(business_day(from_iso8601(instant).value(), cut_off));
}

TEST(BusinessDayTest, EndsAtTheCutOff) {
  EXPECT_EQ(day_of("2026-11-22T22:59:59.999999+09:00", 23h), "2026-11-22");
  EXPECT_EQ(day_of("2026-11-22T23:00:00+09:00", 23h), "2026-11-23");
  EXPECT_EQ(day_of("2026-11-22T23:29:59.999999+09:00", 23h + 30min), "2026-11-22");
  EXPECT_EQ(day_of("2026-11-22T23:30:00+09:00", 23h + 30min), "2026-11-23");
}

TEST(BusinessDayTest, AfterMidnightIsTheDayThatBeganAtTheCutOff) {
  EXPECT_EQ(day_of("2026-11-22T23:59:59.999999+09:00", 23h), "2026-11-23");
  EXPECT_EQ(day_of("2026-11-23T00:00:00+09:00", 23h), "2026-11-23");
}

TEST(BusinessDayTest, IsSeoulsAndNotUtcs) {
  EXPECT_EQ(day_of("2026-11-22T14:59:59Z", 24h), "2026-11-22");
  EXPECT_EQ(day_of("2026-11-22T15:00:00Z", 24h), "2026-11-23");
  EXPECT_EQ(day_of("2026-11-22T13:59:59Z", 23h), "2026-11-22");
  EXPECT_EQ(day_of("2026-11-22T14:00:00Z", 23h), "2026-11-23");
}

TEST(BusinessDayTest, PassesTheEndsOfMonthsAndYears) {
  EXPECT_EQ(day_of("2026-12-31T22:59:59+09:00", 23h), "2026-12-31");
  EXPECT_EQ(day_of("2026-12-31T23:00:00+09:00", 23h), "2027-01-01");
  EXPECT_EQ(day_of("2024-02-28T23:00:00+09:00", 23h), "2024-02-29");
  EXPECT_EQ(day_of("2026-02-28T23:00:00+09:00", 23h), "2026-03-01");
}

TEST(BusinessDayTest, ACutOffAtMidnightIsTheCalendarDay) {
  EXPECT_EQ(day_of("2026-11-22T00:00:00+09:00", 24h), "2026-11-22");
  EXPECT_EQ(day_of("2026-11-22T23:59:59.999999+09:00", 24h), "2026-11-22");
}

}  // namespace
}  // namespace pay200
