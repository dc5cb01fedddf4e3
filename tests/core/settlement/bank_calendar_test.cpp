#include "core/settlement/bank_calendar.hpp"

#include <gtest/gtest.h>

#include "core/platform/clock.hpp"
#include "tests/core/settlement/shipped_years.hpp"

namespace pay200 {
namespace {

using std::chrono::year_month_day;

const BankCalendar& shipped() {
  static const BankCalendar calendar = [] {
    std::vector<BankHoliday> all;
    for (const char* year : {"2026", "2027"}) {
      for (const auto& holiday : test::shipped_year(year).holidays) all.push_back(holiday);
    }
    return BankCalendar(all);
  }();
  return calendar;
}

year_month_day day(std::string_view text) { return day_from_text(text).value(); }

std::string text_or_none(const std::optional<year_month_day>& found) {
  return found ? to_text(*found) : "none";
}

TEST(BankCalendarTest, ABankDayIsNoWeekendAndNoHoliday) {
  struct Row {
    const char* day;
    bool open;
  };
  for (const Row& row : {
           Row{"2026-11-27", true},   // Friday
           Row{"2026-11-28", false},  // Saturday
           Row{"2026-11-29", false},  // Sunday
           Row{"2026-11-30", true},   // Monday
           Row{"2026-05-01", false},  // 노동절
           Row{"2026-07-17", false},  // 제헌절
           Row{"2026-08-17", false},  // for 광복절, a Saturday
           Row{"2026-09-28", true},   // 추석 연휴 on a Saturday moves nothing
           Row{"2027-02-09", false},  // for 설날, a Sunday
           Row{"2027-02-10", true},   //
           Row{"2027-06-07", true},   // 현충일 on a Sunday moves nothing
           Row{"2027-12-27", false},  // for 성탄절, a Saturday
       }) {
    EXPECT_EQ(shipped().is_bank_day(day(row.day)), row.open) << row.day;
  }
}

TEST(BankCalendarTest, DueIsTheNthBankDayBehindTheBusinessDay) {
  struct Row {
    const char* business_day;
    int days;
    const char* due;
  };
  for (const Row& row : {
           Row{"2026-11-23", 1, "2026-11-24"},  // a week without holidays
           Row{"2026-11-23", 2, "2026-11-25"},
           Row{"2026-11-27", 2, "2026-12-01"},  // over a weekend
           Row{"2026-11-28", 2, "2026-12-01"},  // Saturday's and Sunday's sales with Friday's
           Row{"2026-11-29", 2, "2026-12-01"},
           Row{"2026-11-30", 2, "2026-12-02"},
           Row{"2026-09-23", 2, "2026-09-29"},  // over Chuseok: Thursday to Sunday
           Row{"2026-04-30", 1, "2026-05-04"},  // over 노동절 and a weekend
           Row{"2027-02-05", 1, "2027-02-10"},  // over 설날 and its substitute
           Row{"2026-12-24", 1, "2026-12-28"},
           Row{"2026-12-30", 2, "2027-01-04"},  // into another year, over 신정
           Row{"2026-11-23", 30, "2027-01-06"},
       }) {
    EXPECT_EQ(text_or_none(shipped().due_day(day(row.business_day), row.days)), row.due)
        << row.business_day << " D+" << row.days;
  }
}

TEST(BankCalendarTest, NobodyIsPaidByAGuess) {
  EXPECT_TRUE(shipped().knows(std::chrono::year{2026}));
  EXPECT_FALSE(shipped().knows(std::chrono::year{2025}));
  EXPECT_FALSE(shipped().knows(std::chrono::year{2028}));
  EXPECT_EQ(shipped().due_day(day("2027-12-30"), 1), day("2027-12-31"));
  EXPECT_EQ(shipped().due_day(day("2027-12-30"), 2), std::nullopt);
  EXPECT_EQ(shipped().last_due(day("2026-01-05"), 3), std::nullopt);
  EXPECT_EQ(shipped().last_due(day("2028-01-03"), 1), std::nullopt);
  EXPECT_EQ(BankCalendar({}).due_day(day("2026-11-23"), 1), std::nullopt);
}

// What is due on a day is exactly what due_day says of every business day, for each D+n.
TEST(BankCalendarTest, LastDueAndDueDaySayTheSame) {
  using std::chrono::days;
  using std::chrono::sys_days;
  int looked_at = 0;
  for (const int count : {1, 2, 3, 5, 30}) {
    for (sys_days at = day("2026-03-01"); at < sys_days{day("2027-11-01")}; at += days{1}) {
      const auto last = shipped().last_due(at, count);
      ASSERT_TRUE(last.has_value()) << to_text(at);
      EXPECT_LE(sys_days{shipped().due_day(*last, count).value()}, at) << to_text(at);
      const sys_days next = sys_days{*last} + days{1};
      EXPECT_GT(sys_days{shipped().due_day(next, count).value()}, at) << to_text(at);
      ++looked_at;
    }
  }
  EXPECT_GT(looked_at, 3'000);
}

}  // namespace
}  // namespace pay200
