#include "pgctl/operator_name.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <unistd.h>

#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

class OperatorNameTest : public testing::Test {
 protected:
  void SetUp() override { ::unsetenv("SUDO_USER"); }
  void TearDown() override { ::unsetenv("SUDO_USER"); }
};

TEST_F(OperatorNameTest, ItIsTheSystemsUserWhoMaySayItsOwnName) {
  const std::string own = operator_name(std::nullopt);
  EXPECT_FALSE(own.empty());
  EXPECT_EQ(operator_name(own), own);
}

TEST_F(OperatorNameTest, WithSudoItIsWhoCalledAndNobodyElse) {
  ::setenv("SUDO_USER", "alice", 1);
  if (::getuid() != 0) {  // then anybody may have set the variable
    EXPECT_NE(operator_name(std::nullopt), "alice");
    return;
  }
  EXPECT_EQ(operator_name(std::nullopt), "alice");
  EXPECT_THROW(operator_name("bob"), Failure);
}

TEST_F(OperatorNameTest, OnlyRootItselfSaysAnotherName) {
  if (::getuid() == 0) {
    EXPECT_EQ(operator_name("bob"), "bob");
    EXPECT_THROW(operator_name(" "), Failure);
    return;
  }
  EXPECT_THROW(operator_name("bob"), Failure);
}

}  // namespace
}  // namespace pay200::pgctl
