// What a clearing file has cleared is found again, all of it: that of its day, and what came late.
#include <gtest/gtest.h>

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

// As a settlement of another day's asks: nothing of it is this merchant's, or this file's.
TEST_F(ClearedByTest, NothingOfAnotherFileOrMerchant) {
  const auto answer = day_.run({day_.sale_of(approved())});
  EXPECT_EQ(world_.value("SELECT count(*) FROM cleared_by(" +
                         std::to_string(world_.merchant_id.value + 1) + ", ARRAY['" +
                         answer.run.value().id.to_sql() + "'::uuid])"),
            "0");
  EXPECT_EQ(world_.value("SELECT count(*) FROM cleared_by(" +
                         std::to_string(world_.merchant_id.value) + ", ARRAY[gen_random_uuid()])"),
            "0");
}

}  // namespace
}  // namespace pay200::test
