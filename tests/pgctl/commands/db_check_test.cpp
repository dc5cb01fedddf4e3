#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/pgctl.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class DbCheckTest : public testing::Test {
 protected:
  test::PaymentWorld world_;
  test::Pgctl pgctl_{world_.database()};
};

TEST_F(DbCheckTest, WhatAddsUpIsOkWithItsCounts) {
  world_.bring_to(PaymentState::kApproved);
  world_.bring_to(PaymentState::kCanceled);
  const auto checked = pgctl_.run({"db", "check"});
  EXPECT_EQ(checked.status, 0);
  EXPECT_EQ(checked.err, "");
  EXPECT_EQ(checked.out,
            "Result          ok\n"
            "Merchants       1\n"
            "Payments        2\n"
            "Attempts        2\n"
            "Transactions    3\n"
            "Ledger entries  12\n");
  EXPECT_EQ(json::parse(pgctl_.run({"db", "check", "--output", "json"}).out)["result"], "ok");
}

TEST_F(DbCheckTest, WhatDoesNotAddUpIsNamedAndEndsInEight) {
  const auto payment = world_.bring_to(PaymentState::kApproved);
  world_.database().execute(
      "UPDATE pay200.ledger_entry SET amount_minor = amount_minor + 1 "
      "WHERE account = 'fee_revenue'");
  const auto checked = pgctl_.run({"db", "check", "--output", "csv"});
  EXPECT_EQ(checked.status, 8);
  EXPECT_THAT(checked.out,
              HasSubstr("payment,check,detail\n" + to_text(payment.key) + ",entries_sum_to_zero,"));
  EXPECT_THAT(checked.err, HasSubstr("pgctl: it does not add up: 1 violation; "));
}

}  // namespace
}  // namespace pay200
