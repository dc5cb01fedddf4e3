#include "core/settlement/settlement_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/settlement/holiday_service.hpp"
#include "core/settlement/settlement_store.hpp"
#include "tests/support/cleared_day.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::chrono::year_month_day day(const std::string& text) { return day_from_text(text).value(); }

class SettlementServiceTest : public testing::Test {
 protected:
  void sell_on(const std::string& business_day) {
    world_.business_day = day(business_day);
    world_.bring_to(PaymentState::kApproved);
    test::clear_day(world_.database(), {business_day});
  }
  /// "2026-11-23 due 2026-11-25" each.
  std::vector<std::string> settle(const std::string& on, bool live = false) {
    std::vector<std::string> found;
    const auto run = settlements_.settle(live, day(on), calendar_);
    for (const auto& made : run.value().made) {
      found.push_back(to_text(made.business_day) + " due " + to_text(made.due_day));
    }
    return found;
  }
  db::Database& operators() { return world_.database().operators(); }

  test::PaymentWorld world_;
  SettlementService settlements_{operators(), system_clock()};
  BankCalendar calendar_ = HolidayService(operators()).calendar();
};

TEST_F(SettlementServiceTest, EachDayIsSettledOnItsDayAndNoSooner) {
  // Friday to Monday, over Chuseok: Thursday 24 to Saturday 26 September.
  for (const char* sold : {"2026-09-18", "2026-09-19", "2026-09-20", "2026-09-21", "2026-09-23"}) {
    sell_on(sold);
  }
  EXPECT_THAT(settle("2026-09-21"), IsEmpty());
  EXPECT_THAT(settle("2026-09-22"),
              ElementsAre("2026-09-18 due 2026-09-22", "2026-09-19 due 2026-09-22",
                          "2026-09-20 due 2026-09-22"));
  EXPECT_THAT(settle("2026-09-22"), IsEmpty()) << "twice changes nothing";
  EXPECT_THAT(settle("2026-09-28"), ElementsAre("2026-09-21 due 2026-09-23"));
  EXPECT_THAT(settle("2026-09-29"), ElementsAre("2026-09-23 due 2026-09-29"));
  EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(SettlementServiceTest, AMerchantsOwnDaysCount) {
  world_.value("UPDATE merchant SET settlement_days = 5");
  sell_on("2026-11-23");
  EXPECT_THAT(settle("2026-11-27"), IsEmpty());
  EXPECT_THAT(settle("2026-11-30"), ElementsAre("2026-11-23 due 2026-11-30"));
}

TEST_F(SettlementServiceTest, LiveAndTestAreApart) {
  sell_on("2026-11-23");
  EXPECT_THAT(settle("2026-11-30", true), IsEmpty());
  EXPECT_THAT(settle("2026-11-30"), SizeIs(1));
  EXPECT_THAT(settlements_.list_settlements({.live = true}).settlements, IsEmpty());
}

TEST_F(SettlementServiceTest, AYearThatIsNotKnownIsRefusedAndSettlesNothing) {
  sell_on("2026-11-23");
  const auto refused = settlements_.settle(false, day("2028-01-03"), calendar_);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidRequest);
  EXPECT_EQ(refused.error().detail,
            "the bank holidays around 2028-01-03 are not known; load their year: `pgctl holiday "
            "load FILE`");
  EXPECT_THAT(settlements_.list_settlements({}).settlements, IsEmpty());
}

TEST_F(SettlementServiceTest, TheSecondOfTwoRunsIsToldSoAndADeadOneIsForgotten) {
  sell_on("2026-11-23");
  const Time now = system_clock().now();
  const std::string other = Uuid::make_v7(now).to_string();
  ASSERT_TRUE(settlement_store::take_settlement_lease(operators(), false, other,
                                                      now + std::chrono::minutes(1), now));
  const auto refused = settlements_.settle(false, day("2026-11-30"), calendar_);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kLockHeld);
  EXPECT_THAT(settle("2026-11-30", true), IsEmpty()) << "the other mode's run is another";
  // It died: its minute is over.
  world_.value("UPDATE settlement_lease SET expires_at = now() - interval '1 second'");
  EXPECT_THAT(settle("2026-11-30"), SizeIs(1));
  EXPECT_EQ(world_.value("SELECT count(*) FROM settlement_lease"), "0");
}

