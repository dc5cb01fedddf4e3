#pragma once
// The statements for the outbox. Only core/outbox's service calls them.

#include <optional>
#include <string>
#include <vector>

#include "core/history/history_service.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/webhook/webhook_publisher.hpp"

namespace pay200::outbox_store {

/// At most `most` that have anything pending, in order, beginning behind `after`.
std::vector<MerchantId> merchants_with_pending(db::Database& database, MerchantId after,
                                               std::size_t most);

struct PendingEvent {
  std::string event_id;
  std::string event;  ///< "approved", "declined", ...
  /// The payment as it is now; none while no card of a shopper's has been tried.
  std::optional<HistoryEntry> payment;
  std::string attempt_state;  ///< with `payment`: of the attempt that paid, or else the last one
  PaymentEvent of_payment;    ///< the same event, as webhooks are made of it
  std::optional<CardId> declined_card;  ///< of "declined": the card, and what its issuer said
  std::string declined_code;
};
std::vector<PendingEvent> claim_outbox(db::Database& database, MerchantId merchant_id,
                                       std::size_t most, Time claimed_until, Time now);
void finish_outbox(db::Database& database, MerchantId merchant_id,
                   const std::vector<std::string>& event_ids);

}  // namespace pay200::outbox_store
