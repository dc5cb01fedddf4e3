#include "pgctl/failure.hpp"

#include <gtest/gtest.h>

namespace pay200::pgctl {
namespace {

std::string words(const char* param, const char* detail) {
  Error error{ErrorCode::kInvalidRequest};
  error.param = param;
  error.detail = detail;
  return failure_of(error).what();
}

TEST(FailureTest, AFieldAtFaultIsNamedAsTheOptionThatItCameFrom) {
  EXPECT_EQ(words("name", "too long"), "--name: too long");
  EXPECT_EQ(words("businessNumber", "a typo"), "--business-number: a typo");
  EXPECT_EQ(words("feeBasisPoints", "0 to 10000"), "--fee-basis-points: 0 to 10000");
  EXPECT_EQ(words("loginId", "taken"), "--login: taken");
}

TEST(FailureTest, WhatIsAskedForIsNoOption) {
  EXPECT_EQ(words("password", "8 to 128 characters"), "password: 8 to 128 characters");
  EXPECT_EQ(words("pin", "six digits"), "PIN: six digits");
}

TEST(FailureTest, WithoutADetailTheCodesOwnWordsAreSaid) {
  const Failure failure = failure_of(Error{ErrorCode::kNotFoundMerchant});
  EXPECT_EQ(std::string(failure.what()), message(ErrorCode::kNotFoundMerchant, Language::kEnglish));
  EXPECT_EQ(failure.status(), ExitStatus::kNotFound);
}

}  // namespace
}  // namespace pay200::pgctl
