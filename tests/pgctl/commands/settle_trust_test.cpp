#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/commands/settled_world.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST(SettleTrustTest, ItHoldsOrEndsWith8) {
  test::SettledWorld world;
  const auto holds = world.pgctl({"settle", "trust", "--output", "json"});
  EXPECT_EQ(holds.status, 0) << holds.err;
  const json report = json::parse(holds.out);
  EXPECT_EQ(report["holds"], true);
  EXPECT_EQ(report["trust"], 10'890);
  EXPECT_EQ(report["owed"], 10'664);
  EXPECT_EQ(report["unsettled"], 10'664);
  // Somebody has taken money out.
  world.database().execute(
      "UPDATE pay200.ledger_entry SET amount_minor = 10663 WHERE account = 'settlement_trust'");
  const auto missing = world.pgctl({"settle", "trust", "--output", "json"});
  EXPECT_EQ(missing.status, 8);
  EXPECT_THAT(missing.err, HasSubstr("the trust account is short of 1;"));
  EXPECT_EQ(json::parse(missing.out)["holds"], false);
  EXPECT_EQ(world.pgctl({"settle", "trust", "--advances-aside"}).status, 8);
  EXPECT_EQ(world.pgctl({"settle", "trust", "--live"}).status, 0) << "live is apart";
}

/// Every night asks so; what a dispute takes is told when it opens.
TEST(SettleTrustTest, WhatMerchantsWerePaidBeforeItWasDisputedCanBeSetAside) {
  test::SettledWorld world;
  world.settled();
  std::string payment = world.database().execute("SELECT payment_id FROM pay200.payment");
  payment.pop_back();  // the line's end
  const auto opened = test::open_dispute(world.database(), payment, "2026-11-24");
  const auto missing = world.pgctl({"settle", "trust", "--output", "json"});
  EXPECT_EQ(missing.status, 8);
  EXPECT_THAT(missing.err, HasSubstr("short of 10,774, which merchants were paid before"));
  EXPECT_EQ(json::parse(missing.out)["advanced"], 11'000);
  EXPECT_EQ(world.pgctl({"settle", "trust", "--advances-aside"}).status, 0);
  test::lose_dispute(world.database(), opened, "2026-11-25");
  EXPECT_EQ(world.pgctl({"settle", "trust"}).status, 8);
  EXPECT_EQ(world.pgctl({"settle", "trust", "--advances-aside"}).status, 0) << "it owes us that";
  // Somebody has taken money out as well.
  world.database().execute(
      "UPDATE pay200.ledger_entry SET amount_minor = amount_minor - 10000 WHERE account = "
      "'settlement_trust' AND amount_minor > 0");
  EXPECT_EQ(world.pgctl({"settle", "trust", "--advances-aside"}).status, 8);
}

}  // namespace
}  // namespace pay200
