#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/commands/settled_world.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class SettleShowTest : public testing::Test {
 protected:
  test::SettledWorld world_;
};

TEST_F(SettleShowTest, OneIsShownWithItsLines) {
  const std::string id = world_.settled();
  const auto shown = world_.pgctl({"settle", "show", id, "--output", "json"});
  EXPECT_EQ(shown.status, 0) << shown.err;
  const json settlement = json::parse(shown.out);
  EXPECT_EQ(settlement["settlement"], id);
  EXPECT_EQ(settlement["gross"], 11'000);
  EXPECT_EQ(settlement["fee"], 305);
  EXPECT_EQ(settlement["vat"], 31);
  EXPECT_EQ(settlement["carriedOut"], 0);
  EXPECT_EQ(settlement["payout"], world_.payout());
  ASSERT_EQ(settlement["lines"].size(), 1U);
  EXPECT_EQ(settlement["lines"][0]["type"], "PAYMENT");
  EXPECT_EQ(settlement["lines"][0]["settledAmount"], 10'664);
  const auto table = world_.at_terminal({"settle", "show", id}, {});
  EXPECT_THAT(table.out, HasSubstr("Payout            10,664\n"));
  EXPECT_EQ(test::lines_over_80_columns(table.out), std::vector<std::string>());
}

TEST_F(SettleShowTest, TheStatementIsAFileForASpreadsheet) {
  const std::string id = world_.settled();
  const auto statement = world_.pgctl({"settle", "show", id, "--statement", "csv"});
  EXPECT_EQ(statement.status, 0) << statement.err;
  EXPECT_TRUE(statement.out.starts_with("\xEF\xBB\xBF구분,거래일시,"));
  EXPECT_THAT(statement.out, HasSubstr("\r\n결제,"));
  EXPECT_THAT(statement.out, HasSubstr(",11000,305,31,10664,pay_"));
  EXPECT_THAT(statement.out, HasSubstr("\r\n지급액,,2026-11-25,,,,,,10664,,\r\n"));
  const auto english = world_.pgctl({"settle", "show", id, "--statement", "csv", "--lang", "en"});
  EXPECT_TRUE(english.out.starts_with("\xEF\xBB\xBFType,"));
}

TEST_F(SettleShowTest, ListsAreFiltered) {
  const std::string id = world_.settled();
  EXPECT_EQ(world_.first({"settle", "list", "--merchant", world_.merchant()}, "settlement"), id);
  const auto later = world_.pgctl({"settle", "list", "--from", "2026-11-26"});
  EXPECT_THAT(later.out, HasSubstr("No test settlements match."));
  EXPECT_EQ(world_.pgctl({"settle", "list", "--from", "2026-11-26", "--to", "2026-11-25"}).status,
            2);
  EXPECT_EQ(world_.pgctl({"settle", "list", "--limit", "0"}).status, 2);
}

TEST_F(SettleShowTest, WhatIsNotThereIsSaid) {
  const auto unknown = world_.pgctl({"settle", "show", "stl_0000000g" + std::string(26, '0')});
  EXPECT_EQ(unknown.status, 4);
  EXPECT_THAT(unknown.err, HasSubstr("`pgctl settle list` shows all"));
  EXPECT_EQ(world_.pgctl({"settle", "show", "mer_0g7k2m1q"}).status, 2);
}

}  // namespace
}  // namespace pay200
