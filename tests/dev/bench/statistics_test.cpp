#include "dev/bench/statistics.hpp"

#include <gtest/gtest.h>

namespace pay200::dev {
namespace {

TEST(StatisticsTest, AMedianIsTheMiddleOne) {
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({4, 1, 3, 2}), 2);
  EXPECT_EQ(median({7}), 7);
  EXPECT_EQ(median({}), 0);
}

TEST(StatisticsTest, APercentileIsOneOfTheValues) {
  std::vector<double> values;
  for (int i = 100; i > 0; --i) values.push_back(i);
  EXPECT_EQ(percentile(values, 0.5), 50);
  EXPECT_EQ(percentile(values, 0.99), 99);
  EXPECT_EQ(percentile(values, 1), 100);
  EXPECT_EQ(percentile(values, 0), 1);
}

TEST(StatisticsTest, ASpreadIsAPartOfTheMedian) {
  EXPECT_DOUBLE_EQ(spread({9, 10, 11}), 0.2);
  EXPECT_EQ(spread({5}), 0);
}

}  // namespace
}  // namespace pay200::dev
