#pragma once
// A settlement's statement (정산 명세) as a file for spreadsheets: its lines, then what was carried
// over from the settlement before, and what is paid. Amounts may be below zero.

#include <string>

#include "core/platform/error_code.hpp"
#include "core/settlement/settlement.hpp"

namespace pay200 {

/// The BOM and the headings.
std::string statement_csv_head(Language language);
std::string statement_csv_line(const SettlementLine& line, Language language);
/// The last lines: what was carried over, if anything, and the totals with the payout.
std::string statement_csv_end(const Settlement& settlement, Language language);

/// "결제", "Payment".
std::string_view text_of(SettlementLineType type, Language language);

}  // namespace pay200
