#include "core/payment/recovery_service.hpp"

#include <chrono>

#include "core/payment/payment_store.hpp"
#include "core/payment/send_reversal.hpp"
#include "core/platform/log.hpp"

namespace pay200 {
namespace {

/// A round's share, so that one kind of work does not hold up the others.
constexpr std::size_t kMostInRound = 200;

}  // namespace

RecoveryService::RecoveryService(db::Database& database, const Clock& clock, const Config& config,
                                 LinkClient& link)
    : database_(database), clock_(clock), config_(config), link_(link) {}

std::size_t RecoveryService::sweep_deadlines() {
  const Time now = clock_.now();
  std::size_t changed = 0;
  for (const PaymentKey& key : payment_store::due_payments(database_, kMostInRound, now)) {
    const PaymentState state = payment_store::expire_payment(database_, key, now);
    // Anything else: somebody was faster.
    if (state == PaymentState::kExpired || state == PaymentState::kReady) ++changed;
  }
  return changed;
}

std::size_t RecoveryService::sweep_attempts() {
  const Time now = clock_.now();
  const std::chrono::milliseconds grace(config_.relay.attempt_grace_ms);
  std::size_t marked = 0;
  for (const auto& due : payment_store::due_attempts(database_, kMostInRound, now - grace)) {
    const auto transition =
        payment_store::mark_unknown(database_, due.merchant_id, due.attempt_id,
                                    ReversalId::make(now), "no answer was recorded in time", now);
    if (transition.outcome != "unknown") continue;
    ++marked;
    log::warning("attempt_swept", {{"merchant_id", to_text(due.merchant_id)},
                                   {"attempt_id", to_text(due.attempt_id)}});
  }
  return marked;
}

std::vector<DueReversal> RecoveryService::due_reversals(std::size_t most) {
  return payment_store::due_reversals(database_, most, clock_.now());
}

bool RecoveryService::send_reversal(const DueReversal& due) {
  const ReversalSender sender{database_, clock_, config_, link_};
  return sender.send(due).end == ReversalSender::End::kEnded;
}

}  // namespace pay200
