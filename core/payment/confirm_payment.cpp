// The way of the money: record the attempt, commit, send it, record the answer. The shopper's
// confirm begins it, or, where a browser chose the amount, the shop's after the shopper's.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/acquirer/answer.hpp"
#include "core/ledger/posting.hpp"
#include "core/payment/acquirer_terms.hpp"
#include "core/payment/back_off.hpp"
#include "core/payment/payment_answer.hpp"
#include "core/payment/payment_service.hpp"
#include "core/payment/payment_store.hpp"
#include "core/payment/recording.hpp"
#include "core/payment/send_reversal.hpp"
#include "core/platform/assert.hpp"
#include "core/platform/fail_point.hpp"
#include "core/platform/log.hpp"
#include "core/platform/metrics/metrics.hpp"
#include "core/shopper/blocked_card.hpp"
#include "core/shopper/shopper_service.hpp"

namespace pay200 {
namespace {

using payment_store::Transition;
using std::chrono::seconds;

constexpr int kRetryWithoutRouteAfterS = 5;
/// A confirm answers within this, before nginx gives up (fastcgi_read_timeout, 45 s).
constexpr seconds kMostOpen{40};
/// A reversal that could not be waited for this long is left to the relay.
constexpr std::chrono::milliseconds kLeastForReversal{500};

struct Parts {
  db::Database& database;
  const Clock& clock;
  const Config& config;
  LinkClient& link;
  const std::string& pin_key;
};

/// What is charged, and on whose confirm.
struct Confirmed {
  PaymentKey key;
  ShopperId shopper_id;
  CardToCharge card;
  int installment_months = 0;
  std::int64_t total_minor = 0;
  FeeContract fee;
  std::optional<ConfirmId> confirm_id;  ///< the shopper's, where the shop's has claimed it
};

Error with_retry_after(Error error) {
  if (error.code == ErrorCode::kAcquirerUnavailable) error.retry_after_s = kRetryWithoutRouteAfterS;
  return error;
}

/// This very request has been made before, or the payment is not ours to charge.
PaymentAnswer answer_of_earlier(const Transition& found) {
  if (!is_done(found)) return refusal(found);
  PAY200_ASSERT(found.payment);
  if (found.outcome == "approved" || found.outcome == "confirmed") {
    return {.result = *found.payment,
            .replayed = found.replayed,
            .pending = found.outcome == "confirmed"};
  }
  return unsettled_confirm(*found.payment, found.replayed);
}

/// Refusals that come only once PIN or passkey have been found right. A passkey's time is over
/// after some minutes: who makes the request again then is told what became of it.
bool proves_who_asks(ErrorCode refusal) {
  return refusal == ErrorCode::kBlockedCard || refusal == ErrorCode::kExpiredPasskeyChallenge;
}

/// Only once the request has proved who asks, PIN included: what is kept for a guess must not tell
/// whether it was right.
PaymentAnswer kept_answer_or(db::Database& database, MerchantId merchant_id,
                             const payment_store::OptionalClaim& idempotency, Error error) {
  if (idempotency) {
    const Transition kept = payment_store::kept_answer(database, merchant_id, *idempotency);
    if (!kept.outcome.empty()) return answer_of_earlier(kept);
  }
  return {.result = with_retry_after(std::move(error))};
}

/// One charge. Its phases stand in the order in which they run.
class Charge {
 public:
  Charge(const Parts& parts, const Confirmed& confirmed,
         const payment_store::OptionalClaim& idempotency)
      : parts_(parts),
        confirmed_(confirmed),
        idempotency_(idempotency),
        merchant_id_(confirmed.key.merchant_id) {}

  PaymentAnswer run() {
    auto slot = parts_.link.reserve_slot(confirmed_.card.live);
    if (!slot) return kept_answer_or(parts_.database, merchant_id_, idempotency_, slot.error());
    slot_ = std::move(slot).value();
    began_at_ = parts_.clock.now();
    const Transition begun = begin();
    if (begun.outcome != "started") return answer_of_earlier(begun);
    fail_point("after_attempt_committed");
    AcquirerOutcome outcome = parts_.link.pay(merchant_id_, attempt_id_, deadline_at_);
    fail_point("after_answer_before_record");
    try {
      while (goes_on_elsewhere(outcome)) {
        outcome = parts_.link.pay(merchant_id_, attempt_id_, deadline_at_);
      }
      return record(outcome);
    } catch (const std::exception& error) {
      // The message has left: whatever breaks now, nothing but "unknown" is true.
      return not_recorded(error.what());
    }
  }

