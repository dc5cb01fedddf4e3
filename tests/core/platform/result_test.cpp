#include "core/platform/result.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <string>

namespace pay200 {
namespace {

TEST(ResultTest, HoldsAValue) {
  Result<std::string> result = std::string("won");
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(*result, "won");
  EXPECT_EQ(result->size(), 3U);
}

TEST(ResultTest, HoldsAnErrorWithItsParameter) {
  const Result<int> result = Error{.code = ErrorCode::kInvalidRequest, .param = "amount"};
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidRequest);
  EXPECT_EQ(result.error().param, "amount");
}

TEST(ResultTest, IsMadeFromABareCode) {
  const Result<Nothing> result = ErrorCode::kExpiredPayment;
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kExpiredPayment);
}

TEST(ResultTest, GivesAMoveOnlyValueAway) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const std::unique_ptr<int> taken = std::move(result).value();
  EXPECT_EQ(*taken, 7);
}

TEST(ResultTest, ReadingTheAbsentSideIsAProgrammersError) {
  const Result<int> refused = ErrorCode::kInvalidPin;
  const Result<int> granted = 1;
  EXPECT_DEATH((void)refused.value(), "assertion failed");
  EXPECT_DEATH((void)granted.error(), "assertion failed");
}

}  // namespace
}  // namespace pay200
