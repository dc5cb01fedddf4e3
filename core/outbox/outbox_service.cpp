#include "core/outbox/outbox_service.hpp"

#include <chrono>
#include <exception>
#include <set>
#include <string>
#include <vector>

#include "core/acquirer/answer.hpp"
#include "core/history/history_service.hpp"
#include "core/outbox/outbox_store.hpp"
#include "core/platform/fail_point.hpp"
#include "core/platform/log.hpp"
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
  return pending.declined_card &&
         decline_advice(pending.declined_code) == DeclineAdvice::kNeverWithThisCard;
}

}  // namespace

std::size_t OutboxService::hand_over() {
  std::size_t handed_over = 0;
  MerchantId last{};
  while (true) {
    const auto merchants = outbox_store::merchants_with_pending(database_, last, kMostMerchants);
    for (const MerchantId merchant : merchants) {
      try {
        handed_over += hand_over_of(merchant);
      } catch (const std::exception& error) {
        // Still pending: its claim runs out. The other merchants' events do not wait for it.
        log::warning("outbox_not_handed_over",
                     {{"merchant_id", to_text(merchant)}, {"cause", error.what()}});
      }
    }
    if (merchants.size() < kMostMerchants) return handed_over;
    last = merchants.back();
  }
}

std::size_t OutboxService::hand_over_of(MerchantId merchant) {
  const Time now = clock_.now();
  HistoryService history(database_);
  std::vector<std::string> finished;
  std::set<PaymentId> projected;
  std::vector<PaymentEvent> events;
  for (const PendingEvent& pending :
       outbox_store::claim_outbox(database_, merchant, kMostOfMerchant, now + kClaim, now)) {
    fail_point("after_outbox_claimed");
    finished.push_back(pending.event_id);
    events.push_back(pending.of_payment);
    if (!pending.payment) continue;
    const HistoryEntry& payment = *pending.payment;
    const bool first = projected.insert(payment.key.payment_id).second;
    if (first && shows(payment, pending.attempt_state)) history.project(payment);
    if (blocks(pending)) {
      block_card(database_, {payment.shopper_id, *pending.declined_card, pending.declined_code},
                 now);
    }
  }
  if (webhooks_ != nullptr) webhooks_->publish(merchant, events);
  if (!finished.empty()) fail_point("before_outbox_finished");
  if (!finished.empty()) outbox_store::finish_outbox(database_, merchant, finished);
  return finished.size();
}

}  // namespace pay200
