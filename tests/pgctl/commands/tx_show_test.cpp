#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/transaction/transaction_search.hpp"
#include "tests/pgctl/pgctl.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

class TxShowTest : public testing::Test {
 protected:
  dev::Finished show(const std::string& id, const std::string& format = "json") {
    return pgctl_.run({"tx", "show", id, "--output", format});
  }
  std::string transaction_of(const PaymentKey& key) {
    return to_text(TransactionSearch(world_.database().operators()).of_payment(key).at(0).id);
  }

  test::PaymentWorld world_;
  test::Pgctl pgctl_{world_.database()};
};

TEST_F(TxShowTest, ATransactionIsShownWithItsLedgerEntries) {
  const PaymentKey key = world_.bring_to(PaymentState::kCanceled).key;
  const std::string id = transaction_of(key);
  const auto shown = show(id);
  EXPECT_EQ(shown.status, 0);
  EXPECT_EQ(shown.err, "");
  const json answer = json::parse(shown.out);
  EXPECT_EQ(answer["payment"], to_text(key));
  EXPECT_EQ(answer["orderName"], "커피 두 잔");
  ASSERT_EQ(answer["transactions"].size(), 1U);
  EXPECT_EQ(answer["transactions"][0]["transaction"], id);
  EXPECT_EQ(answer["transactions"][0]["type"], "PAYMENT");
  ASSERT_EQ(answer["ledgerEntries"].size(), 4U);
  std::int64_t sum = 0;
  for (const auto& entry : answer["ledgerEntries"]) {
    EXPECT_EQ(entry["transaction"], id);
    sum += entry["amount"].get<std::int64_t>();
  }
  EXPECT_EQ(sum, 0);
  EXPECT_EQ(answer["ledgerEntries"][0]["account"], "acquirer_receivable");
  EXPECT_EQ(answer["ledgerEntries"][0]["amount"], 11'000);
}

TEST_F(TxShowTest, APaymentsKeyShowsAllOfItsTransactions) {
  const PaymentKey key = world_.bring_to(PaymentState::kCanceled).key;
  const json answer = json::parse(show(to_text(key)).out);
  ASSERT_EQ(answer["transactions"].size(), 2U);
  EXPECT_EQ(answer["transactions"][1]["type"], "CANCEL");
  EXPECT_EQ(answer["ledgerEntries"].size(), 8U);
}

TEST_F(TxShowTest, ATerminalOf80ColumnsShowsItAll) {
  const PaymentKey key = world_.bring_to(PaymentState::kCanceled).key;
  const auto shown = pgctl_.at_terminal({"tx", "show", to_text(key)});
  EXPECT_EQ(shown.status, 0);
  EXPECT_THAT(shown.out, HasSubstr("Order        커피 두 잔\n"));
  EXPECT_THAT(shown.out, HasSubstr("merchant_payable"));
  EXPECT_THAT(shown.out, HasSubstr("-10,664\n"));
  EXPECT_THAT(test::lines_over_80_columns(shown.out), IsEmpty());
}

TEST_F(TxShowTest, APurchaseCancelledBeforeItWasPaidMovedNothing) {
  const auto ready = world_.bring_to(PaymentState::kReady);
  world_.cancel(ready.key, world_.new_cancel());
  const auto shown = show(to_text(ready.key), "table");
  EXPECT_EQ(shown.status, 0);
  EXPECT_THAT(shown.out, HasSubstr("No money moved."));
}

TEST_F(TxShowTest, WhatDoesNotExistIsNotFound) {
  const auto transaction = show(to_text(TransactionId::make(world_.now)));
  EXPECT_EQ(transaction.status, 4);
  EXPECT_THAT(transaction.err, HasSubstr("`pgctl tx search` finds them"));
  const auto unpaid = show(to_text(world_.bring_to(PaymentState::kHeld).key));
  EXPECT_EQ(unpaid.status, 4);
  EXPECT_THAT(unpaid.err, HasSubstr("`pgctl payment timeline`"));
}

TEST_F(TxShowTest, WhatIsNeitherIsUsage) {
  EXPECT_THAT(show("pay_123").err, HasSubstr("is not a payment key"));
  EXPECT_EQ(show("pay_123").status, 2);
  EXPECT_THAT(show("12345").err, HasSubstr("is not a transaction id"));
  EXPECT_EQ(show("12345").status, 2);
}

}  // namespace
}  // namespace pay200
