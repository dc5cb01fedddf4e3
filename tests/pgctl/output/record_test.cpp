#include "pgctl/output/record.hpp"

#include <gtest/gtest.h>

namespace pay200::pgctl {
namespace {

TEST(RecordTest, AmountsAreGroupedForPeopleAndPlainForScripts) {
  const auto text = [](std::int64_t amount) {
    return amount_cell(Money{amount, Currency::kKrw}).text;
  };
  EXPECT_EQ(text(0), "0");
  EXPECT_EQ(text(999), "999");
  EXPECT_EQ(text(1'000), "1,000");
  EXPECT_EQ(text(-999), "-999");
  EXPECT_EQ(text(-1'000), "-1,000");
  EXPECT_EQ(text(999'999'999'999), "999,999,999,999");
  EXPECT_EQ(text(-123'456), "-123,456");
  EXPECT_EQ(amount_cell(Money{12'300, Currency::kKrw}).value, Value(std::int64_t{12'300}));
}

TEST(RecordTest, WhatIsMissingIsNullForScriptsAndADashForPeople) {
  EXPECT_EQ(optional_cell(std::nullopt).text, "-");
  EXPECT_EQ(optional_cell(std::nullopt).value, Value(nullptr));
  EXPECT_EQ(optional_cell("x").value, Value("x"));
  EXPECT_EQ(time_cell(std::optional<Time>()).value, Value(nullptr));
}

TEST(RecordTest, TimesAreSpokenInSeoul) {
  const Time time = *from_iso8601("2026-11-22T15:30:00Z");
  EXPECT_EQ(time_cell(time).text, "2026-11-23 00:30:00");
  EXPECT_EQ(time_cell(time).value, Value("2026-11-23T00:30:00.000+09:00"));
}

}  // namespace
}  // namespace pay200::pgctl
