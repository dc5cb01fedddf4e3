#include "core/ledger/posting.hpp"

#include <algorithm>

#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

constexpr std::int64_t kBasisPointsOfOne = 10'000;

}  // namespace

Fee fee_for(std::int64_t amount_minor, int basis_points, std::int64_t fixed_minor) {
  PAY200_ASSERT(0 < amount_minor && amount_minor <= kMaxAmountMinor);
  PAY200_ASSERT(0 <= basis_points && basis_points <= kBasisPointsOfOne);
  PAY200_ASSERT(0 <= fixed_minor);
  const std::int64_t part =
      (amount_minor * basis_points + kBasisPointsOfOne / 2) / kBasisPointsOfOne;
  // The fixed part is cut first, so that no contract overflows the sum.
  const std::int64_t fee = std::min(part + std::min(fixed_minor, amount_minor), amount_minor);
  const std::int64_t vat = (fee + 5) / 10;
  return {fee, std::min(vat, amount_minor - fee)};
}

std::vector<LedgerEntry> approval_entries(std::int64_t amount_minor, Fee fee) {
  PAY200_ASSERT(amount_minor > 0 && fee.fee_minor >= 0 && fee.vat_minor >= 0);
  const std::int64_t payable = amount_minor - fee.fee_minor - fee.vat_minor;
  PAY200_ASSERT(payable >= 0);
  std::vector<LedgerEntry> entries = {
      {"acquirer_receivable", amount_minor},
      {"merchant_payable", -payable},
      {"fee_revenue", -fee.fee_minor},
      {"fee_vat_payable", -fee.vat_minor},
  };
  std::erase_if(entries, [](const LedgerEntry& entry) { return entry.amount_minor == 0; });
  return entries;
}

}  // namespace pay200
