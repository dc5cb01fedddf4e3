#include "core/settlement/holiday_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/platform/clock.hpp"
#include "tests/core/settlement/shipped_years.hpp"

namespace pay200 {
namespace {

using testing::HasSubstr;

constexpr const char* kWhole = "date,name\n2026-01-01,신정\n2026-12-25,성탄절\n";

TEST(HolidayFileTest, AYearIsReadByDay) {
  const auto year = parse_holiday_file(
      "\xEF\xBB\xBF# a comment\r\ndate,name\r\n2026-12-25,성탄절\r\n\r\n2026-01-01,신정");
  ASSERT_TRUE(year) << year.error().detail;
  EXPECT_EQ(year->year, std::chrono::year{2026});
  ASSERT_EQ(year->holidays.size(), 2U);
  EXPECT_EQ(to_text(year->holidays[0].day), "2026-01-01");
  EXPECT_EQ(year->holidays[0].name, "신정");
  EXPECT_EQ(year->holidays[1].name, "성탄절");
}

TEST(HolidayFileTest, WhatIsWrongIsRefusedByItsLine) {
  const std::string whole = kWhole;
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"", "holds no holidays"},
      {"# nothing\n", "holds no holidays"},
      {"date,name\n", "holds no holidays"},
      {"2026-01-01,신정\n", "line 1: must be the heading date,name"},
      {whole + "2026-13-01,신정\n", "line 4: must look like"},
      {whole + "2026-02-29,신정\n", "line 4: must look like"},
      {whole + "2026-02-17\n", "line 4: must look like"},
      {whole + "2026-02-17;설날\n", "line 4: must look like"},
      {whole + "2026-02-17,\n", "line 4: its name"},
      {whole + "2026-02-17, 설날\n", "line 4: its name"},
      {whole + "2026-02-17,설날,연휴\n", "line 4: its name"},
      {whole + "2026-02-17,\"설날\"\n", "line 4: its name"},
      {whole + "2026-02-17,\xFF\n", "line 4: its name"},
      {whole + "2026-02-17," + std::string(61, 'a') + "\n", "line 4: its name"},
      {whole + "2026-01-01,설날\n", "line 4: 2026-01-01 is there already"},
      {whole + "2027-02-07,설날\n", "line 4: is of another year"},
  };
  for (const auto& [text, said] : wrong) {
    const auto refused = parse_holiday_file(text);
    ASSERT_FALSE(refused.ok()) << text;
    EXPECT_THAT(refused.error().detail, HasSubstr(said)) << text;
  }
}

TEST(HolidayFileTest, HalfAYearIsRefused) {
  for (const char* half : {"date,name\n2026-01-01,신정\n2026-05-05,어린이날\n",
                           "date,name\n2026-05-05,어린이날\n2026-12-25,성탄절\n"}) {
    const auto refused = parse_holiday_file(half);
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.error().detail, HasSubstr("not a whole year"));
  }
}

TEST(HolidayFileTest, TheShippedYearsAreWhole) {
  EXPECT_EQ(test::shipped_year("2026").holidays.size(), 22U);
  EXPECT_EQ(test::shipped_year("2027").holidays.size(), 24U);
  // A substitute is a weekday.
  for (const char* name : {"2026", "2027"}) {
    for (const auto& holiday : test::shipped_year(name).holidays) {
      if (!holiday.name.starts_with("대체공휴일")) continue;
      const std::chrono::weekday weekday{holiday.day};
      EXPECT_NE(weekday, std::chrono::Saturday) << to_text(holiday.day);
      EXPECT_NE(weekday, std::chrono::Sunday) << to_text(holiday.day);
    }
  }
}

}  // namespace
}  // namespace pay200
