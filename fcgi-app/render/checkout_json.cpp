#include "fcgi-app/render/checkout_json.hpp"

#include <nlohmann/json.hpp>

#include "core/payment/page_event.hpp"

namespace pay200::render {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kEventPrefix = "payment.";

/// Until when somebody must act, if anybody must.
std::optional<Time> deadline(const Payment& payment) {
  if (payment.state == PaymentState::kReady) return payment.expires_at;
  const bool waits =
      payment.state == PaymentState::kHeld || payment.state == PaymentState::kConfirmed;
  return waits ? payment.hold_expires_at : std::nullopt;
}

/// The card company could not be asked, or its answer has been undone, and another is asked.
bool is_rerouted(const Payment& payment) {
  const auto& attempts = payment.attempts;
  if (attempts.size() < 2) return false;
  const std::string& before = attempts[attempts.size() - 2].state;
  return before == "not_sent" || before == "reversed";
}

Json time_or_null(const std::optional<Time>& time) {
  return time ? Json(to_iso8601(*time)) : Json(nullptr);
}

Json qr_json(const std::optional<QrCode>& qr) {
  return qr ? Json({{"url", qr->url}}) : Json(nullptr);
}

}  // namespace

std::string_view checkout_phase(const Payment& payment) {
  const auto type =
      page_event_type(payment.state, payment.failure.has_value(), is_rerouted(payment));
  return to_text(type).substr(kEventPrefix.size());
}

Json checkout_json(const Payment& payment, const std::optional<QrCode>& qr, Time now,
                   Language language) {
  return {
      {"paymentKey", to_text(payment.key)},
      {"orderId", payment.order_id},
      {"orderName", payment.order_name},
      {"shopName", payment.merchant_name},
      {"mode", payment.live ? "live" : "test"},
      {"totalAmount", payment.total.amount_minor},
      {"currency", to_text(payment.total.currency)},
      {"status", to_text(payment.status())},
      {"phase", checkout_phase(payment)},
      {"shopConfirms", payment.shop_confirms},
      {"qr", qr_json(qr)},
      {"expiresAt", time_or_null(deadline(payment))},
      {"approvedAt", time_or_null(payment.approved_at)},
      {"failure", failure_json(payment, language)},
      {"now", to_iso8601(now)},
  };
}

}  // namespace pay200::render
