// What the model says of what it knows: deadlines, words, and answers that were kept.

#include <algorithm>
#include <utility>

#include "tests/fcgi-app/payment_model.hpp"

namespace pay200::test::model {
namespace {

constexpr Seconds kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour;

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const auto& part : parts) all += (all.empty() ? "" : ", ") + part;
  return all;
}

}  // namespace

std::string to_text(const Told& told) {
  std::string text = told.code;
  if (told.code == "ok") {
    text += " #" + std::to_string(told.payment) + " " + told.status + " " +
            std::to_string(told.balance);
  }
  if (told.pending) text += " pending";
  if (told.replayed) text += " replayed";
  return text;
}

// ------------------------------------------------------------------ deadlines

void PaymentModel::lapse(Payment& payment) {
  const bool hold_over = payment.hold_until <= now;
  const bool qr_over = payment.expires <= now;
  if (payment.phase == Phase::kHeld && hold_over) {
    payment.phase = qr_over ? Phase::kExpired : Phase::kReady;
    if (!qr_over) payment.shopper = 0;
  } else if ((payment.phase == Phase::kAwaitsShop && hold_over) ||
             (payment.phase == Phase::kReady && qr_over)) {
    payment.phase = Phase::kExpired;
  }
}

void PaymentModel::sweep() {
  for (Payment& payment : payments_) lapse(payment);
}

/// The acquirer's day ends at half past eleven in Seoul.
std::int64_t PaymentModel::day() const { return (now + 9 * kHour + 30 * kMinute) / kDay; }

// ------------------------------------------------------------------ words

std::string PaymentModel::refusal(Phase phase) {
  switch (phase) {
    case Phase::kReady:
      return "NOT_SCANNED_PAYMENT";
    case Phase::kHeld:
      return "ALREADY_SCANNED_PAYMENT";
    case Phase::kAwaitsShop:
    case Phase::kSending:
    case Phase::kUnknown:
      return "PAYMENT_IN_PROGRESS";
    case Phase::kPaid:
      return "ALREADY_PROCESSED_PAYMENT";
    case Phase::kUndoing:
    case Phase::kCanceled:
      return "ALREADY_CANCELED_PAYMENT";
    case Phase::kAborted:
      return "ABORTED_PAYMENT";
    case Phase::kExpired:
      return "EXPIRED_PAYMENT";
  }
  return "?";
}

std::string PaymentModel::status(const Payment& payment) {
  switch (payment.phase) {
    case Phase::kReady:
      return "READY";
    case Phase::kHeld:
    case Phase::kAwaitsShop:
    case Phase::kSending:
      return "IN_PROGRESS";
    case Phase::kPaid:
      return returned(payment) == 0 ? "DONE" : "PARTIAL_CANCELED";
    case Phase::kUndoing:
      return payment.undone_at_once ? "IN_PROGRESS" : "DONE";
    case Phase::kUnknown:
      return "UNKNOWN";
    case Phase::kCanceled:
      return "CANCELED";
    case Phase::kAborted:
      return "ABORTED";
    case Phase::kExpired:
      return "EXPIRED";
  }
  return "?";
}

std::int64_t PaymentModel::returned(const Payment& payment) {
  std::int64_t sum = 0;
  for (const Cancel& cancel : payment.cancels) {
    if (cancel.state == "done" && cancel.moved) sum += cancel.amount;
  }
  return sum;
}

std::int64_t PaymentModel::balance_of(const Payment& payment) {
  std::int64_t left = payment.total;
  for (const Cancel& cancel : payment.cancels) {
    const bool takes = cancel.state == "done" || (cancel.state == "in_progress" && cancel.moved);
    if (takes) left -= cancel.amount;
  }
  return left;
}

Request::Act PaymentModel::leads_on(int number) const {
  switch (payments_[static_cast<std::size_t>(number)].phase) {
    case Phase::kReady:
      return Request::Act::kScan;
    case Phase::kHeld:
      return Request::Act::kConfirm;
    case Phase::kAwaitsShop:
      return Request::Act::kShopConfirm;
    case Phase::kCanceled:
    case Phase::kAborted:
    case Phase::kExpired:
      return Request::Act::kCreate;
    default:
      return Request::Act::kCancel;
  }
}

