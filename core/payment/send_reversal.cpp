#include "core/payment/send_reversal.hpp"

#include <chrono>
#include <exception>
#include <string>
#include <utility>

#include "core/acquirer/answer.hpp"
#include "core/payment/acquirer_terms.hpp"
#include "core/payment/back_off.hpp"
#include "core/payment/payment_store.hpp"
#include "core/payment/recording.hpp"
#include "core/platform/fail_point.hpp"
#include "core/platform/log.hpp"

namespace pay200 {
namespace {

using payment_store::Transition;

void log_sent(const DueReversal& due, const AcquirerOutcome& outcome) {
  const bool answered = outcome.kind == OutcomeKind::kAnswered;
  log::info("reversal_sent", {{"reversal_id", due.reversal_id.to_sql()},
                              {"kind", due.is_void ? "void" : "reversal"},
                              {"try", std::to_string(due.tries + 1)},
                              {"answer", answered ? outcome.response_code : outcome.why}});
}

void log_alarm(const DueReversal& due, const std::string& response_code) {
  log::error("reversal_alarm", {{"merchant_id", to_text(due.merchant_id)},
                                {"reversal_id", due.reversal_id.to_sql()},
                                {"response_code", response_code}});
}

}  // namespace

ReversalSender::Sent ReversalSender::send(const DueReversal& due) const {
  std::optional<Slot> slot;  // a repeat keeps the slot of its first try
  if (due.tries == 0) {
    auto reserved = link.reserve_slot(due.acquirer, due.terminal_id);
    if (!reserved) {
      const Time now = clock.now();
      payment_store::postpone_reversal(database, due, now + back_off(config.relay, 0), now);
      return {};
    }
    slot = std::move(reserved).value();
  }
  return claim_and_send(due, slot, false);
}

ReversalSender::Sent ReversalSender::send_first(MerchantId merchant_id,
                                                ReversalId reversal_id) const {
  try {
    const auto due = payment_store::find_reversal(database, merchant_id, reversal_id);
    if (!due || due->tries > 0) return {};
    const auto slot = link.reserve_slot(due->acquirer, due->terminal_id);
    if (!slot) return {};
    return claim_and_send(*due, *slot, true);
  } catch (const std::exception& error) {
    log::warning("void_left_to_relay",
                 {{"reversal_id", reversal_id.to_sql()}, {"cause", error.what()}});
    return {};
  }
}

ReversalSender::Sent ReversalSender::claim_and_send(const DueReversal& due,
                                                    const std::optional<Slot>& slot,
                                                    bool first) const {
  const auto timeout = acquirer_timeout(config, due.acquirer);
  const Time now = clock.now();
  // Comes due again by itself, once an answer can no longer come, should this process die.
  const Time next_at = now + timeout + back_off(config.relay, due.tries);
  if (!payment_store::claim_reversal(database, due.merchant_id, due.reversal_id, first, slot,
                                     next_at, now)) {
    return {};
  }
  fail_point("after_reversal_claimed");
  const AcquirerOutcome outcome = send_claimed(due, now + timeout);
  fail_point("after_reversal_answered");
  return record(due, outcome);
}

AcquirerOutcome ReversalSender::send_claimed(const DueReversal& due, Time answer_by) const {
  AcquirerOutcome outcome = link.reverse(due.merchant_id, due.reversal_id, answer_by);
  log_sent(due, outcome);
  return outcome;
}

ReversalSender::Sent ReversalSender::record(const DueReversal& due,
                                            const AcquirerOutcome& outcome) const {
  if (outcome.kind != OutcomeKind::kAnswered) return {.end = End::kOwed};
  const ReverseAnswer answer = reverse_answer(outcome.response_code, due.is_void);
  if (answer == ReverseAnswer::kAgain) return {.end = End::kOwed};
  if (answer == ReverseAnswer::kAlarm) log_alarm(due, outcome.response_code);

  const Time answered_at = clock.now();
  const auto transaction_id = TransactionId::make(answered_at);
  const auto refund_id = RefundId::make(answered_at);
  Transition transition;
  const bool recorded = record_firmly("reversal", [&] {
    const Time now = clock.now();
    if (answer == ReverseAnswer::kAcknowledged) {
      transition = payment_store::acknowledge_reversal(
          database, due.merchant_id, due.reversal_id, outcome.response_code, transaction_id,
          acquirer_day(config, due.acquirer, now), now);
    } else if (answer == ReverseAnswer::kTooLate) {
      transition = payment_store::refund_instead(database, due.merchant_id, due.reversal_id,
                                                 outcome.response_code, refund_id, now);
    } else {
      transition = payment_store::refuse_reversal(database, due.merchant_id, due.reversal_id,
                                                  outcome.response_code,
                                                  answer == ReverseAnswer::kAlarm, now);
    }
  });
  if (!recorded || transition.outcome == "pending") return {.end = End::kOwed};
  fail_point("after_reversal_recorded");
  Sent sent{End::kEnded, std::move(transition.payment), {}};
  if (transition.outcome == "refunding" && transition.holder_id) {
    sent.refund_id = RefundId::from_sql(*transition.holder_id);
  }
  return sent;
}

}  // namespace pay200
