#include "dev/terminal.hpp"

#include <gtest/gtest.h>

namespace pay200::dev {
namespace {

TEST(TerminalTest, TimesAreShownInTenthsOfASecond) {
  EXPECT_EQ(seconds_text(std::chrono::milliseconds(1250)), "1.2 s");
  EXPECT_EQ(seconds_text(std::chrono::milliseconds(40)), "0.0 s");
}

}  // namespace
}  // namespace pay200::dev
