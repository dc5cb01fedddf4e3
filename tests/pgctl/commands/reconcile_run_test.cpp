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

  dev::Finished status_of_days(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"day", "status"});
    return pgctl_.run(more);
  }
  /// As the gauge pay200_days_waiting has it.
  std::string days_waiting() {
    return world_.value("SELECT value FROM day_standing(now()) WHERE figure = 'waiting'");
  }
  void next_day() {
    world_.business_day = std::chrono::sys_days{world_.business_day} + std::chrono::days{1};
    world_.now = Time{std::chrono::sys_days{world_.business_day}} + std::chrono::hours(3);
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
  const auto first = world_.business_day;
  world_.bring_to(PaymentState::kApproved);
  day_.close(first);  // long ago, as this machine's clock has it
  next_day();
  day_.close(world_.business_day);  // nothing of it, so it waits for no file
  const auto waiting = status_of_days();
  EXPECT_EQ(waiting.status, 8);
  EXPECT_THAT(waiting.err,
              HasSubstr("2026-11-23 is closed and not reconciled; has its clearing file come? "
                        "`pgctl reconcile run --acquirer sandbox --day 2026-11-23 --file FILE`"));
  EXPECT_EQ(waiting.err.find("2026-11-24 is closed and"), std::string::npos);
  EXPECT_EQ(days_waiting(), "1");

  // Also when it is older than what is listed else.
  const auto few = status_of_days({"--limit", "1", "--output", "json"});
  EXPECT_EQ(few.status, 8);
  const json days = json::parse(few.out)["items"];
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days[1]["businessDay"], "2026-11-23");
  day_.reconcile(day_.write({}, first), first);
  EXPECT_EQ(status_of_days().status, 0);
  EXPECT_EQ(days_waiting(), "0");
}

TEST_F(ReconcileRunTest, ADayOfWhichNothingIsKnownWaitsForTheFileThatDecidesIt) {
  world_.bring_to(PaymentState::kUnknown);
  const auto closed = pgctl_.run({"day", "close", "--day", "2026-11-23", "--output", "json"});
  EXPECT_EQ(json::parse(closed.out)["paymentCount"], 0);
  EXPECT_EQ(json::parse(closed.out)["unansweredCount"], 1);
  EXPECT_THAT(closed.err, HasSubstr("`pgctl reconcile run --acquirer sandbox --day 2026-11-23 "
                                    "--file FILE` comes next"));
  EXPECT_EQ(status_of_days().status, 0) << "it may still come";
  world_.value("UPDATE business_day_close SET closed_at = closed_at - interval '21 hours'");
  EXPECT_EQ(status_of_days().status, 8);
  EXPECT_EQ(days_waiting(), "1");
}

TEST_F(ReconcileRunTest, WhatCannotBeDecidedIsNamedAndSetAside) {
  const auto unknown = world_.bring_to(PaymentState::kUnknown);
  const auto paid = world_.bring_to(PaymentState::kApproved);
  world_.value(
      "ALTER TABLE late_charge ADD CONSTRAINT none CHECK (amount_minor < 0)");  // not foreseen
  day_.close(world_.business_day);
  const auto file = day_.write({day_.sale_of(unknown), day_.sale_of(paid)}, world_.business_day);
  const auto ended = run(file, {"--output", "json"});
  EXPECT_EQ(ended.status, 8);
  EXPECT_EQ(json::parse(ended.out)["state"], "matched");
  EXPECT_EQ(json::parse(ended.out)["funded"], 2 * PaymentWorld::kAmount);
  const std::string item = json::parse(ended.out)["items"][0]["item"];
  EXPECT_THAT(ended.err, HasSubstr("not decided: " + item + " of " + to_text(world_.merchant_id)));
  EXPECT_THAT(ended.err, HasSubstr("so nothing of this file is settled"));
  EXPECT_THAT(status_of_days().err, HasSubstr("is reconciled but for something undecided"));

  const auto aside =
      pgctl_.run({"reconcile", "close", item, "--reason", "letter 18", "--output", "json"});
  ASSERT_EQ(aside.status, 0) << aside.err;
  EXPECT_EQ(json::parse(aside.out)["state"], "closed");
  EXPECT_EQ(json::parse(aside.out)["detail"], "set aside undecided: the attempt is unknown here");
  EXPECT_EQ(world_.value("SELECT details::json->>'state' FROM audit_act WHERE noun = "
                         "'reconciliation' AND verb = 'close'"),
            "undecided");
  const auto again = run(file, {"--output", "json"});
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(json::parse(again.out)["state"], "done");
  EXPECT_EQ(json::parse(again.out)["funded"], PaymentWorld::kAmount);
  EXPECT_EQ(world_.value("SELECT sum(amount_minor) FROM ledger_entry WHERE account = "
                         "'settlement_trust'"),
            "10835");
  for (const auto& violation : world_.violations()) {  // its reversal is still owed
    EXPECT_TRUE(violation.starts_with("reversal_pending_too_long")) << violation;
  }
}

TEST_F(ReconcileRunTest, AClosingWhoseAnswerIsLostIsTheSameOneWhenItIsCalledAgain) {
  world_.bring_to(PaymentState::kApproved);
  day_.run({});
  const auto close = [&](const std::string& closing) {
    return world_.value(
        "SELECT c.state FROM reconciliation_item i, LATERAL close_difference("
        "i.item_id, '" +
        closing + "', 'letter 19', 'kim', now()) c");
  };
  const std::string id = Uuid::make_v7(world_.now).to_string();
  EXPECT_NE(close(id), "");
  EXPECT_NE(close(id), "");
  EXPECT_EQ(close(Uuid::make_v7(world_.now).to_string()), "") << "somebody else's is too late";
  EXPECT_EQ(world_.value("SELECT count(*) FROM audit_act WHERE verb = 'close' AND noun = "
                         "'reconciliation'"),
            "1");
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
