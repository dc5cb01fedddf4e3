#include "core/history/history_service.hpp"

#include <gtest/gtest.h>

namespace pay200 {
namespace {

TEST(HistoryServiceTest, AMonthIsOneInSeoul) {
  const auto month = month_from_text("2026-12");
  ASSERT_TRUE(month);
  EXPECT_EQ(to_iso8601(month->from), "2026-12-01T00:00:00.000+09:00");
  EXPECT_EQ(to_iso8601(month->before), "2027-01-01T00:00:00.000+09:00");
  for (const char* text : {"", "2026", "2026-13", "2026-00", "2026-1", "2026-12-01", "2026/12"}) {
    EXPECT_FALSE(month_from_text(text)) << text;
  }
}

}  // namespace
}  // namespace pay200
