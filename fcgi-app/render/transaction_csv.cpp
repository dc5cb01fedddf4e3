#include "fcgi-app/render/transaction_csv.hpp"

#include <array>

#include "core/platform/assert.hpp"
#include "core/platform/csv_cell.hpp"

namespace pay200::render {
namespace {

constexpr std::array kKorean = {"거래일시",    "구분",   "주문번호", "상품명", "구매자",
                                "금액",        "잔액",   "통화",     "매입사", "승인번호",
                                "매입 기준일", "결제키", "거래키"};
constexpr std::array kEnglish = {"Time",           "Type",         "Order id",     "Order name",
                                 "Customer",       "Amount",       "Balance",      "Currency",
                                 "Acquirer",       "Approval no.", "Business day", "Payment key",
                                 "Transaction key"};
static_assert(kKorean.size() == kEnglish.size());

const char* type_text(const Transaction& transaction, bool korean) {
  switch (transaction.type) {
    case TransactionType::kPayment:
      return korean ? "결제" : "Payment";
    case TransactionType::kCancel:
      if (!transaction.moved) return korean ? "취소(결제 전)" : "Cancel (before payment)";
      return korean ? "취소" : "Cancel";
    case TransactionType::kRefund:
      return korean ? "환불" : "Refund";
  }
  PAY200_ASSERT(!"a type");
}

}  // namespace

std::string transaction_csv_head(Language language) {
  std::string line(kCsvByteOrderMark);
  for (const char* heading : language == Language::kKorean ? kKorean : kEnglish) {
    if (line.size() > kCsvByteOrderMark.size()) line += ',';
    line += csv_cell(heading);
  }
  return line.append(kCsvLineEnd);
}

std::string transaction_csv_line(const Transaction& transaction, Language language) {
  const std::array<std::string, kKorean.size()> cells = {
      to_seoul_text(transaction.occurred_at),
      type_text(transaction, language == Language::kKorean),
      transaction.order_id,
      transaction.order_name,
      transaction.customer_name.value_or(""),
      std::to_string(transaction.amount.amount_minor),
      std::to_string(transaction.left.amount_minor),
      std::string(to_text(transaction.amount.currency)),
      transaction.acquirer.value_or(""),
      transaction.approval_code.value_or(""),
      to_text(transaction.business_day),
      to_text(transaction.payment),
      to_text(transaction.id)};
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    line += csv_cell(cells.at(i));
  }
  return line.append(kCsvLineEnd);
}

}  // namespace pay200::render
