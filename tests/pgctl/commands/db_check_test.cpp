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
              HasSubstr("payment,merchant,check,detail\n" + to_text(payment.key) + "," +
                        to_text(payment.key.merchant_id) + ",entries_sum_to_zero,"));
  EXPECT_THAT(checked.err, HasSubstr("pgctl: it does not add up: 1 violation; "));
}

TEST_F(DbCheckTest, WhatIsOfNoPaymentNamesItsMerchantAndAdvisesNoTimeline) {
  world_.database().execute(
      "INSERT INTO pay200.ledger_entry (merchant_id, transaction_id, account, amount_minor, "
      "currency, created_at) VALUES (" +
      std::to_string(world_.merchant_id.value) +
      ", gen_random_uuid(), 'merchant_payable', 1, 'KRW', now())");
  const auto checked = pgctl_.run({"db", "check", "--output", "json"});
  EXPECT_EQ(checked.status, 8);
  for (const auto& item : json::parse(checked.out)["items"]) {
    EXPECT_EQ(item["payment"], nullptr);
    EXPECT_EQ(item["merchant"], to_text(world_.merchant_id));
  }
  EXPECT_THAT(checked.err, HasSubstr("it does not add up: "));
  EXPECT_THAT(checked.err, testing::Not(HasSubstr("timeline")));
}

}  // namespace
}  // namespace pay200
