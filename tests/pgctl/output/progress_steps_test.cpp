#include "pgctl/output/progress_steps.hpp"

#include <gtest/gtest.h>
#include <sstream>

namespace pay200::pgctl {
namespace {

using std::chrono::milliseconds;

TEST(ProgressStepsTest, OneLineAStep) {
  std::ostringstream err;
  {
    ProgressBar bar(err, 60, "waiting", std::nullopt);
    ProgressSteps steps(bar);
    steps.tell("reading", 4, 0);
    steps.tell("reading", 4, 2);
    steps.tell("matching", std::nullopt, 1'000);
    steps.tell("posting", std::nullopt, 0);
    steps.finish();
  }
  EXPECT_EQ(
      err.str(),
      "\r\x1b[Kwaiting  0 s\r\x1b[Kreading [...................................]   0 %  0 of 4"
      "\r\x1b[Kmatching (1,000)  0 s\r\x1b[Kposting  0 s\r\x1b[K");
}

TEST(ProgressStepsTest, TheTimeOfAStepThatTellsNothingGoesOn) {
  std::ostringstream err;
  {
    ProgressBar bar(err, 60, "waiting", std::nullopt);
    ProgressSteps steps(bar);
    steps.tell("matching", std::nullopt, 1'000);
    std::this_thread::sleep_for(milliseconds(1'300));
    steps.tell("deciding", 2, 0);
    std::this_thread::sleep_for(milliseconds(1'100));
    steps.finish();
  }
  const std::string text = err.str();
  const auto ticked = text.find("\r\x1b[Kmatching (1,000)  1 s\r\x1b[Kdeciding [");
  ASSERT_NE(ticked, std::string::npos) << text;
  EXPECT_EQ(text.find("deciding", text.find("deciding") + 1), std::string::npos)
      << "what is counted tells of itself";
}

}  // namespace
}  // namespace pay200::pgctl