 private:
  // ---- before the attempt

  Transition begin() {
    const Time now = parts_.clock.now();
    attempt_id_ = AttemptId::make(now);
    deadline_at_ = now + acquirer_timeout(parts_.config, slot_.acquirer);
    return payment_store::begin_attempt(parts_.database, confirmed_.key,
                                        {.id = attempt_id_,
                                         .shopper_id = confirmed_.shopper_id,
                                         .confirm_id = confirmed_.confirm_id,
                                         .card = confirmed_.card,
                                         .installment_months = confirmed_.installment_months,
                                         .slot = slot_,
                                         .deadline_at = deadline_at_},
                                        parts_.config.payment.max_attempts, idempotency_, now);
  }

  // ---- after it

  /// Whether another acquirer has the payment now.
  bool goes_on_elsewhere(const AcquirerOutcome& outcome) {
    switch (outcome.kind) {
      case OutcomeKind::kNotSent:
        return rerouted(outcome.why);
      case OutcomeKind::kUnknown:
        return rerouted_once_reversed(outcome.why);
      case OutcomeKind::kAnswered:
        return false;
    }
    PAY200_ASSERT(!"an outcome that is no enumerator");
  }

  /// Nothing was sent: at once.
  bool rerouted(const std::string& why) {
    const auto slot = another_slot();
    if (!slot || parts_.clock.now() > latest_begin(*slot)) return false;
    tell("attempt_rerouted", log::Level::kWarning, why);
    return started(*slot, [&](const payment_store::NextAttempt& next, Time now) {
      return payment_store::reroute_attempt(parts_.database, merchant_id_, attempt_id_, next, now);
    });
  }

  /// It may have been approved: only once the acquirer has acknowledged the reversal.
  bool rerouted_once_reversed(const std::string& why) {
    const auto slot = another_slot();
    if (!slot) return false;
    const Time latest = latest_begin(*slot);
    if (std::max(parts_.clock.now(), deadline_at_) + kLeastForReversal > latest) return false;
    // A connection was lost: sooner, the reversal could overtake what it is to undo.
    std::this_thread::sleep_for(deadline_at_ - parts_.clock.now());
    const auto due = owe_reversal(why, latest);
    if (!due) return false;
    const ReversalSender sender{parts_.database, parts_.clock, parts_.config, parts_.link};
    const AcquirerOutcome outcome = sender.send_claimed(*due, deadline_at_);
    if (is_acknowledged(outcome) && started_after(*due, outcome.response_code, *slot)) return true;
    sender.record(*due, outcome);
    return false;
  }

  /// Claimed, for this request to send it now. nullopt: its acquirer cannot be reached, or a cancel
  /// has been recorded meanwhile.
  std::optional<DueReversal> owe_reversal(const std::string& why, Time latest) {
    const auto slot = parts_.link.reserve_slot(slot_.acquirer, slot_.identity.terminal_id);
    if (!slot) return std::nullopt;
    const Time now = parts_.clock.now();
    const Time answer_by = std::min(latest, now + acquirer_timeout(parts_.config, slot_.acquirer));
    const payment_store::ClaimedReversal reversal{ReversalId::make(now), *slot, answer_by,
                                                  answer_by + back_off(parts_.config.relay, 0)};
    Transition owed;
    const bool recorded = record_firmly("reverse", [&] {
      owed = payment_store::reverse_attempt(parts_.database, merchant_id_, attempt_id_, reversal,
                                            why, now);
    });
    if (!recorded) throw std::runtime_error("reverse");  // whether it is owed, the sweep finds out
    if (owed.outcome != "reversing") return std::nullopt;
    deadline_at_ = answer_by;
    return DueReversal{.merchant_id = merchant_id_,
                       .reversal_id = reversal.id,
                       .acquirer = slot_.acquirer,
                       .terminal_id = slot_.identity.terminal_id};
  }

  static bool is_acknowledged(const AcquirerOutcome& outcome) {
    return outcome.kind == OutcomeKind::kAnswered &&
           reverse_answer(outcome.response_code, false) == ReverseAnswer::kAcknowledged;
  }

