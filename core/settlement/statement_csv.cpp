#include "core/settlement/statement_csv.hpp"

#include <array>

#include "core/platform/assert.hpp"
#include "core/platform/csv_cell.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kColumns = 11;
using Cells = std::array<std::string, kColumns>;

constexpr std::array<const char*, kColumns> kKorean = {
    "구분",   "거래일시",      "매입일",    "주문번호", "상품명", "금액",
    "수수료", "수수료 부가세", "정산 금액", "결제키",   "거래키"};
constexpr std::array<const char*, kColumns> kEnglish = {
    "Type", "Time",       "Business day", "Order id",    "Order name",     "Amount",
    "Fee",  "VAT on fee", "Settled",      "Payment key", "Transaction key"};

bool korean(Language language) { return language == Language::kKorean; }

/// The cells are as they are to be.
std::string line_of(const Cells& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    line += cells.at(i);
  }
  return line.append(kCsvLineEnd);
}

}  // namespace

std::string_view text_of(SettlementLineType type, Language language) {
  switch (type) {
    case SettlementLineType::kPayment:
      return korean(language) ? "결제" : "Payment";
    case SettlementLineType::kCancel:
      return korean(language) ? "취소" : "Cancel";
    case SettlementLineType::kRefund:
      return korean(language) ? "환불" : "Refund";
    case SettlementLineType::kDisputeLost:
      return korean(language) ? "매입 취소" : "Dispute lost";
    case SettlementLineType::kDisputeWon:
      return korean(language) ? "매입 취소 철회" : "Dispute won back";
    case SettlementLineType::kPayoutReturned:
      return korean(language) ? "반송된 지급" : "Payout returned";
  }
  PAY200_ASSERT(!"a type");
}

std::string statement_csv_head(Language language) {
  Cells cells;
  for (std::size_t i = 0; i < kColumns; ++i) {
    cells.at(i) = csv_cell(korean(language) ? kKorean.at(i) : kEnglish.at(i));
  }
  return std::string(kCsvByteOrderMark) + line_of(cells);
}

std::string statement_csv_line(const SettlementLine& line, Language language) {
  return line_of({csv_cell(text_of(line.type, language)), to_seoul_text(line.occurred_at),
                  to_text(line.business_day), csv_cell(line.order_id), csv_cell(line.order_name),
                  std::to_string(line.amount), std::to_string(line.fee), std::to_string(line.vat),
                  std::to_string(line.payable), line.payment ? to_text(*line.payment) : "",
                  line.transaction ? to_text(*line.transaction) : ""});
}

std::string statement_csv_end(const Settlement& settlement, Language language) {
  const SettlementFigures& figures = settlement.figures;
  const auto row = [](std::string_view what) {
    Cells cells;
    cells.front() = csv_cell(what);
    return cells;
  };
  constexpr std::size_t kFee = 6;
  constexpr std::size_t kVat = 7;
  constexpr std::size_t kSettled = 8;
  std::string lines;
  if (figures.carried_in != 0) {
    Cells carried = row(korean(language) ? "이월된 금액" : "Carried over");
    carried.at(kSettled) = std::to_string(figures.carried_in);
    lines += line_of(carried);
  }
  Cells total = row(korean(language) ? "합계" : "Total");
  total.at(kFee) = std::to_string(figures.fee);
  total.at(kVat) = std::to_string(figures.vat);
  total.at(kSettled) = std::to_string(figures.net);
  lines += line_of(total);
  Cells payout = row(korean(language) ? "지급액" : "Payout");
  payout.at(2) = to_text(settlement.due_day);
  payout.at(kSettled) = std::to_string(figures.payout);
  return lines + line_of(payout);
}

}  // namespace pay200
