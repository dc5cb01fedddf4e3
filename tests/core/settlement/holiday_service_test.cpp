#include "core/settlement/holiday_service.hpp"

#include <gtest/gtest.h>

#include "core/platform/clock.hpp"
#include "tests/core/settlement/shipped_years.hpp"
#include "tests/support/test_database.hpp"

namespace pay200 {
namespace {

class HolidayServiceTest : public testing::Test {
 protected:
  test::TestDatabase database_;
  HolidayService service_{database_.operators()};
};

TEST_F(HolidayServiceTest, ANewDatabaseKnowsTheShippedYears) {
  for (const char* name : {"2026", "2027"}) {
    const HolidayYear shipped = test::shipped_year(name);
    EXPECT_EQ(service_.list_holidays(shipped.year), shipped.holidays) << name;
    EXPECT_TRUE(service_.difference(shipped).none()) << name;
  }
  EXPECT_EQ(service_.list_holidays().size(), 46U);
  EXPECT_FALSE(service_.calendar().knows(std::chrono::year{2028}));
}

TEST_F(HolidayServiceTest, AYearTakesThePlaceOfWhatWasKnownOfItAndOfNoOther) {
  HolidayYear year = test::shipped_year("2027");
  const auto is_last = [](const BankHoliday& holiday) { return holiday.name == "성탄절"; };
  std::erase_if(year.holidays, is_last);
  year.holidays.push_back({day_from_text("2027-12-31").value(), "임시공휴일"});
  const auto difference = service_.difference(year);
  ASSERT_EQ(difference.added.size(), 1U);
  EXPECT_EQ(difference.added[0].name, "임시공휴일");
  ASSERT_EQ(difference.removed.size(), 1U);
  EXPECT_EQ(to_text(difference.removed[0].day), "2027-12-25");
  for (int times = 0; times < 2; ++times) {
    service_.load_year(year);
    EXPECT_EQ(service_.list_holidays(std::chrono::year{2027}), year.holidays);
  }
  EXPECT_FALSE(service_.calendar().is_bank_day(day_from_text("2027-12-31").value()));
  EXPECT_EQ(service_.list_holidays(std::chrono::year{2026}), test::shipped_year("2026").holidays);
}

}  // namespace
}  // namespace pay200
