#include "core/outbox/outbox_service.hpp"

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "core/acquirer/answer.hpp"
#include "core/history/history_service.hpp"
#include "core/outbox/outbox_store.hpp"
#include "core/shopper/blocked_card.hpp"

namespace pay200 {
namespace {

using outbox_store::PendingEvent;

/// Long enough for a round; a relay that died holds its share up no longer.
constexpr std::chrono::seconds kClaim{30};
constexpr std::size_t kMostMerchants = 100;

/// What a shopper has paid, or may have: what was only tried is no history.
bool shows(const HistoryEntry& payment, const std::string& attempt_state) {
  return payment.approved_at || attempt_state == "unknown" || attempt_state == "reversed";
}

bool blocks(const PendingEvent& pending) {
  return pending.attempt_state == "declined" &&
         decline_advice(pending.response_code) == DeclineAdvice::kNeverWithThisCard;
}

}  // namespace

std::size_t OutboxService::hand_over() {
  std::size_t handed_over = 0;
  HistoryService history(database_);
  for (const MerchantId merchant :
       outbox_store::merchants_with_pending(database_, MerchantId{}, kMostMerchants)) {
    const Time now = clock_.now();
    std::vector<std::string> finished;
    std::set<PaymentId> projected;
    for (const PendingEvent& pending : outbox_store::claim_outbox(
             database_, merchant, kMostOfMerchant, now + kClaim, now)) {
      finished.push_back(pending.event_id);
      if (!pending.payment || !projected.insert(pending.payment->key.payment_id).second) continue;
      if (shows(*pending.payment, pending.attempt_state)) history.project(*pending.payment);
      if (blocks(pending)) {
        block_card(database_, pending.payment->shopper_id, pending.card_id,
                   pending.response_code, now);
      }
    }
    if (!finished.empty()) outbox_store::finish_outbox(database_, merchant, finished);
    handed_over += finished.size();
  }
  return handed_over;
}

}  // namespace pay200
