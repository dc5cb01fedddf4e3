// What a clearing file has cleared is found again, all of it: that of its day, and what came late.
#include <gtest/gtest.h>

#include "core/platform/db/migrate.hpp"
#include "tests/support/clearing_day.hpp"

namespace pay200::test {
namespace {

class ClearedByTest : public ::testing::Test {
 protected:
  KnownPayment approved() { return world_.bring_to(PaymentState::kApproved); }
  void next_day() {
    world_.business_day = std::chrono::sys_days{world_.business_day} + std::chrono::days{1};
    world_.now = Time{std::chrono::sys_days{world_.business_day}} + std::chrono::hours(3);
  }
  /// "<line> <late>" of each, in order of the file; then how many a settlement would have of it.
  std::string cleared_by(const ReconciliationService::Answer& answer) {
    const std::string of = std::to_string(world_.merchant_id.value) + ", ARRAY['" +
                           answer.run.value().id.to_sql() + "'::uuid]";
    return world_.value(
               "SELECT string_agg(line || ' ' || late, ', ' ORDER BY line) FROM "
               "cleared_by(" +
               of + ")") +
           "; " +
           world_.value("SELECT count(*) FROM settlement_items(" +
                        std::string(of).insert(of.find(','), ", '2027-01-01'") + ")");
  }
  std::string unsettled() {
    return world_.value("SELECT cardinality(unsettled_reconciliations(" +
                        std::to_string(world_.merchant_id.value) + ", '2027-01-01'))");
  }

