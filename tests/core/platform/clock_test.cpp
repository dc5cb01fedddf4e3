#include "core/platform/clock.hpp"

#include <gtest/gtest.h>

namespace pay200 {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

Time at(std::chrono::year_month_day day, std::chrono::microseconds time_of_day) {
  return Time{sys_days{day}} + time_of_day;
}

TEST(ClockTest, ShowsSeoulTimeInMilliseconds) {
  const Time time = at(2026y / 11 / 21, 22h + 5min + 3s + 123'999us);
  EXPECT_EQ(to_iso8601(time), "2026-11-22T07:05:03.123+09:00");
  EXPECT_EQ(to_seoul_text(time), "2026-11-22 07:05:03");
  EXPECT_EQ(to_sql(time), "2026-11-21 22:05:03.123999+00");
}

TEST(ClockTest, WhatItShowsItReads) {
  for (const Time time : {at(2026y / 1 / 1, 0us), at(2024y / 2 / 29, 14h + 59min + 59s + 999ms),
                          at(2024y / 2 / 29, 15h), at(1969y / 12 / 31, 23h + 1ms)}) {
    EXPECT_EQ(from_iso8601(to_iso8601(time)), time) << to_iso8601(time);
  }
}

TEST(ClockTest, ALeapDayInSeoulIsTheDayBeforeItsUtcDayEnds) {
  const Time time = at(2024y / 2 / 28, 15h);
  EXPECT_EQ(to_iso8601(time), "2024-02-29T00:00:00.000+09:00");
  EXPECT_EQ(seoul_day(time), 2024y / 2 / 29);
  EXPECT_EQ(seoul_day(time - 1us), 2024y / 2 / 28);
  EXPECT_EQ(seoul_time_of_day(time), 0s);
  EXPECT_EQ(seoul_time_of_day(time - 1us), 23h + 59min + 59s);
}

struct Reading {
  const char* text;
  Time expected;
};

TEST(ClockTest, ReadsEveryOffsetAndPrecision) {
  const Time noon = at(2026y / 11 / 22, 3h);
  for (const Reading& reading : {
           Reading{"2026-11-22T12:00:00+09:00", noon},
           Reading{"2026-11-22T12:00:00+09", noon},
           Reading{"2026-11-22T03:00:00Z", noon},
           Reading{"2026-11-22T03:00:00.000000Z", noon},
           Reading{"2026-11-21T17:30:00-09:30", noon},
           Reading{"2026-11-22T03:00:00.1Z", noon + 100ms},
           Reading{"2026-11-22T03:00:00.12Z", noon + 120ms},
           Reading{"2026-11-22T03:00:00.123456Z", noon + 123'456us},
       }) {
    EXPECT_EQ(from_iso8601(reading.text), reading.expected) << reading.text;
  }
}

TEST(ClockTest, RefusesWhatIsNotAnInstant) {
  for (const char* text : {"",
                           "2026-11-22",
                           "2026-11-22T03:00:00",
                           "2026-11-22 03:00:00Z",
                           "2026-11-22T03:00Z",
                           "2026-11-22T03:00:00.Z",
                           "2026-11-22T03:00:00.1234567Z",
                           "2026-11-22T03:00:00Zx",
                           "2026-11-22T24:00:00Z",
                           "2026-11-22T03:60:00Z",
                           "2026-11-22T03:00:60Z",
                           "2026-11-22T03:00:00+0900",
                           "2026-11-22T03:00:00+24:00",
                           "2026-11-22T03:00:00+09:60",
                           "2026-11-22T03:00:00+09:",
                           "2025-02-29T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-11-31T00:00:00Z",
                           "26-11-22T03:00:00Z",
                           "+2026-11-22T03:00:00Z",
                           "2026-11-22t03:00:00z",
                           "2026-1 -22T03:00:00Z",
                           " 2026-11-22T03:00:00Z"}) {
    EXPECT_EQ(from_iso8601(text), std::nullopt) << text;
  }
}

TEST(ClockTest, ReadsAndShowsDays) {
  EXPECT_EQ(to_text(2026y / 11 / 2), "2026-11-02");
  EXPECT_EQ(day_from_text("2024-02-29"), 2024y / 2 / 29);
  for (const char* text :
       {"", "2025-02-29", "2026-11-2", "2026/11/02", "20261102", "2026-11-022"}) {
    EXPECT_EQ(day_from_text(text), std::nullopt) << text;
  }
}

TEST(ClockTest, TheMachinesClockMoves) {
  const Time first = system_clock().now();
  EXPECT_GT(first, at(2024y / 1 / 1, 0us));
  EXPECT_LE(first, system_clock().now());
}

}  // namespace
}  // namespace pay200
