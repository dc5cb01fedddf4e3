#include "core/payment/recovery_service.hpp"

#include <chrono>
#include <exception>

#include "core/payment/owed_store.hpp"
#include "core/payment/payment_store.hpp"
#include "core/payment/refund_store.hpp"
#include "core/payment/send_refund.hpp"
#include "core/payment/send_reversal.hpp"
#include "core/platform/log.hpp"

namespace pay200 {
namespace {

/// One row that somebody holds locked must not stop the others; a database that has gone must not
/// be asked for each of them.
constexpr int kMostFailures = 3;

/// act(due) for each. What fails is logged and comes due again; the last failure of too many is
/// thrown.
template <class Due, class Act>
void for_each_due(const char* what, const std::vector<Due>& all, Act act) {
  int failures = 0;
  for (const Due& due : all) {
    try {
      act(due);
    } catch (const std::exception& error) {
      log::warning("recovery_skipped", {{"what", what}, {"cause", error.what()}});
      if (++failures == kMostFailures) throw;
    }
  }
}

}  // namespace

RecoveryService::RecoveryService(db::Database& database, const Clock& clock, const Config& config,
                                 LinkClient& link)
    : database_(database), clock_(clock), config_(config), link_(link) {}

std::size_t RecoveryService::sweep_deadlines() {
  const Time now = clock_.now();
  std::size_t changed = 0;
  const auto due = payment_store::due_payments(database_, kMostInRound, now);
  for_each_due("deadline", due, [&](const PaymentKey& key) {
    const PaymentState state = payment_store::expire_payment(database_, key, now);
    // Anything else: somebody was faster.
    if (state == PaymentState::kExpired || state == PaymentState::kReady) ++changed;
  });
  return changed;
}

std::size_t RecoveryService::sweep_attempts() {
  const Time now = clock_.now();
  const std::chrono::milliseconds grace(config_.relay.attempt_grace_ms);
  std::size_t marked = 0;
  const auto all = payment_store::due_attempts(database_, kMostInRound, now - grace);
  for_each_due("attempt", all, [&](const auto& due) {
    const auto transition =
        payment_store::mark_unknown(database_, due.merchant_id, due.attempt_id,
                                    ReversalId::make(now), "no answer was recorded in time", now);
    if (transition.outcome != "unknown") return;
    ++marked;
    log::warning("attempt_swept", {{"merchant_id", to_text(due.merchant_id)},
                                   {"attempt_id", to_text(due.attempt_id)}});
  });
  return marked;
}

std::vector<DueReversal> RecoveryService::due_reversals(std::size_t most) {
  return payment_store::due_reversals(database_, most, clock_.now());
}

bool RecoveryService::send_reversal(const DueReversal& due) {
  const ReversalSender sender{database_, clock_, config_, link_};
  return sender.send(due).end == ReversalSender::End::kEnded;
}

std::vector<DueRefund> RecoveryService::due_refunds(std::size_t most) {
  return refund_store::due_refunds(database_, most, clock_.now());
}

bool RecoveryService::advance_refund(const DueRefund& due) {
  const RefundSender sender{database_, clock_, config_, link_};
  return sender.advance(due).ended;
}

Owed RecoveryService::what_is_owed() { return owed_store::what_is_owed(database_, clock_.now()); }

}  // namespace pay200
