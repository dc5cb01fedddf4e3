#include "core/webhook/webhook_event.hpp"

#include <algorithm>

namespace pay200 {

std::string_view to_text(WebhookEventType type) {
  switch (type) {
    case WebhookEventType::kPaymentStatusChanged:
      return "PAYMENT_STATUS_CHANGED";
    case WebhookEventType::kCancelStatusChanged:
      return "CANCEL_STATUS_CHANGED";
    case WebhookEventType::kSettlementCreated:
      return "SETTLEMENT_CREATED";
    case WebhookEventType::kDisputeOpened:
      return "DISPUTE_OPENED";
    case WebhookEventType::kTest:
      return "TEST";
  }
  return "";
}

const std::vector<WebhookEventType>& subscribable_webhook_events() {
  static const std::vector<WebhookEventType> types = {
      WebhookEventType::kPaymentStatusChanged, WebhookEventType::kCancelStatusChanged,
      WebhookEventType::kSettlementCreated, WebhookEventType::kDisputeOpened};
  return types;
}

std::optional<WebhookEventType> webhook_event_type_from_text(std::string_view text) {
  if (text == to_text(WebhookEventType::kTest)) return WebhookEventType::kTest;
  const auto& types = subscribable_webhook_events();
  const auto found = std::find_if(types.begin(), types.end(),
                                  [text](WebhookEventType type) { return to_text(type) == text; });
  if (found == types.end()) return std::nullopt;
  return *found;
}

std::vector<WebhookEventType> webhooks_of(std::string_view event, PaymentState state_after,
                                          std::optional<PaymentState> state_before) {
  using enum WebhookEventType;
  // The shop's server is to confirm: still IN_PROGRESS, but now it is the shop's turn.
  if (event == "confirmed") return {kPaymentStatusChanged};
  if (event == "canceled" || event == "partially_canceled") {
    return {kPaymentStatusChanged, kCancelStatusChanged};
  }
  if (event == "dispute_opened") return {kDisputeOpened};
  if (event == "cancel_refused") {
    // One that was cancelled before its approval was seen has been IN_PROGRESS until now; any other
    // stands as it stood.
    const PaymentState before = state_before.value_or(state_after);
    if (public_status(before) == public_status(state_after)) return {kCancelStatusChanged};
    return {kPaymentStatusChanged, kCancelStatusChanged};
  }
  if (event == "reversed" || event == "resolved" || event == "charged_late") {
    // Else a cancel that was recorded meanwhile takes effect in the same breath, and is told.
    if (state_after != PaymentState::kAborted) return {};
    return {kPaymentStatusChanged, kCancelStatusChanged};
  }
  // An approval that is to be undone at once is never DONE; a decline may leave a card to try.
  const bool ends = (event == "approved" && state_after == PaymentState::kApproved) ||
                    (event == "declined" && state_after == PaymentState::kAborted) ||
                    event == "unknown" || event == "expired" || event == "retired";
  if (ends) return {kPaymentStatusChanged};
  return {};
}

}  // namespace pay200
