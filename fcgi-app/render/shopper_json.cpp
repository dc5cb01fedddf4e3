#include "fcgi-app/render/shopper_json.hpp"

#include <nlohmann/json.hpp>

#include "fcgi-app/render/payment_json.hpp"

namespace pay200::render {

using Json = nlohmann::ordered_json;

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
  };
}

}  // namespace pay200::render