std::int64_t PaymentModel::total(int payment) const {
  return payments_[static_cast<std::size_t>(payment)].total;
}
std::int64_t PaymentModel::balance(int payment) const {
  return balance_of(payments_[static_cast<std::size_t>(payment)]);
}

std::int64_t PaymentModel::held_by_bank(int number) const {
  const Payment& payment = payments_[static_cast<std::size_t>(number)];
  return payment.phase == Phase::kPaid ? payment.total - returned(payment) : 0;
}

bool PaymentModel::owes() const {
  return std::ranges::any_of(payments_, [](const Payment& payment) {
    return payment.phase == Phase::kSending || payment.phase == Phase::kUnknown ||
           std::ranges::any_of(payment.cancels,
                               [](const Cancel& cancel) { return cancel.state == "in_progress"; });
  });
}

std::string PaymentModel::view(int number) const {
  const Payment& payment = payments_[static_cast<std::size_t>(number)];
  std::vector<std::string> attempts, cancels;
  for (const Attempt& attempt : payment.attempts) attempts.push_back(attempt.state);
  for (const Cancel& cancel : payment.cancels) {
    cancels.push_back(std::to_string(cancel.amount) + (cancel.is_refund ? " REFUND " : " CANCEL ") +
                      cancel.state);
  }
  return status(payment) + " " + std::to_string(balance_of(payment)) + "; " + joined(attempts) +
         "; " + joined(cancels);
}

std::string PaymentModel::ledger() const {
  std::vector<std::string> all;
  for (const auto& [account, amount] : ledger_) {
    if (amount != 0) all.push_back(account + " " + std::to_string(amount));
  }
  return joined(all);
}

std::string PaymentModel::transactions() const {
  auto all = transactions_;
  std::ranges::sort(all);
  return joined(all);
}

Told PaymentModel::ok(const Payment& payment, bool pending) const {
  return {.code = "ok",
          .pending = pending,
          .payment = payment.number,
          .status = status(payment),
          .balance = balance_of(payment)};
}

Told PaymentModel::no(std::string code) { return {.code = std::move(code)}; }

// ------------------------------------------------------------------ idempotency keys

std::optional<std::string> PaymentModel::scope_of(const Request& request) {
  if (!request.key) return std::nullopt;
  const bool create = request.act == Request::Act::kCreate;
  return std::to_string(static_cast<int>(request.act)) + "/" +
         std::to_string(create ? -1 : request.payment) + "/" + std::to_string(request.key->number);
}

std::optional<Told> PaymentModel::kept(const Request& request) const {
  const auto scope = scope_of(request);
  const auto found = scope ? kept_.find(*scope) : kept_.end();
  if (found == kept_.end()) return std::nullopt;
  const Kept& kept = found->second;
  if (kept.body != request.key->body) return no("IDEMPOTENCY_KEY_REUSED");
  if (kept.kind == Kept::Kind::kRunning) return no("IDEMPOTENCY_KEY_IN_USE");
  Told told = kept.told;
  const Payment& payment = payments_[static_cast<std::size_t>(kept.payment)];
  if (kept.kind == Kept::Kind::kCancel) {
    told = cancel_told(payment, payment.cancels[static_cast<std::size_t>(kept.cancel)]);
  } else if (kept.kind == Kept::Kind::kConfirm) {
    told = payment.phase == Phase::kUnknown ? no("OUTCOME_UNKNOWN")
           : payment.phase == Phase::kPaid  ? ok(payment)
                                            : no(refusal(payment.phase));
  }
  told.replayed = true;
  return told;
}

Told PaymentModel::kept_or(const Request& request, std::string code) const {
  return kept(request).value_or(no(std::move(code)));
}

void PaymentModel::finish(const std::optional<std::string>& scope, Told told) {
  if (!scope) return;
  const auto found = kept_.find(*scope);
  if (found == kept_.end() || found->second.kind == Kept::Kind::kFinal) return;
  found->second.kind = Kept::Kind::kFinal;
  found->second.told = std::move(told);
}

Told PaymentModel::cancel_told(const Payment& payment, const Cancel& cancel) const {
  if (cancel.state != "aborted") return ok(payment, cancel.state == "in_progress");
  if (payment.phase == Phase::kAborted) return no("ABORTED_PAYMENT");
  return no(cancel.is_refund ? "REFUND_REJECTED" : "NOT_CANCELABLE_PAYMENT");
}

}  // namespace pay200::test::model
