#include "fcgi-app/render/receipt_json.hpp"

#include <nlohmann/json.hpp>

#include "core/platform/assert.hpp"
#include "fcgi-app/render/payment_json.hpp"

namespace pay200::render {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json(nullptr);
}

Json merchant_json(const Merchant& merchant) {
  return {
      {"name", merchant.name},
      {"businessNumber", format_business_number(merchant.business_number)},
      {"representative", text_or_null(merchant.representative)},
      {"address", text_or_null(merchant.address)},
      {"phone", text_or_null(merchant.phone)},
  };
}

Json card_json(const AttemptView& attempt) {
  return {
      {"number", masked_card_number(attempt.bin, attempt.last_four)},
      {"brand", attempt.brand},
      {"installmentPlanMonths", attempt.installment_months},
      {"approveNo", text_or_null(attempt.approval_code)},
  };
}

Json cancels_json(const Payment& payment) {
  Json list = Json::array();
  for (const CancelView& cancel : payment.cancels) {
    if (cancel.state != "done") continue;
    list.push_back({{"cancelAmount", cancel.amount.amount_minor},
                    {"suppliedAmount", cancel.tax.supplied_minor},
                    {"vat", cancel.tax.vat_minor},
                    {"taxFreeAmount", cancel.tax.tax_free_minor},
                    {"canceledAt",
                     cancel.finished_at ? Json(to_iso8601(*cancel.finished_at)) : Json(nullptr)}});
  }
  return list;
}

}  // namespace

nlohmann::ordered_json receipt_json(const Receipt& receipt) {
  const Payment& payment = receipt.payment;
  const AttemptView* approved = payment.approved_attempt();
  PAY200_ASSERT(approved != nullptr && payment.approved_at);
  return {
      {"paymentKey", to_text(payment.key)},
      {"orderId", payment.order_id},
      {"orderName", payment.order_name},
      {"status", to_text(payment.status())},
      {"merchant", merchant_json(receipt.merchant)},
      {"card", card_json(*approved)},
      {"currency", to_text(payment.total.currency)},
      {"suppliedAmount", payment.tax.supplied_minor},
      {"vat", payment.tax.vat_minor},
      {"taxFreeAmount", payment.tax.tax_free_minor},
      {"totalAmount", payment.total.amount_minor},
      {"balanceAmount", payment.balance.amount_minor},
      {"approvedAt", to_iso8601(*payment.approved_at)},
      {"cancels", cancels_json(payment)},
  };
}

}  // namespace pay200::render
