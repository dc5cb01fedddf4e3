#include "pgctl/output/progress_steps.hpp"

#include <gtest/gtest.h>
#include <sstream>

namespace pay200::pgctl {
namespace {

using std::chrono::milliseconds;

int times_in(const std::string& text, const std::string& word) {
  int times = 0;
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; ++at) ++times;
  return times;
}

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

TEST(ProgressStepsTest, AStepThatTellsNothingIsDrawnAnew) {
  std::ostringstream err;
  {
    ProgressBar bar(err, 60, "waiting", std::nullopt);
    ProgressSteps steps(bar, milliseconds(20));
    steps.tell("matching", std::nullopt, 1'000);
    std::this_thread::sleep_for(milliseconds(500));
    steps.tell("deciding", 2, 0);
    std::this_thread::sleep_for(milliseconds(300));
    steps.finish();
  }
  const std::string text = err.str();
  EXPECT_GE(times_in(text, "matching (1,000)"), 2) << text;
  EXPECT_EQ(times_in(text, "deciding"), 1) << "what is counted tells of itself: " << text;
}

// A pipe has no size.
TEST(ProgressStepsTest, AStepThatCountsWithoutATotalIsOneStep) {
  std::ostringstream err;
  {
    ProgressBar bar(err, 60, "waiting", std::nullopt);
    ProgressSteps steps(bar, milliseconds(20));
    steps.tell("reading", std::nullopt, 0);
    for (int i = 1; i <= 10'000; ++i) steps.tell("reading", std::nullopt, i);
    std::this_thread::sleep_for(milliseconds(500));
    steps.finish();
  }
  const std::string text = err.str();
  EXPECT_NE(text.find("reading  10,000, 0 s"), std::string::npos) << text;
  EXPECT_EQ(text.find('('), std::string::npos) << text;
  EXPECT_LT(times_in(text, "reading"), 100) << "each was drawn";
}

}  // namespace
}  // namespace pay200::pgctl