  PaymentWorld world_;
  ClearingDay day_{world_};
};

TEST_F(ClearedByTest, OfItsDayAndLate) {
  const auto first = day_.sale_of(approved());
  const auto late = day_.sale_of(approved());
  EXPECT_EQ(cleared_by(day_.run({first})), "2 false; 1");
  next_day();
  const auto second = day_.sale_of(approved());
  const auto third = day_.sale_of(approved());
  EXPECT_EQ(cleared_by(day_.run({second, late, third})), "2 false, 3 true, 4 false; 3");
  EXPECT_EQ(unsettled(), "2");
  EXPECT_EQ(world_.violations(), std::vector<std::string>{});
}

TEST_F(ClearedByTest, TheFirstOfTwoRecordsAndWhatElseTheFileHas) {
  const auto twice = day_.sale_of(approved());
  const auto other = day_.sale_of(approved());
  approved();  // the file does not have it
  const auto answer = day_.run({twice, twice, other});
  EXPECT_EQ(cleared_by(answer), "2 false, 4 false; 2");
  ASSERT_EQ(answer.items.size(), 2U);
  EXPECT_EQ(answer.items.at(0).kind, "duplicate");
  EXPECT_EQ(answer.items.at(0).line, 3);
  EXPECT_EQ(answer.items.at(1).kind, "missing_there");
  EXPECT_EQ(answer.run->matched_count, 2);
  EXPECT_EQ(answer.run->funded_minor, 2 * PaymentWorld::kAmount);
}

// A file of the next day has what this day's own will have, too.
TEST_F(ClearedByTest, OfTwoFilesTheEarlierOneHasIt) {
  const auto early = day_.sale_of(approved());
  const auto own = day_.sale_of(approved());
  const auto first_day = world_.business_day;
  next_day();
  EXPECT_EQ(cleared_by(day_.run({early})), "2 true; 1");
  world_.business_day = first_day;
  day_.close(first_day);
  const auto answer = day_.reconcile(day_.write({own, early}, first_day, "F2"), first_day);
  EXPECT_EQ(cleared_by(answer), "2 false; 1");
  ASSERT_EQ(answer.items.size(), 1U);
  EXPECT_EQ(answer.items.at(0).kind, "duplicate");
  EXPECT_EQ(answer.items.at(0).line, 3);
}

TEST_F(ClearedByTest, OfTwoAcquirersOfOneDayEachHasItsOwn) {
  const auto first = approved();
  const auto second = approved();
  for (const char* table : {"attempt", "transaction"}) {
    world_.value("UPDATE " + std::string(table) + " SET acquirer = 'second' WHERE payment_id = '" +
                 second.key.payment_id.to_sql() + "'");
  }
  ClearingDay other(world_, "second");
  const auto ours = day_.run({day_.sale_of(first)});
  const auto theirs = other.run({other.sale_of(second)});
  EXPECT_EQ(ours.run->matched_count + theirs.run->matched_count, 2);
  EXPECT_EQ(cleared_by(ours), "2 false; 1");
  EXPECT_EQ(cleared_by(theirs), "2 false; 1");
  EXPECT_EQ(unsettled(), "2");
}

TEST_F(ClearedByTest, OfTwoDaysEachHasItsOwnOfTheHoursBetween) {
  const auto day = world_.business_day;
  // Of the one before the cut-off at 23:30, of the other after it: both in both days' ids.
  world_.now = Time{std::chrono::sys_days{day}} + std::chrono::hours(14);
  const auto before = day_.sale_of(approved());
  next_day();
  world_.now = Time{std::chrono::sys_days{day}} + std::chrono::hours(15);
  const auto after = day_.sale_of(approved());
  const auto second_day = world_.business_day;
  world_.business_day = day;
  const auto first = day_.run({before});
  world_.business_day = second_day;
  const auto second = day_.run({after});
  EXPECT_EQ(world_.value("SELECT count(*) FROM cleared_transaction c JOIN reconciliation r ON "
                         "c.transaction_id >= r.least_id AND c.transaction_id < r.most_id"),
            "4");
  EXPECT_EQ(cleared_by(first), "2 false; 1");
  EXPECT_EQ(cleared_by(second), "2 false; 1");
}

TEST_F(ClearedByTest, ADayEndsWhenItWasClosedToEnd) {
  const auto paid = approved();
  const auto day = world_.business_day;
  day_.close(day);
  day_.change_cut_off(std::chrono::hours(3));
  const auto answer = day_.reconcile(day_.write({}, day), day);
  ASSERT_EQ(answer.items.size(), 1U);
  EXPECT_EQ(answer.items.at(0).kind, "missing_there");
  EXPECT_EQ(answer.items.at(0).payment_id, paid.key.payment_id);
}

// Of the sale's own day, amount and numbers, in a file that lacks the sale.
TEST_F(ClearedByTest, ADisputeDoesNotClearItsSale) {
  const auto sale = day_.sale_of(approved());
  const auto answer = day_.run({ClearingDay::dispute_of(sale, "DSP1")});
  EXPECT_EQ(cleared_by(answer), "; 0");
  EXPECT_EQ(answer.run->matched_count, 0);
  EXPECT_EQ(answer.run->funded_minor, -PaymentWorld::kAmount);
}

TEST_F(ClearedByTest, ARecordThatIsTwoTransactionsClearsOne) {
  const auto one = approved();
  const auto two = approved();
  for (const char* table : {"attempt", "transaction"}) {
    world_.value("UPDATE " + std::string(table) + " SET rrn = '1', approval_code = 'A1'");
  }
  const auto answer = day_.run({day_.sale_of(one)});
  EXPECT_EQ(cleared_by(answer), "2 false; 1");
  EXPECT_EQ(answer.run->funded_minor, PaymentWorld::kAmount);
  ASSERT_EQ(answer.items.size(), 1U);
  EXPECT_EQ(answer.items.at(0).kind, "missing_there");
  EXPECT_EQ(answer.items.at(0).payment_id, two.key.payment_id);
}

TEST_F(ClearedByTest, TwoRecordsThatAreTwoTransactionsClearBoth) {
  const auto one = approved();
  const auto two = approved();
  for (const char* table : {"attempt", "transaction"}) {
    world_.value("UPDATE " + std::string(table) + " SET rrn = '1', approval_code = 'A1'");
  }
  const auto answer = day_.run({day_.sale_of(one), day_.sale_of(two)});
  EXPECT_EQ(cleared_by(answer), "2 false, 3 false; 2");
  EXPECT_EQ(answer.run->funded_minor, 2 * PaymentWorld::kAmount);
  EXPECT_TRUE(answer.run->reconciles());
}

TEST_F(ClearedByTest, WhatAnEarlierVersionClearedIsFoundUnlessItIsSettled) {
  const auto settled = day_.run({day_.sale_of(approved())});
  next_day();
  const auto open = day_.run({day_.sale_of(approved())});
  world_.value("UPDATE reconciliation SET settled = true WHERE reconciliation_id = '" +
               settled.run.value().id.to_sql() + "'");
  world_.value(
      "ALTER TABLE reconciliation DROP COLUMN least_id, DROP COLUMN most_id; ALTER TABLE "
      "cleared_transaction DROP COLUMN late; CREATE INDEX cleared_transaction_of_run ON "
      "cleared_transaction (merchant_id, reconciliation_id, transaction_id); CREATE TABLE "
      "clearing_record (line integer); ALTER TABLE clearing_record OWNER TO pay200_owner; DELETE "
      "FROM schema_migration WHERE name = '0036_cleared_of_its_day'");
  db::DatabaseOptions options;
  options.conninfo = world_.database().conninfo("pay200_owner");
  options.connections = 1;
  db::Database owner(options);
  EXPECT_EQ(db::migrate(owner), (std::vector<std::string>{"0036_cleared_of_its_day", "functions"}));
  EXPECT_EQ(cleared_by(open), "2 true; 1");
  EXPECT_EQ(unsettled(), "1");
  EXPECT_EQ(world_.value("SELECT count(*) FROM cleared_transaction WHERE late"), "1");
  EXPECT_EQ(world_.value("SELECT count(*) FROM check_invariants(now()) WHERE check_name = "
                         "'cleared_of_its_day_has_an_id_of_it'"),
            "0");
}

}  // namespace
}  // namespace pay200::test
