#include "core/payment/send_refund.hpp"

#include <chrono>
#include <exception>
#include <utility>

#include "core/acquirer/answer.hpp"
#include "core/payment/acquirer_terms.hpp"
#include "core/payment/back_off.hpp"
#include "core/payment/recording.hpp"
#include "core/payment/refund_store.hpp"
#include "core/platform/fail_point.hpp"
#include "core/platform/log.hpp"

namespace pay200 {
namespace {

using payment_store::Transition;
using std::chrono::milliseconds;

void tell(const char* event, log::Level level, const DueRefund& due, const char* name,
          const std::string& value) {
  log::write(level, event,
             {{"merchant_id", to_text(due.merchant_id)},
              {"refund_id", due.refund_id.to_sql()},
              {name, value}});
}

std::string answer_text(const AcquirerOutcome& outcome) {
  return outcome.kind == OutcomeKind::kAnswered ? outcome.response_code : outcome.why;
}

}  // namespace

RefundSender::Step RefundSender::advance(const DueRefund& due) const {
  switch (due.state) {
    case RefundState::kPending:
      return send(due, false);
    case RefundState::kSending:
      return record_unknown(due, "no answer was recorded in time");
    case RefundState::kUnknown:
      return inquire(due);
    case RefundState::kDone:
    case RefundState::kRefused:
    case RefundState::kAlarmed:
      break;
  }
  return {.ended = true};
}

RefundSender::Step RefundSender::send_first(MerchantId merchant_id, RefundId refund_id) const {
  try {
    const auto due = refund_store::find_refund(database, merchant_id, refund_id);
    if (!due || due->state != RefundState::kPending) return {};
    return send(*due, true);
  } catch (const std::exception& error) {
    log::warning("refund_left_to_relay",
                 {{"refund_id", refund_id.to_sql()}, {"cause", error.what()}});
    return {};
  }
}

RefundSender::Step RefundSender::send(const DueRefund& due, bool first) const {
  auto slot = link.reserve_slot(due.acquirer, due.terminal_id);
  if (!slot) {
    const Time now = clock.now();
    if (!first) refund_store::postpone_refund(database, due, now + back_off(config.relay, 0), now);
    return {};
  }
  const Time now = clock.now();
  const Time deadline_at = now + acquirer_timeout(config, due.acquirer);
  const refund_store::RefundClaim claim{
      .first = first,
      .slot = std::move(slot).value(),
      .deadline_at = deadline_at,
      .next_at = deadline_at + milliseconds(config.relay.attempt_grace_ms)};
  if (!refund_store::claim_refund(database, due.merchant_id, due.refund_id, claim, now)) return {};
  fail_point("after_refund_claimed");
  const AcquirerOutcome outcome = link.refund(due.merchant_id, due.refund_id, deadline_at);
  fail_point("after_refund_answered");
  tell("refund_sent", log::Level::kInfo, due, "answer", answer_text(outcome));
  return record_sent(due, claim.slot, outcome);
}

RefundSender::Step RefundSender::record_sent(const DueRefund& due, const Slot& slot,
                                             const AcquirerOutcome& outcome) const {
  if (outcome.kind == OutcomeKind::kNotSent) {
    record_firmly("refund_not_sent", [&] {
      refund_store::release_refund(database, due.merchant_id, due.refund_id, slot,
                                   clock.now() + back_off(config.relay, due.tries));
    });
    return {};
  }
  if (outcome.kind == OutcomeKind::kUnknown) return record_unknown(due, outcome.why);
  switch (refund_answer(outcome.response_code, outcome.approval_code)) {
    case RefundAnswer::kExecuted:
      return record_execution(due, outcome);
    case RefundAnswer::kRefused:
      return record_refusal(due, outcome.response_code, false);
    case RefundAnswer::kUnclear:
      return record_unknown(due, "unclear answer " + outcome.response_code);
    // It approved the sale, and our own rows say so.
    case RefundAnswer::kNeverSeen:
    case RefundAnswer::kAlarm:
      break;
  }
  return record_refusal(due, outcome.response_code, true);
}

RefundSender::Step RefundSender::inquire(const DueRefund& due) const {
  const auto timeout = acquirer_timeout(config, due.acquirer);
  const Time now = clock.now();
  const Time next_at = now + timeout + back_off(config.relay, due.tries);
  if (!refund_store::claim_refund_inquiry(database, due, next_at, now)) return {};
  const AcquirerOutcome outcome =
      link.inquire_refund(due.merchant_id, due.refund_id, now + timeout);
  tell("refund_inquired", log::Level::kInfo, due, "answer", answer_text(outcome));
  if (outcome.kind != OutcomeKind::kAnswered) return {};
  switch (refund_answer(outcome.response_code, outcome.approval_code)) {
    case RefundAnswer::kExecuted:
      return record_execution(due, outcome);
    case RefundAnswer::kRefused:
      return record_refusal(due, outcome.response_code, false);
    case RefundAnswer::kNeverSeen:
      return record_never_seen(due, outcome.response_code, now);
    case RefundAnswer::kUnclear:
      return {};
    case RefundAnswer::kAlarm:
      break;
  }
  return record_refusal(due, outcome.response_code, true);
}

RefundSender::Step RefundSender::record_execution(const DueRefund& due,
                                                  const AcquirerOutcome& outcome) const {
  const Time executed_at = clock.now();
  const refund_store::Execution execution{
      .response_code = outcome.response_code,
      .approval_code = outcome.approval_code,
      .transaction_id = TransactionId::make(executed_at),
      .business_day = acquirer_day(config, due.acquirer, executed_at)};
  Transition made;
  const bool recorded = record_firmly("refund", [&] {
    made = refund_store::complete_refund(database, due.merchant_id, due.refund_id, execution,
                                         executed_at);
  });
  if (!recorded) return {};  // found by an inquiry
  fail_point("after_refund_recorded");
  if (made.outcome != "refunded") {
    tell("refund_executed_after_all", log::Level::kError, due, "state", made.outcome);
  }
  return {true, std::move(made.payment)};
}

RefundSender::Step RefundSender::record_refusal(const DueRefund& due,
                                                const std::string& response_code,
                                                bool alarm) const {
  if (alarm) tell("refund_alarm", log::Level::kError, due, "response_code", response_code);
  Transition made;
  const bool recorded = record_firmly("refund_refusal", [&] {
    made = refund_store::refuse_refund(database, due.merchant_id, due.refund_id, response_code,
                                       alarm, clock.now());
  });
  if (!recorded) return {};
  return {true, std::move(made.payment)};
}

RefundSender::Step RefundSender::record_never_seen(const DueRefund& due,
                                                   const std::string& response_code,
                                                   Time asked_at) const {
  const Transition made = refund_store::abandon_refund(
      database, due.merchant_id, due.refund_id, response_code, asked_at,
      milliseconds(config.relay.refund_settle_ms), clock.now());
  return {made.outcome != "unknown", made.payment};
}

RefundSender::Step RefundSender::record_unknown(const DueRefund& due,
                                                const std::string& why) const {
  tell("refund_unknown", log::Level::kWarning, due, "why", why);
  Transition made;
  const bool recorded = record_firmly("refund_unknown", [&] {
    const Time now = clock.now();
    made = refund_store::mark_refund_unknown(database, due.merchant_id, due.refund_id, why,
                                             now + back_off(config.relay, 0), now);
  });
  if (!recorded) return {};
  return {made.outcome != "unknown", std::move(made.payment)};
}

}  // namespace pay200
