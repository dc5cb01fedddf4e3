#pragma once
// Hands the events of payments that transitions left in the outbox to those who must hear of them:
// the shopper's history, the card that its issuer will never take, and the shop's webhooks. By the
// relay.
//
// At least once: an event is deleted after its readers have it, and one whose relay died is taken
// by another once its claim has run out. So every reader is idempotent, and shows the payment as it
// is when it is read: in whatever order its events come, the last word is the newest.
//
// Safe to run on several hosts at once. Throws as db::Database does.

#include <cstddef>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/webhook/webhook_publisher.hpp"

namespace pay200 {

class OutboxService {
 public:
  /// A round's share of one merchant, so that a busy one does not hold up the others.
  static constexpr std::size_t kMostOfMerchant = 200;

  /// `webhooks` may be null: then none are made.
  OutboxService(db::Database& database, const Clock& clock, WebhookPublisher* webhooks = nullptr)
      : database_(database), clock_(clock), webhooks_(webhooks) {}

  /// One round over all merchants with something pending. How many events were handed over; call
  /// again at once while it is not 0.
  std::size_t hand_over();

 private:
  std::size_t hand_over_of(MerchantId merchant);

  db::Database& database_;
  const Clock& clock_;
  WebhookPublisher* webhooks_;
};

}  // namespace pay200
