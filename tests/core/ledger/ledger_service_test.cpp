#include "core/ledger/ledger_service.hpp"

#include <gtest/gtest.h>

#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

class LedgerServiceTest : public testing::Test {
 protected:
  std::vector<std::string> entries(const PaymentKey& key) {
    std::vector<std::string> lines;
    for (const auto& entry : ledger_.entries_of_payment(key)) {
      lines.push_back(entry.account + " " + std::to_string(entry.amount.amount_minor));
    }
    return lines;
  }

  test::PaymentWorld world_;
  LedgerService ledger_{world_.database().operators()};
};

// 11,000 at 2.5 % and 30: fee 305, its VAT 31.
TEST_F(LedgerServiceTest, AnApprovalsEntriesAreReadDebitsFirst) {
  const PaymentKey key = world_.bring_to(PaymentState::kApproved).key;
  EXPECT_EQ(entries(key),
            (std::vector<std::string>{"acquirer_receivable 11000", "fee_vat_payable -31",
                                      "fee_revenue -305", "merchant_payable -10664"}));
}

TEST_F(LedgerServiceTest, AVoidIsReadBehindWhatItNegates) {
  const PaymentKey key = world_.bring_to(PaymentState::kCanceled).key;
  const auto read = entries(key);
  ASSERT_EQ(read.size(), 8U);
  EXPECT_EQ(read[0], "acquirer_receivable 11000");
  EXPECT_EQ(read[4], "merchant_payable 10664");
  EXPECT_EQ(read[7], "acquirer_receivable -11000");
}

TEST_F(LedgerServiceTest, APaymentThatMovedNothingHasNoEntries) {
  EXPECT_TRUE(entries(world_.bring_to(PaymentState::kHeld).key).empty());
  EXPECT_TRUE(entries({MerchantId{5}, PaymentId::make(world_.now)}).empty());
}

TEST_F(LedgerServiceTest, WhatAddsUpHasNoViolationsAndIsCounted) {
  world_.bring_to(PaymentState::kCanceled);
  world_.bring_to(PaymentState::kApproved);
  EXPECT_TRUE(ledger_.check_invariants(world_.now).empty());
  const LedgerCounts counts = ledger_.counts();
  EXPECT_EQ(counts.merchants, 1);
  EXPECT_EQ(counts.payments, 2);
  EXPECT_EQ(counts.attempts, 2);
  EXPECT_EQ(counts.transactions, 3);
  EXPECT_EQ(counts.entries, 12);
}

TEST_F(LedgerServiceTest, AnAlteredEntryIsAViolationOfItsPayment) {
  const PaymentKey key = world_.bring_to(PaymentState::kApproved).key;
  world_.database().execute(
      "UPDATE pay200.ledger_entry SET amount_minor = amount_minor + 1 "
      "WHERE account = 'merchant_payable'");
  const auto violations = ledger_.check_invariants(world_.now);
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].check, "entries_sum_to_zero");
  EXPECT_EQ(violations[0].payment, key);
  EXPECT_FALSE(violations[0].detail.empty());
}

}  // namespace
}  // namespace pay200
