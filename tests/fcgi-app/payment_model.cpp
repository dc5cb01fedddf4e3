#include "tests/fcgi-app/payment_model.hpp"

#include <algorithm>
#include <utility>

namespace pay200::test::model {
namespace {

constexpr Seconds kQrLives = 300, kHoldLives = 180, kConfirmLives = 600, kAnswerTime = 10;
constexpr int kMostAttempts = 5;

/// whole * part / of, rounded half up.
std::int64_t share(std::int64_t whole, std::int64_t part, std::int64_t of) {
  return (2 * whole * part + of) / (2 * of);
}

}  // namespace

// ------------------------------------------------------------------ what is asked

Told PaymentModel::ask(const Request& request, const Script& script) {
  switch (request.act) {
    case Request::Act::kCreate:
      return create(request);
    case Request::Act::kScan:
      return scan(request);
    case Request::Act::kConfirm:
      return confirm(request, script);
    case Request::Act::kShopConfirm:
      return shop_confirm(request, script);
    case Request::Act::kCancel:
      return cancel(request, script);
  }
  return no("?");
}

Told PaymentModel::create(const Request& request) {
  if (auto earlier = kept(request)) return *earlier;
  const auto found = orders_.find(request.order);
  if (found != orders_.end()) {
    const auto [number, by_server] = found->second;
    Payment& earlier = payments_[static_cast<std::size_t>(number)];
    const bool unpaid = earlier.phase == Phase::kReady || earlier.phase == Phase::kHeld ||
                        earlier.phase == Phase::kAwaitsShop;
    const bool over = earlier.phase == Phase::kCanceled || earlier.phase == Phase::kAborted ||
                      earlier.phase == Phase::kExpired;
    if ((request.by_client && by_server) || (!unpaid && !over)) return no("DUPLICATED_ORDER_ID");
    if (unpaid) earlier.phase = Phase::kExpired;
  }
  Payment made;
  made.number = payments();
  made.total = request.amount;
  made.shop_confirms = request.by_client;
  made.expires = now + kQrLives;
  payments_.push_back(made);
  orders_[request.order] = {made.number, !request.by_client};
  Told told = ok(made);
  if (const auto scope = scope_of(request)) {
    kept_[*scope] = {.body = request.key->body, .payment = made.number};
    finish(scope, told);
  }
  return told;
}

Told PaymentModel::scan(const Request& request) {
  Payment& payment = payments_[static_cast<std::size_t>(request.payment)];
  if (request.wrong) return no("MODE_MISMATCH");
  lapse(payment);
  if (payment.phase == Phase::kReady) {
    payment.phase = Phase::kHeld;
    payment.shopper = request.shopper;
    payment.hold_until = now + kHoldLives;
    return ok(payment);
  }
  const bool rescan = payment.phase == Phase::kHeld && payment.shopper == request.shopper;
  return rescan ? ok(payment) : no(refusal(payment.phase));
}

Told PaymentModel::confirm(const Request& request, const Script& script) {
  Payment& payment = payments_[static_cast<std::size_t>(request.payment)];
  // A look ahead: by what was last written down, deadlines apart.
  if (payment.phase != Phase::kHeld || payment.shopper != request.shopper) {
    return kept_or(request, refusal(payment.phase));
  }
  if (!payment.shop_confirms) return charge(payment, request, script);
  if (auto earlier = kept(request)) return *earlier;
  lapse(payment);
  if (payment.phase != Phase::kHeld) return no(refusal(payment.phase));
  payment.phase = Phase::kAwaitsShop;
  payment.confirm_until = payment.hold_until = now + kConfirmLives;
  const Told told = ok(payment, true);
  if (const auto scope = scope_of(request)) {
    kept_[*scope] = {.body = request.key->body, .payment = payment.number};
    finish(scope, told);
  }
  return told;
}

Told PaymentModel::shop_confirm(const Request& request, const Script& script) {
  Payment& payment = payments_[static_cast<std::size_t>(request.payment)];
  if (request.wrong) return kept_or(request, "FORBIDDEN_REQUEST");
  if (payment.phase == Phase::kReady || payment.phase == Phase::kHeld) {
    return kept_or(request, "NOT_CONFIRMED_PAYMENT");
  }
  if (payment.phase != Phase::kAwaitsShop) return kept_or(request, refusal(payment.phase));
  return charge(payment, request, script);
}

// ------------------------------------------------------------------ the bank's part

Told PaymentModel::charge(Payment& payment, const Request& request, const Script& script) {
  const Phase wanted = payment.phase;
  if (auto earlier = kept(request)) return *earlier;
  lapse(payment);
  if (payment.phase != wanted) return no(refusal(payment.phase));
  payment.phase = Phase::kSending;
  ++payment.tries;
  const std::size_t attempt = payment.attempts.size();
  payment.attempts.push_back({.deadline = now + kAnswerTime, .scope = scope_of(request)});
  if (const auto scope = scope_of(request)) {
    kept_[*scope] = {.body = request.key->body, .payment = payment.number};
  }
  script.meanwhile();
  return answered(payment, attempt, script);
}

Told PaymentModel::answered(Payment& payment, std::size_t number, const Script& script) {
  Attempt& attempt = payment.attempts[number];
  // Given up meanwhile: whatever the answer says, nobody is told that it was paid.
  if (attempt.state != "sending") return no("OUTCOME_UNKNOWN");
  switch (script.pay) {
    case Bank::kDoes:
    case Bank::kTooLate:
      return approved(payment, attempt, script);
    case Bank::kRefuses:
    case Bank::kLater:
      return declined(payment, attempt);
    case Bank::kNotSent:
      return not_sent(payment, attempt, payment.shop_confirms);
    case Bank::kDoesUnheard:
    case Bank::kHearsNothing:
      break;
  }
  lose(payment, attempt);
  return no("OUTCOME_UNKNOWN");
}

Told PaymentModel::approved(Payment& payment, Attempt& attempt, const Script& script) {
  attempt.state = "approved";
  payment.day = day();
  payment.fee = std::min(share(payment.total, contract_.basis_points, 10'000) + contract_.fixed,
                         payment.total);
  payment.vat = std::min(share(payment.fee, 1, 10), payment.total - payment.fee);
  post(payment.total, payment.fee, payment.vat);
  transactions_.push_back("PAYMENT " + std::to_string(payment.total));
  if (payment.cancels.empty() || payment.cancels.back().state != "in_progress") {
    payment.phase = Phase::kPaid;
    Told told = ok(payment);
    finish(attempt.scope, told);
    return told;
  }
  // It was cancelled while it was on its way.
  payment.phase = Phase::kUndoing;
  payment.undone_at_once = true;
  payment.cancels.back().moved = true;
  if (attempt.scope) kept_[*attempt.scope].kind = Kept::Kind::kConfirm;
  try_void(payment, payment.cancels.back(), script.back, false);
  return payment.phase == Phase::kPaid ? ok(payment) : no("ALREADY_CANCELED_PAYMENT");
}

Told PaymentModel::declined(Payment& payment, Attempt& attempt) {
  attempt.state = "declined";
  if (!payment.cancels.empty() && payment.cancels.back().state == "in_progress") {
    end_unmoved(payment);
  } else if (payment.tries == kMostAttempts) {
    payment.phase = Phase::kAborted;
  } else {
    payment.phase = Phase::kHeld;
    payment.hold_until = now + kHoldLives;
  }
  Told told = no("REJECT_CARD_PAYMENT");
  finish(attempt.scope, told);
  return told;
}

Told PaymentModel::not_sent(Payment& payment, Attempt& attempt, bool by_shop) {
  attempt.state = "not_sent";
  --payment.tries;
  if (attempt.scope) kept_.erase(*attempt.scope);
  if (!payment.cancels.empty() && payment.cancels.back().state == "in_progress") {
    end_unmoved(payment);
    return no("ALREADY_CANCELED_PAYMENT");
  }
  payment.phase = by_shop ? Phase::kAwaitsShop : Phase::kHeld;
  payment.hold_until = by_shop ? payment.confirm_until : now + kHoldLives;
  return no("ACQUIRER_UNAVAILABLE");
}

void PaymentModel::lose(Payment& payment, Attempt& attempt) {
  attempt.state = "unknown";
  payment.phase = Phase::kUnknown;
  if (attempt.scope) kept_[*attempt.scope].kind = Kept::Kind::kConfirm;
}

bool PaymentModel::confirm_and_die(int number) {
  Payment& payment = payments_[static_cast<std::size_t>(number)];
  const bool can = payment.phase == Phase::kHeld && payment.shopper == 1 &&
                   !payment.shop_confirms && payment.hold_until > now;
  if (!can) return false;
  payment.phase = Phase::kSending;
  ++payment.tries;
  payment.attempts.push_back({.deadline = now + kAnswerTime});
  return true;
}

void PaymentModel::give_up_attempts() {
  for (Payment& payment : payments_) {
    for (Attempt& attempt : payment.attempts) {
      if (attempt.state == "sending" && attempt.deadline + 2 <= now) lose(payment, attempt);
    }
  }
}

void PaymentModel::relay(Bank bank) {
  now += 15;
  give_up_attempts();
  for (Payment& payment : payments_) {
    for (Attempt& attempt : payment.attempts) {
      if (attempt.state == "unknown" && bank == Bank::kDoes) reversed(payment, attempt);
    }
    for (Cancel& cancel : payment.cancels) {
      if (cancel.state != "in_progress" || !cancel.moved) continue;
      if (cancel.is_refund) {
        try_refund(payment, cancel, bank);
      } else {
        try_void(payment, cancel, bank, false);
      }
    }
  }
}

void PaymentModel::reversed(Payment& payment, Attempt& attempt) {
  attempt.state = "reversed";
  payment.phase = Phase::kAborted;
  finish(attempt.scope, no("ABORTED_PAYMENT"));
  for (Cancel& cancel : payment.cancels) {
    if (cancel.state != "in_progress") continue;
    cancel.state = "aborted";
    finish(cancel.scope, no("ABORTED_PAYMENT"));
  }
}

// ------------------------------------------------------------------ giving back

std::optional<std::string> PaymentModel::why_not(const Payment& payment,
                                                 const Request& request) const {
  if (payment.phase == Phase::kReady && request.by == By::kShopper) return refusal(payment.phase);
  switch (payment.phase) {
    case Phase::kUnknown:
    case Phase::kUndoing:
    case Phase::kCanceled:
    case Phase::kAborted:
    case Phase::kExpired:
      return refusal(payment.phase);
    default:
      break;
  }
  const bool paid = payment.phase == Phase::kPaid;
  if (paid && request.by != By::kMerchant) return "NOT_CANCELABLE_PAYMENT";
  if (request.believed && *request.believed != balance_of(payment)) {
    return "NOT_MATCHES_REFUNDABLE_AMOUNT";
  }
  if (!paid && request.part && *request.part != payment.total) return "NOT_CANCELABLE_AMOUNT";
  if (!request.part && balance_of(payment) == 0) return "ALREADY_CANCELED_PAYMENT";
  if (request.part && *request.part > balance_of(payment)) return "NOT_CANCELABLE_AMOUNT";
  return std::nullopt;
}

Told PaymentModel::cancel(const Request& request, const Script& script) {
  Payment& payment = payments_[static_cast<std::size_t>(request.payment)];
  const bool others = request.by == By::kShopper && payment.shopper != request.shopper &&
                      payment.phase != Phase::kReady;
  if (others) return no("NOT_FOUND_PAYMENT");
  if (auto earlier = kept(request)) return *earlier;
  lapse(payment);
  if (auto code = why_not(payment, request)) return no(*code);
  const auto scope = scope_of(request);
  const auto keep = [&](std::size_t cancel) {
    if (!scope) return;
    kept_[*scope] = {.body = request.key->body,
                     .payment = payment.number,
                     .kind = Kept::Kind::kCancel,
                     .cancel = static_cast<int>(cancel)};
  };
  if (payment.phase == Phase::kSending && !payment.cancels.empty() &&
      payment.cancels.back().state == "in_progress") {
    keep(payment.cancels.size() - 1);  // it has been asked for already
    return ok(payment, true);
  }
  const bool moved = payment.phase == Phase::kPaid;
  const std::int64_t amount = request.part.value_or(balance_of(payment));
  const bool is_refund = moved && (amount < payment.total || day() != payment.day);
  if (is_refund && exceeds_limit(amount)) return no("EXCEED_REFUND_LIMIT");
  keep(payment.cancels.size());
  payment.cancels.push_back(
      {.amount = amount, .is_refund = is_refund, .moved = moved, .scope = scope});
  Cancel& cancel = payment.cancels.back();
  if (payment.phase == Phase::kSending) return ok(payment, true);
  if (!moved) {
    end_unmoved(payment);
  } else if (is_refund) {
    try_refund(payment, cancel, script.back);
  } else {
    payment.phase = Phase::kUndoing;
    try_void(payment, cancel, script.back, true);
  }
  return cancel_told(payment, cancel);
}

bool PaymentModel::exceeds_limit(std::int64_t amount) const {
  if (!contract_.refund_limit) return false;
  const auto found = ledger_.find("merchant_payable");
  std::int64_t coming = found == ledger_.end() ? 0 : -found->second;
  for (const Payment& payment : payments_) {
    for (const Cancel& cancel : payment.cancels) {
      if (cancel.state == "in_progress" && cancel.moved) coming -= cancel.amount;
    }
  }
  return coming - amount < -*contract_.refund_limit;
}

/// The one cancel under way ends with nothing to give back.
void PaymentModel::end_unmoved(Payment& payment) {
  Cancel& cancel = payment.cancels.back();
  cancel.state = "done";
  payment.phase = Phase::kCanceled;
  transactions_.push_back("CANCEL " + std::to_string(cancel.amount) + " unmoved");
  finish(cancel.scope, ok(payment));
}

void PaymentModel::try_void(Payment& payment, Cancel& cancel, Bank bank, bool goes_on) {
  const bool answers = bank == Bank::kDoes || bank == Bank::kRefuses || bank == Bank::kTooLate;
  if (bank == Bank::kDoesUnheard) cancel.bank_did = true;
  if (!answers) return;
  if (bank == Bank::kDoes || cancel.bank_did) return voided(payment, cancel);
  if (bank == Bank::kRefuses) return abort(payment, cancel);
  cancel.is_refund = true;
  if (goes_on) try_refund(payment, cancel, bank);
}

void PaymentModel::try_refund(Payment& payment, Cancel& cancel, Bank bank) {
  const bool heard = bank != Bank::kDoesUnheard && bank != Bank::kHearsNothing;
  if (bank == Bank::kNotSent) return;
  if (!cancel.asked) {
    if (bank == Bank::kDoesUnheard) cancel.bank_did = true;
    cancel.asked = !heard;
    if (bank == Bank::kDoes || bank == Bank::kTooLate) return refunded(payment, cancel);
    if (heard) abort(payment, cancel);
    return;
  }
  if (!heard) return;
  if (cancel.bank_did) return refunded(payment, cancel);
  abort(payment, cancel);
}

void PaymentModel::voided(Payment& payment, Cancel& cancel) {
  cancel.state = "done";
  payment.phase = Phase::kCanceled;
  post(-payment.total, -payment.fee, -payment.vat);
  transactions_.push_back("CANCEL " + std::to_string(payment.total));
  finish(cancel.scope, ok(payment));
  finish(payment.attempts.back().scope, no("ALREADY_CANCELED_PAYMENT"));
}

void PaymentModel::refunded(Payment& payment, Cancel& cancel) {
  const std::int64_t before = returned(payment);
  const std::int64_t after = before + cancel.amount;
  const auto part = [&](std::int64_t whole) {
    if (!contract_.refundable) return std::int64_t{0};
    return share(whole, after, payment.total) - share(whole, before, payment.total);
  };
  post(-cancel.amount, -part(payment.fee), -part(payment.vat));
  transactions_.push_back("REFUND " + std::to_string(cancel.amount));
  cancel.state = "done";
  payment.phase = after == payment.total ? Phase::kCanceled : Phase::kPaid;
  finish(cancel.scope, ok(payment));
  finish(payment.attempts.back().scope, no("ALREADY_CANCELED_PAYMENT"));
}

/// The acquirer will not: the amount is free again.
void PaymentModel::abort(Payment& payment, Cancel& cancel) {
  cancel.state = "aborted";
  if (payment.phase == Phase::kUndoing) payment.phase = Phase::kPaid;
  finish(cancel.scope, no(cancel.is_refund ? "REFUND_REJECTED" : "NOT_CANCELABLE_PAYMENT"));
  finish(payment.attempts.back().scope, ok(payment));
}

/// What goes in at the acquirer, and how it divides.
void PaymentModel::post(std::int64_t receivable, std::int64_t fee, std::int64_t vat) {
  ledger_["acquirer_receivable"] += receivable;
  ledger_["fee_revenue"] -= fee;
  ledger_["fee_vat_payable"] -= vat;
  ledger_["merchant_payable"] -= receivable - fee - vat;
}

}  // namespace pay200::test::model
