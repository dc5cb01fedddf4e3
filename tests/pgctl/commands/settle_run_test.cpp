#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/commands/settled_world.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class SettleRunTest : public testing::Test {
 protected:
  test::SettledWorld world_;
};

TEST_F(SettleRunTest, WhatIsDueIsSettledOnce) {
  const auto early = world_.pgctl({"settle", "run", "--day", "2026-11-24"});
  EXPECT_EQ(early.status, 0) << early.err;
  EXPECT_THAT(early.out, HasSubstr("Nothing of test merchants was due on 2026-11-24"));
  const auto done = world_.pgctl({"settle", "run", "--day", "2026-11-25", "--output", "json"});
  EXPECT_EQ(done.status, 0) << done.err;
  const json made = json::parse(done.out)["items"];
  ASSERT_EQ(made.size(), 1U);
  EXPECT_EQ(made[0]["merchant"], world_.merchant());
  EXPECT_EQ(made[0]["businessDay"], "2026-11-23");
  EXPECT_EQ(made[0]["dueDay"], "2026-11-25");
  EXPECT_EQ(made[0]["net"], 10'664);
  EXPECT_EQ(made[0]["payoutAmount"], 10'664);
  EXPECT_EQ(made[0]["payoutState"], "MADE");
  const auto again = world_.pgctl({"settle", "run", "--day", "2026-11-25", "--output", "json"});
  EXPECT_EQ(again.status, 0);
  EXPECT_EQ(json::parse(again.out)["items"], json::array());
}

TEST_F(SettleRunTest, ADryRunShowsWhatWouldBeSettledAndChangesNothing) {
  world_.sell_on("2026-11-24");
  const std::vector<std::string> arguments = {"settle", "run", "--day", "2026-11-26"};
  auto dry = arguments;
  dry.push_back("--dry-run");
  const auto shown = world_.at_terminal(dry, {});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr(world_.merchant() + "  2026-11-23  2026-11-25  10,664"));
  EXPECT_THAT(shown.out, HasSubstr("dry run: nothing was changed"));
  dry.insert(dry.end(), {"--output", "json"});
  const json would = json::parse(world_.pgctl(dry).out)["items"];
  ASSERT_EQ(would.size(), 2U);
  EXPECT_EQ(world_.pgctl({"settle", "list", "--output", "csv"}).out.find("stl_"),
            std::string::npos);
  EXPECT_EQ(world_.database().execute("SELECT count(*) FROM pay200.settlement_line"), "0\n");

  auto run = arguments;
  run.insert(run.end(), {"--output", "json"});
  json made = json::parse(world_.pgctl(run).out)["items"];
  for (auto& settlement : made) {
    settlement["settlement"] = nullptr;
    settlement["payoutState"] = nullptr;
  }
  EXPECT_EQ(made, would);
}

TEST_F(SettleRunTest, WhoeverIsNotSettledIsNamedWithWhatToDo) {
  world_.database().execute(
      "ALTER TABLE pay200.settlement ADD CONSTRAINT none CHECK (merchant_id < 0)");
  const auto failed = world_.pgctl({"settle", "run", "--day", "2026-11-25"});
  EXPECT_EQ(failed.status, 1);
  EXPECT_THAT(failed.err, HasSubstr(world_.merchant() + " is not settled: "));
  EXPECT_THAT(failed.err, HasSubstr("`pgctl db check` may name the cause; run it again then"));
  EXPECT_THAT(failed.err, HasSubstr("merchant_not_settled"));
  world_.database().execute("ALTER TABLE pay200.settlement DROP CONSTRAINT none");
  EXPECT_EQ(world_.pgctl({"settle", "run", "--day", "2026-11-25"}).status, 0);
}

TEST_F(SettleRunTest, AnotherRunThatIsAtItEndsThisOneWith9) {
  world_.database().execute(
      "INSERT INTO pay200.settlement_lease VALUES ('test', gen_random_uuid(), now() + interval '1 "
      "minute')");
  const auto refused = world_.pgctl({"settle", "run", "--day", "2026-11-25"});
  EXPECT_EQ(refused.status, 9);
  EXPECT_THAT(refused.err, HasSubstr("another run is settling"));
}

TEST_F(SettleRunTest, WhatIsWrongIsNamed) {
  EXPECT_EQ(world_.pgctl({"settle", "run", "--day", "soon"}).status, 2);
  const auto unknown = world_.pgctl({"settle", "run", "--day", "2028-06-01"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, HasSubstr("--day: the bank holidays around 2028-06-01 are not known"));
  const auto to_come = world_.pgctl({"settle", "run", "--day", "2099-06-01", "--live"});
  EXPECT_EQ(to_come.status, 2);
  EXPECT_THAT(to_come.err, HasSubstr("live money waits for it"));
}

}  // namespace
}  // namespace pay200
