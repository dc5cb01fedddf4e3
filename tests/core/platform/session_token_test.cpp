#include "core/platform/session_token.hpp"

#include <gtest/gtest.h>

namespace pay200 {
namespace {

TEST(SessionTokenTest, ItSaysWhoseItIsAndNoTwoAreAlike) {
  const Uuid owner = Uuid::make_v7(Time{});
  const std::string token = make_session_token("ses_", owner);
  EXPECT_TRUE(token.starts_with("ses_"));
  EXPECT_EQ(owner_of_session_token("ses_", token), owner);
  EXPECT_NE(make_session_token("ses_", owner), token);
}

TEST(SessionTokenTest, WhatIsNoTokenIsNobodys) {
  const std::string token = make_session_token("ses_", Uuid::make_v7(Time{}));
  for (const std::string& wrong :
       {std::string(), std::string("ses_"), token + "0", token.substr(0, token.size() - 1),
        "sts_" + token.substr(4), std::string(4000, 'a')}) {
    EXPECT_FALSE(owner_of_session_token("ses_", wrong)) << wrong;
  }
}

}  // namespace
}  // namespace pay200
