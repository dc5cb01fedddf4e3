#pragma once
// The posting table: which entries explain an event. Pure. Debit positive, credit negative; every
// set sums to zero. A void is the exact negation and is written in SQL (complete_void).

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/money/money.hpp"

namespace pay200 {

struct LedgerEntry {
  std::string_view
      account;  ///< acquirer_receivable, merchant_payable, fee_revenue, fee_vat_payable
  std::int64_t amount_minor;  ///< never 0
};

struct Fee {
  std::int64_t fee_minor = 0;  ///< basis points of the amount, rounded half up, plus the fixed part
  std::int64_t vat_minor = 0;  ///< a tenth of the fee, rounded half up
};
/// A fee with its VAT never exceeds the amount: it is cut to it (fee first, then VAT).
Fee fee_for(std::int64_t amount_minor, int basis_points, std::int64_t fixed_minor);

/// approved, amount A, fee f, its VAT v: acquirer_receivable +A; merchant_payable -(A-f-v),
/// fee_revenue -f, fee_vat_payable -v. Accounts with nothing are left out.
std::vector<LedgerEntry> approval_entries(std::int64_t amount_minor, Fee fee);

}  // namespace pay200