  bool started_after(const DueReversal& reversed, const std::string& response_code,
                     const Slot& slot) {
    tell("attempt_rerouted", log::Level::kWarning, "reversed with " + response_code);
    return started(slot, [&](const payment_store::NextAttempt& next, Time now) {
      const payment_store::AcknowledgedReversal reversal{
          reversed.reversal_id, response_code, ReversalId::make(now),
          now + std::chrono::milliseconds(parts_.config.relay.refund_settle_ms)};
      return payment_store::reroute_reversed_attempt(parts_.database, merchant_id_, attempt_id_,
                                                     reversal, next, now);
    });
  }

  /// At an acquirer that has not had this payment yet and takes one now.
  std::optional<Slot> another_slot() {
    tried_.push_back(slot_.acquirer);
    auto slot = parts_.link.reserve_slot(confirmed_.card.live, tried_);
    if (!slot) return std::nullopt;
    return std::move(slot).value();
  }

  /// The next answer may have to be waited for twice: the payment's, then its void's.
  Time latest_begin(const Slot& slot) const {
    return began_at_ + kMostOpen - 2 * acquirer_timeout(parts_.config, slot.acquirer);
  }

  /// The next attempt, by `reroute(next, now)`. False: this one stays the payment's.
  template <class Reroute>
  bool started(const Slot& slot, Reroute reroute) {
    const Time now = parts_.clock.now();
    const payment_store::NextAttempt next{AttemptId::make(now), slot,
                                          now + acquirer_timeout(parts_.config, slot.acquirer)};
    Transition moved;
    if (!record_firmly("reroute", [&] { moved = reroute(next, now); })) {
      throw std::runtime_error("reroute");  // which attempt stands, the sweep finds out
    }
    if (moved.outcome != "started") return false;
    attempt_id_ = next.id;
    slot_ = next.slot;
    deadline_at_ = next.deadline_at;
    return true;
  }

  PaymentAnswer record(const AcquirerOutcome& outcome) {
    switch (outcome.kind) {
      case OutcomeKind::kNotSent:
        return record_not_sent(outcome.why);
      case OutcomeKind::kUnknown:
        return record_unknown(outcome.why);
      case OutcomeKind::kAnswered:
        break;
    }
    const PayAnswer answer = pay_answer(outcome.response_code, outcome.approval_code);
    if (answer.alarm) tell("attempt_alarm", log::Level::kError, outcome.response_code);
    switch (answer.kind) {
      case PayAnswer::Kind::kApproved:
        return record_approval(outcome);
      case PayAnswer::Kind::kDeclined:
        return record_decline(outcome.response_code, answer.error_code);
      case PayAnswer::Kind::kUnclear:
        return record_unknown("unclear answer " + outcome.response_code);
    }
    PAY200_ASSERT(!"an answer that is no enumerator");
  }

  PaymentAnswer record_approval(const AcquirerOutcome& outcome) {
    const Time approved_at = parts_.clock.now();
    const std::int64_t amount = confirmed_.total_minor;
    const Fee fee = fee_for(amount, confirmed_.fee.basis_points, confirmed_.fee.fixed_minor);
    const payment_store::Approval approval{.response_code = outcome.response_code,
                                           .approval_code = outcome.approval_code,
                                           .transaction_id = TransactionId::make(approved_at),
                                           .business_day = business_day_at(approved_at),
                                           .entries = approval_entries(amount, fee),
                                           .void_reversal_id = ReversalId::make(approved_at)};
    Transition approved;
    const bool recorded = record_firmly("approval", [&] {
      approved = payment_store::approve_payment(parts_.database, merchant_id_, attempt_id_,
                                                approval, approved_at);
    });
    if (!recorded) return not_recorded("approval");
    fail_point("after_approval_recorded");
    if (approved.outcome == "approved") return {.result = *std::move(approved.payment)};
    if (approved.outcome == "canceled") return void_at_once(approval.void_reversal_id);
    return not_recorded("approval came after the attempt had been given up");
  }

  /// A cancel was recorded while the authorization was on its way.
  PaymentAnswer void_at_once(ReversalId reversal_id) {
    const ReversalSender sender{parts_.database, parts_.clock, parts_.config, parts_.link};
    const auto sent = sender.send_first(merchant_id_, reversal_id);
    const bool stands = sent.payment && sent.payment->state == PaymentState::kApproved;
    if (stands) return {.result = *sent.payment};  // the acquirer would not undo it
    return {.result = ErrorCode::kAlreadyCanceledPayment};
  }

