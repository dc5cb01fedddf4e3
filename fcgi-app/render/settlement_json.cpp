#include "fcgi-app/render/settlement_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fcgi-app/render/payment_json.hpp"

namespace pay200::render {
namespace {

using Json = nlohmann::ordered_json;

/// The one of the payment's cancels that this line is of.
Json cancel_of(const SettlementService::Sale& sale) {
  const auto is_its = [&sale](const CancelView& cancel) {
    return cancel.transaction_id && cancel.transaction_id == sale.line.transaction;
  };
  const auto& cancels = sale.payment.cancels;
  const auto found = std::ranges::find_if(cancels, is_its);
  return found == cancels.end() ? Json(nullptr) : cancel_json(sale.payment, found->id);
}

}  // namespace

Json settled_sale_json(const SettlementService::Sale& sale) {
  const SettlementLine& line = sale.line;
  const std::int64_t fee = line.fee + line.vat;
  return {
      {"mId", to_text(sale.payment.key.merchant_id)},
      {"paymentKey", to_text(sale.payment.key)},
      {"transactionKey", line.transaction ? Json(to_text(*line.transaction)) : Json(nullptr)},
      {"orderId", sale.payment.order_id},
      {"currency", to_text(sale.payment.total.currency)},
      {"method", "카드"},
      {"type", to_text(line.type)},
      {"amount", line.amount},
      {"interestFee", 0},
      {"fee", fee},
      {"fees", Json::array({{{"type", "BASE"}, {"fee", fee}}})},
      {"supplyAmount", line.fee},
      {"vat", line.vat},
      {"payOutAmount", line.payable},
      {"approvedAt",
       sale.payment.approved_at ? Json(to_iso8601(*sale.payment.approved_at)) : Json(nullptr)},
      {"soldDate", to_text(sale.sold_day)},
      {"paidOutDate", to_text(sale.due_day)},
      {"card", card_json(sale.payment)},
      {"easyPay", nullptr},
      {"giftCertificate", nullptr},
      {"mobilePhone", nullptr},
      {"transfer", nullptr},
      {"virtualAccount", nullptr},
      {"cancel", cancel_of(sale)},
  };
}

Json settlement_json(const Settlement& settlement) {
  const SettlementFigures& figures = settlement.figures;
  return {
      {"settlementId", to_text(settlement.key)},
      {"mId", to_text(settlement.key.merchant_id)},
      {"soldDate", to_text(settlement.business_day)},
      {"paidOutDate", to_text(settlement.due_day)},
      {"currency", to_text(settlement.currency)},
      {"paymentAmount", figures.gross},
      {"cancelAmount", figures.canceled},
      {"refundAmount", figures.refunded},
      {"supplyAmount", figures.fee},
      {"vat", figures.vat},
      {"disputeAmount", figures.disputed},
      {"returnedAmount", figures.returned},
      {"carriedInAmount", figures.carried_in},
      {"netAmount", figures.net},
      {"payOutAmount", figures.payout},
      {"carriedOutAmount", figures.carried_out},
      {"payOutStatus", settlement.payout ? Json(to_text(settlement.payout->state)) : Json(nullptr)},
      {"lineCount", settlement.lines},
      {"createdAt", to_iso8601(settlement.created_at)},
  };
}

Json settlement_line_json(const SettlementLine& line) {
  return {
      {"lineId", to_text(line.id)},
      {"type", to_text(line.type)},
      {"occurredAt", to_iso8601(line.occurred_at)},
      {"businessDay", to_text(line.business_day)},
      {"paymentKey", line.payment ? Json(to_text(*line.payment)) : Json(nullptr)},
      {"transactionKey", line.transaction ? Json(to_text(*line.transaction)) : Json(nullptr)},
      {"orderId", line.payment ? Json(line.order_id) : Json(nullptr)},
      {"orderName", line.payment ? Json(line.order_name) : Json(nullptr)},
      {"amount", line.amount},
      {"supplyAmount", line.fee},
      {"vat", line.vat},
      {"payOutAmount", line.payable},
  };
}

}  // namespace pay200::render
