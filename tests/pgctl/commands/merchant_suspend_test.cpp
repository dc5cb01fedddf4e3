#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class MerchantSuspendTest : public testing::Test {
 protected:
  dev::Finished suspend(std::vector<std::string> more) {
    more.insert(more.begin(), {"merchant", "suspend", id_});
    return pgctl_.run(more);
  }
  std::string status() {
    return MerchantService(database_.operators(), system_clock())
        .get_merchant(merchant_.id)
        ->status;
  }

  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
  Merchant merchant_ = test::add_merchant(database_, "한빛서점");
  std::string id_ = to_text(merchant_.id);
};

TEST_F(MerchantSuspendTest, ItIsSuspendedWithReasonTimeAndName) {
  const auto suspended = suspend({"--reason", "case 311", "--yes", "--output", "json"});
  EXPECT_EQ(suspended.status, 0) << suspended.err;
  const json answer = json::parse(suspended.out);
  EXPECT_EQ(answer["status"], "suspended");
  EXPECT_EQ(answer["statusReason"], "case 311");
  EXPECT_TRUE(answer["statusChangedAt"].is_string());
  EXPECT_NE(answer["statusOperator"], "");
  EXPECT_EQ(status(), "suspended");
}

TEST_F(MerchantSuspendTest, APersonIsAskedWithModeAndMerchant) {
  const std::vector<std::string> typed = {"merchant", "suspend", id_, "--reason", "x"};
  EXPECT_EQ(pgctl_.at_terminal(typed, {"n"}).status, 1);
  EXPECT_EQ(status(), "active");
  const auto suspended = pgctl_.at_terminal(typed, {"y"});
  EXPECT_EQ(suspended.status, 0);
  EXPECT_THAT(suspended.out, HasSubstr("Suspend the test merchant 한빛서점 (" + id_ + ")?"));
  EXPECT_EQ(status(), "suspended");
}

TEST_F(MerchantSuspendTest, SuspendingAgainKeepsTheFirstReasonAndSaysSo) {
  ASSERT_EQ(suspend({"--reason", "first", "--yes"}).status, 0);
  const auto again = suspend({"--reason", "second", "--output", "json"});
  EXPECT_EQ(again.status, 0);
  EXPECT_EQ(json::parse(again.out)["statusReason"], "first");
  EXPECT_EQ(again.err, "pgctl: it had been suspended before; nothing changed\n");
}

TEST_F(MerchantSuspendTest, WhatIsWrongIsNamedAndNothingChanges) {
  EXPECT_THAT(suspend({"--yes"}).err, HasSubstr("--reason is required"));
  const auto blank = suspend({"--reason", " ", "--yes"});
  EXPECT_EQ(blank.status, 2);
  EXPECT_THAT(blank.err, HasSubstr("--reason: 1 to 200 characters"));
  EXPECT_EQ(suspend({"--reason", "x"}).status, 2);
  EXPECT_EQ(suspend({"--reason", "x", "--yes", "--live"}).status, 3);
  EXPECT_EQ(status(), "active");
}

}  // namespace
}  // namespace pay200
