// The day from its close to its reconciliation, as an operator has it: day close, day status,
// reconcile run, list and show.
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <pqxx/pqxx>

#include "tests/pgctl/pgctl.hpp"
#include "tests/support/clearing_day.hpp"

namespace pay200::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class ReconcileRunTest : public testing::Test {
 protected:
  ReconcileRunTest() {
    std::ofstream(pgctl_.config_file(), std::ios::app)
        << "\n[[acquirer]]\nname = \"sandbox\"\nhost = \"127.0.0.1\"\nport = 1\n"
           "terminals = [\"PAY20001\"]\nacquirer_id = \"12345\"\nonly_test = true\n";
  }

  dev::Finished run(const std::string& file, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"reconcile", "run", "--day", "2026-11-23", "--file", file});
    return pgctl_.run(more);
  }

  PaymentWorld world_;
  ClearingDay day_{world_};
  Pgctl pgctl_{world_.database()};
};

TEST_F(ReconcileRunTest, ADayIsClosedAndReconciles) {
  const auto sale = day_.sale_of(world_.bring_to(PaymentState::kApproved));
  const auto file = day_.write({sale}, world_.business_day);
  const auto early = run(file);
  EXPECT_EQ(early.status, 5);
  EXPECT_THAT(early.err, HasSubstr("is not closed; `pgctl day close --day 2026-11-23"));

  const auto closed = pgctl_.run({"day", "close", "--day", "2026-11-23", "--output", "json"});
  ASSERT_EQ(closed.status, 0) << closed.err;
  EXPECT_EQ(json::parse(closed.out)["paymentCount"], 1);
  EXPECT_EQ(json::parse(closed.out)["paymentAmount"], PaymentWorld::kAmount);
  EXPECT_THAT(pgctl_.run({"day", "close", "--day", "2026-11-23"}).err, HasSubstr("closed before"));

  const auto dry = run(file, {"--dry-run", "--output", "json"});
  EXPECT_EQ(dry.status, 0) << dry.err;
  EXPECT_EQ(json::parse(dry.out)["matched"], 1);
  EXPECT_EQ(pgctl_.run({"reconcile", "show", "--day", "2026-11-23"}).status, 4);

  const auto done = run(file, {"--output", "json"});
  ASSERT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(json::parse(done.out)["reconciles"], true);
  EXPECT_EQ(json::parse(done.out)["funded"], PaymentWorld::kAmount);
  const auto again = run(file);
  EXPECT_EQ(again.status, 0);
  EXPECT_THAT(again.err, HasSubstr("it counts once"));

  const auto listed = pgctl_.run({"reconcile", "list", "--output", "json"});
  EXPECT_EQ(json::parse(listed.out)["items"][0]["matched"], 1) << listed.err;
  const auto days = pgctl_.run({"day", "status", "--output", "json"});
  EXPECT_EQ(json::parse(days.out)["items"][0]["reconciliation"], "done") << days.err;
}

TEST_F(ReconcileRunTest, EachDifferenceIsNamedAndItEndsEight) {
  auto wrong = day_.sale_of(world_.bring_to(PaymentState::kApproved));
  wrong.amount_minor += 5;
  world_.bring_to(PaymentState::kApproved);
  day_.close(world_.business_day);
  const auto ended = run(day_.write({wrong}, world_.business_day));
  EXPECT_EQ(ended.status, 8);
  EXPECT_THAT(ended.out, HasSubstr("amount_differs"));
  EXPECT_THAT(ended.out, HasSubstr("missing_there"));
  EXPECT_THAT(ended.err, HasSubstr("2 differences"));
  const auto shown = pgctl_.run({"reconcile", "show", "--day", "2026-11-23", "--output", "json"});
  const json items = json::parse(shown.out)["items"];
  EXPECT_EQ(items.size(), 2U) << shown.err;

  // A person clears them up.
  for (const auto& item : items) {
    const std::vector<std::string> close = {
        "reconcile", "close", item["item"], "--reason", "letter 17 of the acquirer",
        "--output",  "json"};
    const auto closed = pgctl_.run(close);
    EXPECT_EQ(closed.status, 0) << closed.err;
    EXPECT_EQ(json::parse(closed.out)["state"], "closed");
    EXPECT_EQ(pgctl_.run(close).status, 4);
  }
  const auto listed = pgctl_.run({"reconcile", "list", "--output", "json"});
  EXPECT_EQ(json::parse(listed.out)["items"][0]["reconciles"], true) << listed.err;
  EXPECT_EQ(world_.value("SELECT count(*) FROM audit_act WHERE noun = 'reconciliation' AND verb = "
                         "'close' AND details::json->>'reason' = 'letter 17 of the acquirer'"),
            "2");
  EXPECT_EQ(pgctl_.run({"reconcile", "close", "rci_x", "--reason", "letter"}).status, 2);
}

TEST_F(ReconcileRunTest, ADayThatWaitsForItsFileIsNamed) {
  world_.bring_to(PaymentState::kApproved);
  day_.close(world_.business_day);  // long ago, as this machine's clock has it
  const auto waiting = pgctl_.run({"day", "status"});
  EXPECT_EQ(waiting.status, 8);
  EXPECT_THAT(waiting.err, HasSubstr("2026-11-23 is closed and not reconciled"));
  day_.reconcile(day_.write({}, world_.business_day), world_.business_day);
  EXPECT_EQ(pgctl_.run({"day", "status"}).status, 0);
}

TEST_F(ReconcileRunTest, ATamperedFileIsRefusedByLineAndField) {
  day_.close(world_.business_day);
  const auto file = day_.write({}, world_.business_day);
  std::fstream(file, std::ios::in | std::ios::out).seekp(13).put('2');
  const auto ended = run(file);
  EXPECT_EQ(ended.status, 8);
  EXPECT_THAT(ended.err, HasSubstr(":1: format version: \"02\" must be \"01\""));
  EXPECT_THAT(ended.err, HasSubstr("nothing was changed"));
}

TEST_F(ReconcileRunTest, AnotherRunHasTheLease) {
  day_.close(world_.business_day);
  const auto file = day_.write({}, world_.business_day);
  world_.database().operators().run_transaction("lease", [&](pqxx::transaction_base& transaction) {
    transaction.exec("SELECT take_reconciliation_lease()");
    EXPECT_EQ(run(file).status, 9);
  });
  EXPECT_EQ(run(file).status, 0);
}

TEST_F(ReconcileRunTest, WhatIsTypedWrongIsSaid) {
  EXPECT_EQ(run("/nonexistent/file", {"--acquirer", "none"}).status, 4);
  EXPECT_EQ(pgctl_.run({"day", "close", "--day", "yesterday"}).status, 2);
  EXPECT_EQ(pgctl_.run({"day", "close", "--day", "2126-11-23"}).status, 5);
  day_.close(world_.business_day);
  const auto missing = run("/nonexistent/file");
  EXPECT_EQ(missing.status, 8);
  EXPECT_THAT(missing.err, HasSubstr("/nonexistent/file: No such file"));
}

}  // namespace
}  // namespace pay200::test
