#include "core/ledger/posting.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <string_view>

namespace pay200 {
namespace {

std::int64_t amount_of(const std::vector<LedgerEntry>& entries, std::string_view account) {
  for (const LedgerEntry& entry : entries) {
    if (entry.account == account) return entry.amount_minor;
  }
  return 0;
}

TEST(PostingTest, TheFeeIsBasisPointsRoundedHalfUpPlusTheFixedPart) {
  EXPECT_EQ(fee_for(10'000, 250, 100).fee_minor, 350);
  EXPECT_EQ(fee_for(100, 250, 0).fee_minor, 3);  // 2.5
  EXPECT_EQ(fee_for(99, 250, 0).fee_minor, 2);   // 2.475
  EXPECT_EQ(fee_for(60, 250, 0).fee_minor, 2);   // 1.5
  EXPECT_EQ(fee_for(1, 4'999, 0).fee_minor, 0);  // 0.4999
  EXPECT_EQ(fee_for(10'000, 0, 0).fee_minor, 0);
}

TEST(PostingTest, TheVatIsATenthOfTheFeeRoundedHalfUp) {
  EXPECT_EQ(fee_for(10'000, 250, 100).vat_minor, 35);
  EXPECT_EQ(fee_for(1'000, 50, 0).vat_minor, 1);  // fee 5, 0.5
  EXPECT_EQ(fee_for(1'000, 40, 0).vat_minor, 0);  // fee 4, 0.4
  EXPECT_EQ(fee_for(1'000, 0, 0).vat_minor, 0);
}

TEST(PostingTest, TheFeeIsCutToTheAmountAndThenItsVat) {
  const Fee all = fee_for(50, 0, 100);
  EXPECT_EQ(all.fee_minor, 50);
  EXPECT_EQ(all.vat_minor, 0);
  const Fee nearly = fee_for(102, 0, 100);
  EXPECT_EQ(nearly.fee_minor, 100);
  EXPECT_EQ(nearly.vat_minor, 2);
  const Fee fits = fee_for(110, 0, 100);
  EXPECT_EQ(fits.fee_minor, 100);
  EXPECT_EQ(fits.vat_minor, 10);
}

TEST(PostingTest, TheGreatestContractDoesNotOverflow) {
  const Fee fee = fee_for(kMaxAmountMinor, 10'000, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(fee.fee_minor, kMaxAmountMinor);
  EXPECT_EQ(fee.vat_minor, 0);
}

TEST(PostingTest, AnApprovalPostsWhatTheTableSays) {
  const auto entries = approval_entries(10'000, {.fee_minor = 350, .vat_minor = 35});
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_EQ(amount_of(entries, "acquirer_receivable"), 10'000);
  EXPECT_EQ(amount_of(entries, "merchant_payable"), -9'615);
  EXPECT_EQ(amount_of(entries, "fee_revenue"), -350);
  EXPECT_EQ(amount_of(entries, "fee_vat_payable"), -35);
}

TEST(PostingTest, AccountsWithNothingAreLeftOut) {
  EXPECT_EQ(approval_entries(10'000, {}).size(), 2U);
  EXPECT_EQ(approval_entries(50, fee_for(50, 0, 100)).size(), 2U);
  EXPECT_EQ(amount_of(approval_entries(50, fee_for(50, 0, 100)), "fee_revenue"), -50);
}

TEST(PostingTest, EveryApprovalSumsToZeroAndNamesAnAccountOnce) {
  std::mt19937_64 random(200);
  std::uniform_int_distribution<std::int64_t> small(1, 2'000), any(1, kMaxAmountMinor);
  std::uniform_int_distribution<int> basis_points(0, 10'000);
  std::uniform_int_distribution<std::int64_t> fixed(0, 5'000);
  for (int i = 0; i < 100'000; ++i) {
    const std::int64_t amount = i % 2 == 0 ? small(random) : any(random);
    const Fee fee = fee_for(amount, basis_points(random), fixed(random));
    ASSERT_GE(fee.fee_minor, 0);
    ASSERT_GE(fee.vat_minor, 0);
    ASSERT_LE(fee.fee_minor + fee.vat_minor, amount);
    std::int64_t sum = 0;
    std::set<std::string_view> accounts;
    for (const LedgerEntry& entry : approval_entries(amount, fee)) {
      ASSERT_NE(entry.amount_minor, 0);
      ASSERT_TRUE(accounts.insert(entry.account).second);
      sum += entry.amount_minor;
    }
    ASSERT_EQ(sum, 0) << amount;
  }
}

}  // namespace
}  // namespace pay200
