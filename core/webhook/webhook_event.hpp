#pragma once
// What shops are told of, by which event of a payment. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/payment/payment_state.hpp"

namespace pay200 {

/// Named as Toss Payments names them, and ours beside them.
enum class WebhookEventType {
  kPaymentStatusChanged,  ///< data: the payment
  kCancelStatusChanged,   ///< data: the cancel, with paymentKey and orderId
  kSettlementCreated,     ///< data: the settlement
  kDisputeOpened,         ///< data: the dispute, with paymentKey and orderId
  kTest,                  ///< a shop's own trial; nobody subscribes to it
};

std::string_view to_text(WebhookEventType type);  ///< "PAYMENT_STATUS_CHANGED"
std::optional<WebhookEventType> webhook_event_type_from_text(std::string_view text);
/// Those that an endpoint can ask for.
const std::vector<WebhookEventType>& subscribable_webhook_events();

/// Of an event of a payment (payment_event.event), which left it in that state. None: it is of no
/// interest to a shop, or its public status is as it was. `state_before`: where the event tells it.
/// Of a cancel: if the event names one.
std::vector<WebhookEventType> webhooks_of(std::string_view event, PaymentState state_after,
                                          std::optional<PaymentState> state_before = {});

}  // namespace pay200
