#include "pgctl/output/progress.hpp"

#include <gtest/gtest.h>
#include <sstream>

#include "core/platform/display_width.hpp"

namespace pay200::pgctl {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(ProgressTest, ALineSaysHowFarTheWorkIsAndWhatIsLeft) {
  EXPECT_EQ(progress_line({"matching", 500'000, 1'000'000, seconds(12)}, 80),
            "matching [###############...............]  50 %  500,000 of 1,000,000, 13 s left");
  EXPECT_EQ(progress_line({"matching", 0, 20, seconds(0)}, 50),
            "matching [........................]   0 %  0 of 20");
  EXPECT_EQ(progress_line({"matching", 20, 20, seconds(60)}, 50),
            "matching [#######################] 100 %  20 of 20");
}

TEST(ProgressTest, WhatIsLeftIsNotGuessedInTheFirstMoments) {
  EXPECT_EQ(progress_line({"x", 1, 100, milliseconds(1'999)}, 200).find("left"), std::string::npos);
  EXPECT_NE(progress_line({"x", 1, 100, milliseconds(2'000)}, 200).find(", 3 min 19 s left"),
            std::string::npos);
  EXPECT_NE(progress_line({"x", 1, 7'000, seconds(2)}, 200).find(", 3 h 53 min left"),
            std::string::npos);
}

TEST(ProgressTest, WithoutATotalItSaysWhatIsDone) {
  EXPECT_EQ(progress_line({"exporting", 12'345, std::nullopt, seconds(75)}, 80),
            "exporting  12,345, 1 min 15 s");
  EXPECT_EQ(progress_line({"posting", 0, std::nullopt, seconds(7)}, 80), "posting  7 s");
}

TEST(ProgressTest, ANarrowTerminalLosesTheBarAndNeverItsWidth) {
  const Progress progress{"대사 파일 맞추기", 77, 100, seconds(10)};
  for (std::size_t width = 1; width < 120; ++width) {
    const std::string line = progress_line(progress, width);
    EXPECT_LE(display_width(line), width) << line;
    EXPECT_EQ(line.find('[') == std::string::npos, width < 56) << width << ": " << line;
  }
}

TEST(ProgressTest, MoreThanAllIsAll) {
  EXPECT_NE(progress_line({"x", 30, 20, seconds(0)}, 80).find("100 %  20 of 20"),
            std::string::npos);
  EXPECT_NE(progress_line({"x", 0, 0, seconds(0)}, 80).find("100 %  0 of 0"), std::string::npos);
}

TEST(ProgressTest, NothingIsDrawnWhereNobodyWatches) {
  std::ostringstream err;
  {
    ProgressBar bar(err, std::nullopt, "matching", 10);
    bar.at(5);
    bar.next("posting", std::nullopt);
    bar.advance(3);
  }
  EXPECT_EQ(err.str(), "");
}

TEST(ProgressTest, TheLineIsDrawnOverItselfAndGoneAtTheEnd) {
  std::ostringstream err;
  {
    ProgressBar bar(err, 60, "matching", 10);
    bar.next("posting", 10);
  }
  const std::string text = err.str();
  EXPECT_EQ(text.rfind("\r\x1b[Kmatching [", 0), 0U) << text;
  EXPECT_NE(text.find("\r\x1b[Kposting ["), std::string::npos) << text;
  EXPECT_EQ(text.find('\n'), std::string::npos) << text;
  EXPECT_EQ(text.substr(text.size() - 4), "\r\x1b[K") << text;
}

TEST(ProgressTest, AMillionStepsAreFewDrawings) {
  std::ostringstream err;
  ProgressBar bar(err, 60, "matching", 1'000'000);
  for (int i = 0; i < 1'000'000; ++i) bar.advance(1);
  EXPECT_LT(err.str().size(), 100U * 200U) << "each step was drawn";
}

}  // namespace
}  // namespace pay200::pgctl
