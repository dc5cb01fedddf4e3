// A dispute as an operator has it: dispute list, show, contest and accept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/pgctl.hpp"
#include "tests/support/clearing_day.hpp"

namespace pay200::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class DisputeAcceptTest : public testing::Test {
 protected:
  DisputeAcceptTest() {
    const auto sale = day_.sale_of(world_.bring_to(PaymentState::kApproved));
    day_.run({sale, ClearingDay::dispute_of(sale, "DSP1")});
    // A dispute of a sale in the same file is found once that is cleared.
    const auto listed = pgctl_.run({"dispute", "list", "--status", "OPEN", "--output", "json"});
    const auto items = json::parse(listed.out)["items"];
    if (items.size() == 1) dispute_ = items[0]["dispute"].get<std::string>();
  }

  json shown() {
    return json::parse(pgctl_.run({"dispute", "show", dispute_, "--output", "json"}).out);
  }

  PaymentWorld world_;
  ClearingDay day_{world_};
  Pgctl pgctl_{world_.database()};
  std::string dispute_;
};

TEST_F(DisputeAcceptTest, OneIsContestedAndThenGivenUp) {
  ASSERT_NE(dispute_, "");
  EXPECT_EQ(shown()["reference"], "DSP1");
  const auto contested = pgctl_.run(
      {"dispute", "contest", dispute_, "--evidence", "note 2026-118", "--output", "json"});
  EXPECT_EQ(contested.status, 0) << contested.err;
  EXPECT_EQ(json::parse(contested.out)["evidence"], "note 2026-118");
  EXPECT_EQ(pgctl_.run({"dispute", "accept", dispute_, "--dry-run"}).status, 0);
  EXPECT_EQ(shown()["status"], "CONTESTED");
  EXPECT_EQ(pgctl_.run({"dispute", "accept", dispute_}).status, 2);  // nobody is there to ask
  const auto accepted = pgctl_.run({"dispute", "accept", dispute_, "--yes", "--output", "json"});
  EXPECT_EQ(accepted.status, 0) << accepted.err;
  EXPECT_EQ(json::parse(accepted.out)["status"], "ACCEPTED");
  EXPECT_EQ(world_.value("SELECT sum(amount_minor) FROM ledger_entry WHERE account = "
                         "'dispute_hold'"),
            "0");
  EXPECT_EQ(pgctl_.run({"dispute", "accept", dispute_, "--yes"}).status, 0);
  const auto late = pgctl_.run({"dispute", "contest", dispute_, "--evidence", "note"});
  EXPECT_EQ(late.status, 5);
  EXPECT_THAT(late.err, HasSubstr("is over: it is ACCEPTED"));
  EXPECT_EQ(world_.violations(), std::vector<std::string>{});
}

TEST_F(DisputeAcceptTest, WhatIsTypedWrongIsSaid) {
  EXPECT_EQ(pgctl_.run({"dispute", "show", "dsp_1"}).status, 2);
  const auto unknown = pgctl_.run({"dispute", "show", "dsp_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr"});
  EXPECT_EQ(unknown.status, 4);
  EXPECT_THAT(unknown.err, HasSubstr("`pgctl dispute list`"));
  EXPECT_EQ(pgctl_.run({"dispute", "contest", dispute_, "--evidence", ""}).status, 2);
}

}  // namespace
}  // namespace pay200::test
