#include "core/platform/edit_distance.hpp"

#include <gtest/gtest.h>

namespace pay200 {
namespace {

TEST(EditDistanceTest, CountsSlipsOfTheHand) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("refund", "refund"), 0U);
  EXPECT_EQ(edit_distance("refnd", "refund"), 1U);
  EXPECT_EQ(edit_distance("refuund", "refund"), 1U);
  EXPECT_EQ(edit_distance("refumd", "refund"), 1U);
  EXPECT_EQ(edit_distance("reufnd", "refund"), 1U) << "two neighbours that changed places";
  EXPECT_EQ(edit_distance("search", "show"), 5U);
}

}  // namespace
}  // namespace pay200
