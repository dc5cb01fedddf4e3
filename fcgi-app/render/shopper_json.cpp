#include "fcgi-app/render/shopper_json.hpp"

#include <nlohmann/json.hpp>

#include "fcgi-app/render/checkout_json.hpp"
#include "fcgi-app/render/payment_json.hpp"

namespace pay200::render {

using Json = nlohmann::ordered_json;

namespace {

Json time_or_null(const std::optional<Time>& time) {
  return time ? Json(to_iso8601(*time)) : Json(nullptr);
}

Json entry_json(const HistoryEntry& entry) {
  return {
      {"paymentKey", to_text(entry.key)},
      {"shopName", entry.merchant_name},
      {"orderName", entry.order_name},
      {"status", to_text(public_status(entry.state))},
      {"currency", to_text(entry.total.currency)},
      {"totalAmount", entry.total.amount_minor},
      {"balanceAmount", entry.balance.amount_minor},
      {"canceledAmount", entry.total.amount_minor - entry.balance.amount_minor},
      {"suppliedAmount", entry.tax.supplied_minor},
      {"vat", entry.tax.vat_minor},
      {"taxFreeAmount", entry.tax.tax_free_minor},
      {"card",
       {{"number", masked_card_number(entry.card_bin, entry.card_last_four)},
        {"brand", entry.card_brand},
        {"approveNo", entry.approval_code ? Json(*entry.approval_code) : Json(nullptr)}}},
      {"requestedAt", to_iso8601(entry.requested_at)},
      {"approvedAt", time_or_null(entry.approved_at)},
      {"canceledAt", time_or_null(entry.canceled_at)},
  };
}

}  // namespace

Json shopper_payment_json(const Payment& payment, Language language) {
  const AttemptView* approved = payment.approved_attempt();
  Json card = nullptr;
  if (approved != nullptr) {
    card = {{"number", masked_card_number(approved->bin, approved->last_four)},
            {"brand", approved->brand},
            {"installmentPlanMonths", approved->installment_months}};
  }
  return {
      {"paymentKey", to_text(payment.key)},
      {"shopName", payment.merchant_name},
      {"orderName", payment.order_name},
      {"totalAmount", payment.total.amount_minor},
      {"currency", to_text(payment.total.currency)},
      {"status", to_text(payment.status())},
      {"phase", checkout_phase(payment)},
      {"expiresAt", to_iso8601(payment.expires_at)},
      {"holdExpiresAt",
       payment.hold_expires_at ? Json(to_iso8601(*payment.hold_expires_at)) : Json(nullptr)},
      {"installmentPlans", payment.installment_plans()},
      {"waitsForShop", payment.state == PaymentState::kConfirmed},
      {"approvedAt", payment.approved_at ? Json(to_iso8601(*payment.approved_at)) : Json(nullptr)},
      {"failure", failure_json(payment, language)},
      {"card", card},
  };
}

Json card_json(const Card& card) {
  return {
      {"cardId", to_text(card.id)},
      {"number", masked_card_number(card.bin, card.last_four)},
      {"brand", card.brand},
      {"expiry", card.expiry},
      {"createdAt", to_iso8601(card.created_at)},
      {"isDefault", card.is_default},
      {"isBlocked", card.blocked},
  };
}

Json cards_json(const std::vector<Card>& cards) {
  Json list = Json::array();
  for (const Card& card : cards) list.push_back(card_json(card));
  return {{"cards", list}};
}

Json history_json(const HistoryPage& page) {
  Json list = Json::array();
  for (const HistoryEntry& entry : page.entries) list.push_back(entry_json(entry));
  return {{"payments", list}, {"hasMore", page.has_more}};
}

}  // namespace pay200::render