TEST_F(SettlementServiceTest, WhatIsWrongWithOneMerchantHoldsUpNoOther) {
  const MerchantId other = world_.merchant_id;
  world_.value("SELECT add_merchant(1, 'test', '먼저', '1234567892', 250, 30, now())");
  world_.merchant_id = MerchantId{1};
  world_.business_day = day("2026-11-23");
  world_.bring_to(PaymentState::kApproved);
  world_.merchant_id = other;
  sell_on("2026-11-23");
  world_.value(
      "UPDATE ledger_entry SET amount_minor = amount_minor - 1 WHERE merchant_id = 1 AND account = "
      "'merchant_payable'");
  const auto run = settlements_.settle(false, day("2026-11-30"), calendar_);
  ASSERT_THAT(run.value().failed, SizeIs(1));
  EXPECT_EQ(run.value().failed[0].merchant_id, MerchantId{1});
  EXPECT_THAT(run.value().failed[0].why, testing::HasSubstr("the ledger says 10665"));
  ASSERT_THAT(run.value().made, SizeIs(1));
  EXPECT_EQ(run.value().made[0].key.merchant_id, other);
}

TEST_F(SettlementServiceTest, AFileThatEverybodyHasSettledIsNotLookedAtAgain) {
  const MerchantId other = world_.merchant_id;
  world_.value("SELECT add_merchant(1, 'test', '나중', '1234567892', 250, 30, now())");
  world_.value("UPDATE merchant SET settlement_days = 5 WHERE merchant_id = 1");
  world_.merchant_id = MerchantId{1};
  world_.business_day = day("2026-11-23");
  world_.bring_to(PaymentState::kApproved);
  world_.merchant_id = other;
  sell_on("2026-11-23");
  EXPECT_THAT(settle("2026-11-25"), SizeIs(1));
  EXPECT_EQ(world_.value("SELECT settled FROM reconciliation"), "f") << "one is due later";
  EXPECT_THAT(settle("2026-11-30"), SizeIs(1));
  EXPECT_EQ(world_.value("SELECT settled FROM reconciliation"), "t");
  EXPECT_THAT(settle("2026-12-01"), IsEmpty());
  EXPECT_THAT(world_.violations(), IsEmpty());
  world_.value("DELETE FROM settlement_reconciliation WHERE merchant_id = 1");
  EXPECT_THAT(world_.violations(), testing::Contains(testing::StartsWith("settled_file_is_every")));
}

TEST_F(SettlementServiceTest, WhatIsFundedIsOwedThoughItsFileIsNotDealtWithYet) {
  world_.business_day = day("2026-11-23");
  world_.bring_to(PaymentState::kApproved);
  test::clear_day(world_.database(), {"2026-11-23", "", "sandbox", "matched"});
  const auto report = settlements_.trust(false);
  EXPECT_EQ(report.trust, 10'890);
  EXPECT_EQ(report.unsettled, 10'664);
  EXPECT_THAT(settle("2026-11-30"), IsEmpty());
}

TEST_F(SettlementServiceTest, ListsAndLinesArePaged) {
  sell_on("2026-11-23");
  sell_on("2026-11-24");
  ASSERT_THAT(settle("2026-11-30"), SizeIs(2));
  auto page = settlements_.list_settlements({.limit = 1});
  ASSERT_THAT(page.settlements, SizeIs(1));
  EXPECT_TRUE(page.has_more);
  EXPECT_EQ(to_text(page.settlements[0].business_day), "2026-11-24");
  page =
      settlements_.list_settlements({.after = page.settlements[0].key.settlement_id, .limit = 1});
  ASSERT_THAT(page.settlements, SizeIs(1));
  EXPECT_FALSE(page.has_more);
  const SettlementKey first = page.settlements[0].key;
  EXPECT_EQ(to_text(page.settlements[0].business_day), "2026-11-23");
  EXPECT_THAT(settlements_.list_settlements({.from = day("2026-11-26")}).settlements, SizeIs(1));
  EXPECT_THAT(settlements_.list_settlements({.to = day("2026-11-25")}).settlements, SizeIs(1));
  EXPECT_THAT(settlements_.list_settlements({.merchant_id = MerchantId{7}}).settlements, IsEmpty());

  const auto lines = settlements_.lines(first);
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].order_name, "커피 두 잔");
  EXPECT_THAT(settlements_.lines(first, lines[0].id), IsEmpty());
  EXPECT_EQ(settlements_.get_settlement({MerchantId{7}, first.settlement_id}).error().code,
            ErrorCode::kNotFoundSettlement);
}

}  // namespace
}  // namespace pay200
