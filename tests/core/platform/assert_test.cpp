#include "core/platform/assert.hpp"

#include <gtest/gtest.h>

TEST(AssertTest, AFalseExpressionEndsTheProcessAndNamesThePlace) {
  const int one = 1;
  EXPECT_DEATH(PAY200_ASSERT(one == 2), "assertion failed: one == 2 .*assert_test.cpp:");
}

TEST(AssertTest, ATrueExpressionIsEvaluatedOnceAndLetsThrough) {
  int count = 0;
  PAY200_ASSERT(++count == 1);
  EXPECT_EQ(count, 1);
}