  PaymentAnswer record_decline(const std::string& response_code, ErrorCode error_code) {
    const payment_store::Decline decline{.response_code = response_code,
                                         .error_code = error_code,
                                         .max_attempts = parts_.config.payment.max_attempts};
    Transition declined;
    const bool recorded = record_firmly("decline", [&] {
      const Time now = parts_.clock.now();
      declined = payment_store::decline_payment(parts_.database, merchant_id_, attempt_id_, decline,
                                                give_back(now), now);
    });
    if (!recorded || declined.outcome != "declined") return not_recorded("decline");
    fail_point("after_decline_recorded");
    if (decline_advice(response_code) == DeclineAdvice::kNeverWithThisCard) {
      block_declined_card(parts_.database, parts_.config.limits, parts_.pin_key,
                          {confirmed_.shopper_id, confirmed_.card.id, response_code},
                          parts_.clock.now());
    }
    return {.result = Error{.code = error_code, .acquirer_code = response_code}};
  }

  PaymentAnswer record_not_sent(const std::string& why) {
    tell("attempt_not_sent", log::Level::kWarning, why);
    Transition released;
    const bool recorded = record_firmly("release", [&] {
      const Time now = parts_.clock.now();
      released = payment_store::release_attempt(parts_.database, merchant_id_, attempt_id_,
                                                give_back(now), now);
    });
    if (!recorded || released.outcome != "released") return not_recorded("release");
    if (released.payment && released.payment->state == PaymentState::kCanceled) {
      return {.result = ErrorCode::kAlreadyCanceledPayment};
    }
    return {.result = with_retry_after({.code = ErrorCode::kAcquirerUnavailable, .cause = why})};
  }

  PaymentAnswer record_unknown(const std::string& why) {
    tell("attempt_unknown", log::Level::kWarning, why);
    const auto reversal_id = ReversalId::make(parts_.clock.now());
    Transition marked;
    const bool recorded = record_firmly("unknown", [&] {
      marked = payment_store::mark_unknown(parts_.database, merchant_id_, attempt_id_, reversal_id,
                                           why, parts_.clock.now());
    });
    if (!recorded) return not_recorded("unknown");
    fail_point("after_unknown_recorded");
    // Reversed in this very request, for a cancel that came meanwhile: nothing is unknown any more.
    if (marked.payment && is_settled(marked.payment->state)) {
      return unsettled_confirm(*marked.payment, false);
    }
    return {.result = Error{.code = ErrorCode::kOutcomeUnknown, .cause = why}};
  }

  /// The attempt is left as it is: the sweep calls it unknown, and the reversal follows.
  PaymentAnswer not_recorded(const std::string& what) {
    tell("attempt_outcome_not_recorded", log::Level::kError, what);
    return {.result = Error{.code = ErrorCode::kOutcomeUnknown, .cause = what}};
  }

  payment_store::GiveBack give_back(Time now) const {
    return {.hold_expires_at = now + seconds(parts_.config.payment.hold_lifetime_s),
            .transaction_id = TransactionId::make(now),
            .business_day = business_day_at(now)};
  }

  payment_store::Day business_day_at(Time time) const {
    return acquirer_day(parts_.config, slot_.acquirer, time);
  }

  void tell(const char* event, log::Level level, const std::string& why) const {
    log::write(level, event,
               {{"payment_key", to_text(confirmed_.key)},
                {"attempt_id", to_text(attempt_id_)},
                {"why", why}});
  }

