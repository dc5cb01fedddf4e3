// What the transitions post: exactly what core/ledger says, its exact negation, or nothing at all.

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

class LedgerTest : public ::testing::Test {
 protected:
  /// "account amount" of a payment's transactions of one type, sorted.
  std::string entries(const PaymentKey& key, const std::string& type) {
    return world_.value(
        "SELECT string_agg(e.account || ' ' || e.amount_minor, ', ' ORDER BY e.account) FROM "
        "ledger_entry e JOIN transaction t ON t.merchant_id = e.merchant_id AND t.transaction_id = "
        "e.transaction_id WHERE t.type = '" +
        type + "' AND e.payment_id = '" + key.payment_id.to_sql() + "'");
  }

  std::string count(const std::string& table, const PaymentKey& key) {
    return world_.value("SELECT count(*) FROM " + table + " WHERE payment_id = '" +
                        key.payment_id.to_sql() + "'");
  }

  /// An approval with these entries is refused whole.
  void expect_refused(const std::vector<LedgerEntry>& entries) {
    const KnownPayment payment = world_.bring_to(PaymentState::kAuthorizing);
    const std::string events = count("payment_event", payment.key);
    auto approval = world_.new_approval();
    approval.entries = entries;
    EXPECT_THROW(payment_store::approve_payment(world_.api(), world_.merchant_id,
                                                payment.attempt_id, approval, world_.now),
                 std::exception);
    EXPECT_EQ(world_.state_of(payment.key), PaymentState::kAuthorizing);
    EXPECT_EQ(world_.read(payment.key).attempts.at(0).state, "sending");
    EXPECT_EQ(count("transaction", payment.key), "0");
    EXPECT_EQ(count("ledger_entry", payment.key), "0");
    EXPECT_EQ(count("payment_event", payment.key), events);
  }

  PaymentWorld world_;
};

TEST_F(LedgerTest, AnApprovalPostsItsEntriesOnce) {
  const KnownPayment payment = world_.bring_to(PaymentState::kApproved);
  // 11,000: fee 2.5 % + 30 = 305, its VAT 31 (30.5 rounded half up).
  EXPECT_EQ(entries(payment.key, "PAYMENT"),
            "acquirer_receivable 11000, fee_revenue -305, fee_vat_payable -31, "
            "merchant_payable -10664");
  world_.approve(payment);
  EXPECT_EQ(count("transaction", payment.key), "1");
  EXPECT_EQ(count("ledger_entry", payment.key), "4");
}

TEST_F(LedgerTest, AVoidPostsTheExactNegationOnce) {
  const KnownPayment payment = world_.bring_to(PaymentState::kVoiding);
  EXPECT_EQ(count("ledger_entry", payment.key), "4");
  world_.acknowledge(payment, "00");
  EXPECT_EQ(entries(payment.key, "CANCEL"),
            "acquirer_receivable -11000, fee_revenue 305, fee_vat_payable 31, "
            "merchant_payable 10664");
  world_.acknowledge(payment, "00");
  EXPECT_EQ(count("transaction", payment.key), "2");
  EXPECT_EQ(count("ledger_entry", payment.key), "8");
  EXPECT_EQ(world_.read(payment.key).balance.amount_minor, 0);
}

TEST_F(LedgerTest, ARefusedVoidPostsNothingAndRestoresTheBalance) {
  const KnownPayment payment = world_.bring_to(PaymentState::kVoiding);
  EXPECT_EQ(world_.read(payment.key).balance.amount_minor, 0);
  EXPECT_EQ(world_.refuse(payment, "21").outcome, "refused");
  const Payment after = world_.read(payment.key);
  EXPECT_EQ(after.state, PaymentState::kApproved);
  EXPECT_EQ(after.balance.amount_minor, PaymentWorld::kAmount);
  EXPECT_EQ(after.cancels.at(0).state, "aborted");
  EXPECT_EQ(count("ledger_entry", payment.key), "4");
}

TEST_F(LedgerTest, APurchaseCancelledBeforeApprovalIsListedWithNothingPosted) {
  const KnownPayment payment = world_.bring_to(PaymentState::kHeld);
  EXPECT_EQ(world_.cancel(payment.key, world_.new_cancel()).outcome, "canceled");
  EXPECT_EQ(world_.value("SELECT type || ' ' || moved FROM transaction WHERE payment_id = '" +
                         payment.key.payment_id.to_sql() + "'"),
            "CANCEL false");
  EXPECT_EQ(count("ledger_entry", payment.key), "0");
}

TEST_F(LedgerTest, EntriesThatDoNotSumToZeroAreRefusedWhole) {
  expect_refused({{"acquirer_receivable", 11'000}, {"merchant_payable", -10'999}});
  expect_refused({{"acquirer_receivable", 11'000}});
  expect_refused({});
}

TEST_F(LedgerTest, EntriesOfAnotherAmountAreRefusedWhole) {
  expect_refused({{"acquirer_receivable", 12'000}, {"merchant_payable", -12'000}});
}

TEST_F(LedgerTest, UnknownDoubleAndEmptyEntriesAreRefusedWhole) {
  expect_refused({{"pocket_money", 11'000}, {"merchant_payable", -11'000}});
  expect_refused({{"acquirer_receivable", 11'000},
                  {"merchant_payable", -1'000},
                  {"merchant_payable", -10'000}});
  expect_refused(
      {{"acquirer_receivable", 11'000}, {"merchant_payable", -11'000}, {"fee_revenue", 0}});
}

TEST_F(LedgerTest, AMerchantsBalanceIsTheSumOfWhatStands) {
  for (int i = 0; i < 3; ++i) world_.bring_to(PaymentState::kApproved);
  world_.bring_to(PaymentState::kCanceled);
  world_.bring_to(PaymentState::kAborted);
  world_.bring_to(PaymentState::kUnknown);
  EXPECT_EQ(
      world_.value("SELECT -sum(amount_minor) FROM ledger_entry WHERE merchant_id = " +
                   std::to_string(world_.merchant_id.value) + " AND account = 'merchant_payable'"),
      std::to_string(3 * 10'664));
  EXPECT_EQ(world_.violations(), std::vector<std::string>{});
}

}  // namespace
}  // namespace pay200::test
