// The way of the money: record the attempt, commit, send it, record the answer.

#include <chrono>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/acquirer/answer.hpp"
#include "core/ledger/posting.hpp"
#include "core/payment/acquirer_terms.hpp"
#include "core/payment/payment_answer.hpp"
#include "core/payment/payment_service.hpp"
#include "core/payment/payment_store.hpp"
#include "core/payment/recording.hpp"
#include "core/payment/send_reversal.hpp"
#include "core/platform/assert.hpp"
#include "core/platform/log.hpp"
#include "core/shopper/blocked_card.hpp"
#include "core/shopper/shopper_service.hpp"

namespace pay200 {
namespace {

using payment_store::Transition;
using std::chrono::seconds;

constexpr int kRetryWithoutRouteAfterS = 5;
/// A confirm answers within this, before nginx gives up (fastcgi_read_timeout, 45 s).
constexpr seconds kMostOpen{40};

struct Parts {
  db::Database& database;
  const Clock& clock;
  const Config& config;
  LinkClient& link;
  const std::string& pin_key;
};

/// One confirm. Its phases stand in the order in which they run.
class Confirmation {
 public:
  Confirmation(const Parts& parts, const ConfirmPaymentRequest& request)
      : parts_(parts), request_(request), merchant_id_(request.key.merchant_id) {}

  PaymentAnswer run() {
    const auto card =
        card_to_charge(parts_.database, parts_.pin_key, request_.shopper_id, request_.card_id,
                       request_.pin, parts_.config.shopper.pin_max_failures, confirm_limit());
    if (!card && card.error().code == ErrorCode::kBlockedCard) return kept_answer_or(card.error());
    if (!card) return {.result = card.error()};
    terms_ = payment_store::terms_to_confirm(parts_.database, request_.key, request_.shopper_id);
    if (terms_.refusal) return kept_answer_or(Error{*terms_.refusal});
    auto slot = parts_.link.reserve_slot(card->live);
    if (!slot) return kept_answer_or(slot.error());
    slot_ = std::move(slot).value();
    live_ = card->live;
    began_at_ = parts_.clock.now();
    const Transition begun = begin(*card);
    if (begun.outcome != "started") return answer_of_earlier(begun);
    AcquirerOutcome outcome = parts_.link.pay(merchant_id_, attempt_id_, deadline_at_);
    try {
      while (outcome.kind == OutcomeKind::kNotSent && rerouted(outcome.why)) {
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

  ConfirmLimit confirm_limit() const {
    const auto& limits = parts_.config.limits;
    return {limits.confirms_per_shopper, limits.confirm_window_s, parts_.clock.now()};
  }

  /// Only after the PIN: what is kept for a guess must not tell whether it was right.
  PaymentAnswer kept_answer_or(Error error) {
    if (request_.idempotency) {
      const Transition kept =
          payment_store::kept_answer(parts_.database, merchant_id_, *request_.idempotency);
      if (!kept.outcome.empty()) return answer_of_earlier(kept);
    }
    if (error.code == ErrorCode::kAcquirerUnavailable) {
      error.retry_after_s = kRetryWithoutRouteAfterS;
    }
    return {.result = std::move(error)};
  }

  Transition begin(const CardToCharge& card) {
    const Time now = parts_.clock.now();
    attempt_id_ = AttemptId::make(now);
    deadline_at_ = now + acquirer_timeout(parts_.config, slot_.acquirer);
    return payment_store::begin_attempt(parts_.database, request_.key,
                                        {.id = attempt_id_,
                                         .shopper_id = request_.shopper_id,
                                         .card = card,
                                         .slot = slot_,
                                         .deadline_at = deadline_at_},
                                        parts_.config.payment.max_attempts, request_.idempotency,
                                        now);
  }

  /// The payment is not ours to charge, or this very request has been made before.
  static PaymentAnswer answer_of_earlier(const Transition& found) {
    if (!is_done(found)) return refusal(found);
    PAY200_ASSERT(found.payment);
    if (found.outcome == "approved") {
      return {.result = *found.payment, .replayed = found.replayed};
    }
    return unsettled_confirm(*found.payment, found.replayed);
  }

  // ---- after it

  /// Nothing was sent, and another acquirer has the payment now: not yet, if false.
  bool rerouted(const std::string& why) {
    tried_.push_back(slot_.acquirer);
    auto slot = parts_.link.reserve_slot(live_, tried_);
    if (!slot) return false;
    const Time now = parts_.clock.now();
    const auto timeout = acquirer_timeout(parts_.config, slot->acquirer);
    // The answer may have to be waited for twice: the payment, then its void.
    if (now + 2 * timeout > began_at_ + kMostOpen) return false;
    tell("attempt_rerouted", log::Level::kWarning, why);
    const payment_store::NextAttempt next{AttemptId::make(now), *slot, now + timeout};
    Transition moved;
    const bool recorded = record_firmly("reroute", [&] {
      moved = payment_store::reroute_attempt(parts_.database, merchant_id_, attempt_id_, next, now);
    });
    if (!recorded)
      throw std::runtime_error("reroute");  // which attempt stands, the sweep finds out
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
    const std::int64_t amount = terms_.total_minor;
    const Fee fee = fee_for(amount, terms_.fee.basis_points, terms_.fee.fixed_minor);
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
    if (decline_advice(response_code) == DeclineAdvice::kNeverWithThisCard) {
      block_declined_card(parts_.database, parts_.config.limits, parts_.pin_key,
                          {request_.shopper_id, request_.card_id, response_code},
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
    return {.result = Error{.code = ErrorCode::kAcquirerUnavailable,
                            .cause = why,
                            .retry_after_s = kRetryWithoutRouteAfterS}};
  }

  PaymentAnswer record_unknown(const std::string& why) {
    tell("attempt_unknown", log::Level::kWarning, why);
    const auto reversal_id = ReversalId::make(parts_.clock.now());
    const bool recorded = record_firmly("unknown", [&] {
      payment_store::mark_unknown(parts_.database, merchant_id_, attempt_id_, reversal_id, why,
                                  parts_.clock.now());
    });
    if (!recorded) return not_recorded("unknown");
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
               {{"payment_key", to_text(request_.key)},
                {"attempt_id", to_text(attempt_id_)},
                {"why", why}});
  }

  const Parts& parts_;
  const ConfirmPaymentRequest& request_;
  MerchantId merchant_id_;
  Slot slot_;
  AttemptId attempt_id_;
  Time deadline_at_{};
  Time began_at_{};
  bool live_ = false;
  std::vector<std::string> tried_;  ///< acquirers to which nothing could be sent
  payment_store::ConfirmTerms terms_;
};

}  // namespace

PaymentAnswer PaymentService::confirm_payment(const ConfirmPaymentRequest& request) {
  PAY200_ASSERT(link_ != nullptr);
  const Parts parts{database_, clock_, config_, *link_, pin_key_};
  return Confirmation(parts, request).run();
}

}  // namespace pay200