  const Parts& parts_;
  const Confirmed& confirmed_;
  const payment_store::OptionalClaim& idempotency_;
  MerchantId merchant_id_;
  Slot slot_;
  AttemptId attempt_id_;
  Time deadline_at_{};
  Time began_at_{};
  std::vector<std::string> tried_;  ///< acquirers that are out of the question for this payment
};

/// The payment waits for its shop; nothing is sent before that.
PaymentAnswer await_shop_confirm(const Parts& parts, const ConfirmPaymentRequest& request,
                                 const CardToCharge& card) {
  const Time now = parts.clock.now();
  const payment_store::NewConfirm confirm{
      .id = ConfirmId::make(now),
      .shopper_id = request.shopper_id,
      .card = card,
      .installment_months = request.installment_months,
      .expires_at = now + seconds(parts.config.payment.shop_confirm_lifetime_s)};
  return answer_of_earlier(payment_store::await_shop_confirm(parts.database, request.key, confirm,
                                                             parts.config.payment.max_attempts,
                                                             request.idempotency, now));
}

/// A shop's server vouches for what a browser asked for: it must be the same.
std::optional<Error> mismatch(const ShopConfirmRequest& request,
                              const payment_store::ShopConfirmTerms& terms) {
  const auto other = [](const char* param) {
    return Error{.code = ErrorCode::kForbiddenRequest,
                 .param = param,
                 .detail = "not what this payment was created with"};
  };
  if (request.order_id != terms.order_id) return other("orderId");
  if (request.amount_minor != terms.total_minor) return other("amount");
  return std::nullopt;
}

/// Passes it on. A replay is no second payment.
PaymentAnswer counted(PaymentAnswer answer) {
  using metrics::Counter;
  using metrics::Metric;
  static const Counter approved(Metric::kPayments, {{"outcome", "approved"}});
  static const Counter declined(Metric::kPayments, {{"outcome", "declined"}});
  static const Counter unknown(Metric::kPayments, {{"outcome", "unknown"}});
  static const Counter refused(Metric::kPayments, {{"outcome", "refused"}});
  if (answer.replayed) return answer;
  if (answer.result) {
    approved.add();
  } else if (answer.result.error().code == ErrorCode::kOutcomeUnknown) {
    unknown.add();
  } else {
    (answer.result.error().acquirer_code.empty() ? refused : declined).add();
  }
  return answer;
}

}  // namespace

PaymentAnswer PaymentService::confirm_payment(const ConfirmPaymentRequest& request) {
  PAY200_ASSERT(link_ != nullptr);
  const Parts parts{database_, clock_, config_, *link_, pin_key_};
  // Read late, so that of many presses at once few get as far as to reserve a slot; but what a
  // passkey has signed names the amount.
  payment_store::ConfirmTerms terms;
  const auto read_terms = [&] {
    terms = payment_store::terms_to_confirm(database_, request.key, request.shopper_id);
  };
  if (request.passkey) read_terms();
  auto card = card_of(request, terms.total_minor);
  if (!card && proves_who_asks(card.error().code)) {
    return kept_answer_or(database_, request.key.merchant_id, request.idempotency, card.error());
  }
  if (!card) return {.result = card.error()};
  if (!request.passkey) read_terms();
  if (terms.refusal) {
    return kept_answer_or(database_, request.key.merchant_id, request.idempotency,
                          Error{*terms.refusal});
  }
  if (terms.shop_confirms) return await_shop_confirm(parts, request, *card);
  const Confirmed confirmed{.key = request.key,
                            .shopper_id = request.shopper_id,
                            .card = *std::move(card),
                            .installment_months = request.installment_months,
                            .total_minor = terms.total_minor,
                            .fee = terms.fee,
                            .confirm_id = std::nullopt};
  return counted(Charge(parts, confirmed, request.idempotency).run());
}

PaymentAnswer PaymentService::shop_confirm_payment(const ShopConfirmRequest& request) {
  PAY200_ASSERT(link_ != nullptr);
  const auto terms = payment_store::terms_to_shop_confirm(database_, request.key);
  if (!terms) return {.result = ErrorCode::kNotFoundPayment};
  auto fault = mismatch(request, *terms);
  if (!fault && terms->refusal) fault = Error{*terms->refusal};
  if (fault) {
    return kept_answer_or(database_, request.key.merchant_id, request.idempotency,
                          *std::move(fault));
  }
  PAY200_ASSERT(terms->confirm);
  const Confirmed confirmed{.key = request.key,
                            .shopper_id = terms->confirm->shopper_id,
                            .card = terms->confirm->card,
                            .installment_months = terms->confirm->installment_months,
                            .total_minor = terms->total_minor,
                            .fee = terms->fee,
                            .confirm_id = terms->confirm->id};
  const Parts parts{database_, clock_, config_, *link_, pin_key_};
  return counted(Charge(parts, confirmed, request.idempotency).run());
}

}  // namespace pay200
