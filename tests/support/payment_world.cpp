#include "tests/support/payment_world.hpp"

#include <pqxx/pqxx>

#include "core/ledger/posting.hpp"
#include "core/shopper/shopper_service.hpp"

namespace pay200::test {
namespace {

using payment_store::Transition;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kFeeBasisPoints = 250;
constexpr std::int64_t kFeeFixed = 30;

void expect_outcome(const Transition& transition, const char* outcome) {
  if (transition.outcome == outcome) return;
  throw std::runtime_error(std::string("expected ") + outcome + ", found " + transition.outcome);
}

}  // namespace

PaymentWorld::PaymentWorld() {
  merchant_id = MerchantId::make_random();
  database_.operators().call(
      {"world_merchant", "SELECT add_merchant($1, 'test', '데모 상점', '1234567891', $2, $3, $4)"},
      db::Params().add(merchant_id).add(kFeeBasisPoints).add(kFeeFixed).add(now));
  shopper_id = ShopperId::make(now);
  other_shopper_id = ShopperId::make(now);
  card_id = add_shopper(shopper_id, "one@example.com");
  other_card_id = add_shopper(other_shopper_id, "two@example.com");
}

CardId PaymentWorld::add_shopper(ShopperId shopper, const std::string& login_id) {
  database_.operators().call(
      {"world_shopper", "SELECT create_shopper($1, 'test', $2, '김하나', 'not a hash', $3, $4)"},
      db::Params().add(shopper).add(login_id).add_bytes(pin_hmac(kPinKey, shopper, kPin)).add(now));
  const auto card = CardId::make(now);
  api().call({"world_card",
              "SELECT add_card($1, $2, $3, $4, 1, $5, '424242', '4242', 'visa', '3012', 10, $6)"},
             db::Params()
                 .add(shopper)
                 .add(card)
                 .add_bytes(std::string(12, 'n'))
                 .add_bytes(std::string(32, 'c'))
                 .add_bytes(std::string(32, 'h'))
                 .add(now));
  return card;
}

payment_store::NewPayment PaymentWorld::new_payment(const std::string& order_id) {
  return {.key = {merchant_id, PaymentId::make(now)},
          .order_id = order_id.empty() ? "order-" + std::to_string(++orders_) : order_id,
          .order_name = "커피 두 잔",
          .customer_name = std::nullopt,
          .total = {kAmount, Currency::kKrw},
          .tax = tax_parts(kAmount, 0),
          .installment_least = 0,
          .installment_most = 12,
          .by_client = by_client,
          .expires_at = now + minutes(5)};
}

Transition PaymentWorld::create(const payment_store::NewPayment& payment,
                                const payment_store::OptionalClaim& claim) {
  return payment_store::create_payment(api(), payment, claim, now);
}

Transition PaymentWorld::scan(const PaymentKey& key, ShopperId shopper) {
  return payment_store::scan_payment(api(), key, shopper, false, now + minutes(3), now);
}

payment_store::NewConfirm PaymentWorld::new_confirm() {
  return {.id = ConfirmId::make(now),
          .shopper_id = shopper_id,
          .card = card_to_charge(api(), kPinKey, shopper_id, card_id, kPin, kMaxAttempts).value(),
          .installment_months = 0,
          .expires_at = now + minutes(10)};
}

Transition PaymentWorld::await_shop(const PaymentKey& key, const payment_store::NewConfirm& confirm,
                                    const payment_store::OptionalClaim& claim) {
  return payment_store::await_shop_confirm(api(), key, confirm, kMaxAttempts, claim, now);
}

payment_store::NewAttempt PaymentWorld::new_attempt() {
  return {.id = AttemptId::make(now),
          .shopper_id = shopper_id,
          .confirm_id = std::nullopt,
          .card = card_to_charge(api(), kPinKey, shopper_id, card_id, kPin, kMaxAttempts).value(),
          .installment_months = 0,
          .slot = new_slot(),
          .deadline_at = now + seconds(10)};
}

Transition PaymentWorld::begin(const PaymentKey& key, const payment_store::NewAttempt& attempt,
                               const payment_store::OptionalClaim& claim) {
  return payment_store::begin_attempt(api(), key, attempt, kMaxAttempts, claim, now);
}

payment_store::Approval PaymentWorld::new_approval() {
  return {.response_code = "00",
          .approval_code = "A12345",
          .transaction_id = TransactionId::make(now),
          .business_day = business_day,
          .entries = approval_entries(kAmount, fee_for(kAmount, kFeeBasisPoints, kFeeFixed)),
          .void_reversal_id = ReversalId::make(now)};
}

Transition PaymentWorld::approve(const KnownPayment& payment) {
  auto approval = new_approval();
  approval.void_reversal_id = payment.reversal_id;
  return payment_store::approve_payment(api(), merchant_id, payment.attempt_id, approval, now);
}

Transition PaymentWorld::decline(const KnownPayment& payment, int max_attempts) {
  return payment_store::decline_payment(api(), merchant_id, payment.attempt_id,
                                        {.response_code = "51",
                                         .error_code = ErrorCode::kRejectCardPayment,
                                         .max_attempts = max_attempts},
                                        {now + minutes(3), TransactionId::make(now), business_day},
                                        now);
}

Transition PaymentWorld::release(const KnownPayment& payment) {
  return payment_store::release_attempt(api(), merchant_id, payment.attempt_id,
                                        {now + minutes(3), TransactionId::make(now), business_day},
                                        now);
}

Transition PaymentWorld::mark_unknown(const KnownPayment& payment) {
  return payment_store::mark_unknown(api(), merchant_id, payment.attempt_id, payment.reversal_id,
                                     "connection lost", now);
}

payment_store::NextAttempt PaymentWorld::next_attempt() {
  Slot slot = new_slot();
  slot.acquirer = "other";
  return {AttemptId::make(now), slot, now + seconds(10)};
}

Transition PaymentWorld::reroute(const KnownPayment& payment,
                                 const payment_store::NextAttempt& next) {
  return payment_store::reroute_attempt(api(), merchant_id, payment.attempt_id, next, now);
}

Transition PaymentWorld::reverse(const KnownPayment& payment) {
  return payment_store::reverse_attempt(
      api(), merchant_id, payment.attempt_id,
      {payment.reversal_id, new_slot(), now + kAnswerTime, now + kAnswerTime + seconds(1)},
      "no answer", now);
}

Transition PaymentWorld::reroute_reversed(const KnownPayment& payment,
                                          const payment_store::NextAttempt& next,
                                          const std::string& response_code) {
  return payment_store::reroute_reversed_attempt(
      api(), merchant_id, payment.attempt_id,
      {payment.reversal_id, response_code, ReversalId::make(now), now + kSettle}, next, now);
}

payment_store::NewCancel PaymentWorld::new_cancel() {
  return {.id = CancelId::make(now),
          .by_shopper = std::nullopt,
          .amount_minor = std::nullopt,
          .tax_free_minor = std::nullopt,
          .current_balance_minor = std::nullopt,
          .reason = "변심",
          .transaction_id = TransactionId::make(now),
          .reversal_id = ReversalId::make(now),
          .refund_id = RefundId::make(now),
          .business_day = business_day};
}

Transition PaymentWorld::cancel(const PaymentKey& key, const payment_store::NewCancel& cancel,
                                const payment_store::OptionalClaim& claim) {
  return payment_store::cancel_payment(api(), key, cancel, claim, now);
}

Transition PaymentWorld::acknowledge(const KnownPayment& payment,
                                     const std::string& response_code) {
  return payment_store::acknowledge_reversal(api(), merchant_id, payment.reversal_id, response_code,
                                             TransactionId::make(now), business_day, now);
}

Transition PaymentWorld::refuse(const KnownPayment& payment, const std::string& response_code,
                                bool alarm) {
  return payment_store::refuse_reversal(api(), merchant_id, payment.reversal_id, response_code,
                                        alarm, now);
}

Transition PaymentWorld::refund_instead(const KnownPayment& payment) {
  return payment_store::refund_instead(relay(), merchant_id, payment.reversal_id, "21",
                                       payment.refund_id, now);
}

KnownPayment PaymentWorld::owe_refund(const KnownPayment& payment,
                                      std::optional<std::int64_t> amount_minor) {
  auto request = new_cancel();
  request.amount_minor = amount_minor;
  if (!amount_minor) {
    request.business_day = std::chrono::sys_days(business_day) + std::chrono::days(1);
  }
  expect_outcome(cancel(payment.key, request), "refunding");
  KnownPayment known = payment;
  known.cancel_id = request.id;
  known.refund_id = request.refund_id;
  return known;
}

Slot PaymentWorld::new_slot() {
  ++stan_;
  return {"sandbox", {"T0000001", stan_, "632607" + std::to_string(100'000 + stan_), now}};
}

bool PaymentWorld::claim_refund(const KnownPayment& payment, const Slot& slot) {
  return refund_store::claim_refund(api(), merchant_id, payment.refund_id,
                                    {.first = true,
                                     .slot = slot,
                                     .deadline_at = now + kAnswerTime,
                                     .next_at = now + kAnswerTime + seconds(5)},
                                    now);
}

Transition PaymentWorld::execute_refund(const KnownPayment& payment) {
  return refund_store::complete_refund(api(), merchant_id, payment.refund_id,
                                       {.response_code = "00",
                                        .approval_code = "R12345",
                                        .transaction_id = TransactionId::make(now),
                                        .business_day = business_day},
                                       now);
}

Transition PaymentWorld::refuse_refund(const KnownPayment& payment,
                                       const std::string& response_code, bool alarm) {
  return refund_store::refuse_refund(api(), merchant_id, payment.refund_id, response_code, alarm,
                                     now);
}

Transition PaymentWorld::lose_refund(const KnownPayment& payment) {
  return refund_store::mark_refund_unknown(api(), merchant_id, payment.refund_id, "no answer",
                                           now + seconds(1), now);
}

Transition PaymentWorld::abandon_refund(const KnownPayment& payment, Time asked_at) {
  return refund_store::abandon_refund(relay(), merchant_id, payment.refund_id, "25", asked_at,
                                      kSettle, now);
}

KnownPayment PaymentWorld::bring_to(PaymentState state) {
  auto made = new_payment();
  made.by_client = by_client || state == PaymentState::kConfirmed;
  KnownPayment payment{.key = made.key,
                       .attempt_id = {},
                       .cancel_id = CancelId::make(now),
                       .reversal_id = ReversalId::make(now)};
  expect_outcome(create(made), "created");
  if (state == PaymentState::kReady) return payment;
  expect_outcome(scan(payment.key, shopper_id), "scanned");
  if (state == PaymentState::kHeld) return payment;
  if (state == PaymentState::kExpired) {
    payment_store::expire_payment(relay(), payment.key, now + minutes(5));
    return payment;
  }
  auto attempt = new_attempt();
  if (made.by_client) {
    const auto confirm = new_confirm();
    expect_outcome(await_shop(payment.key, confirm), "confirmed");
    payment.confirm_id = confirm.id;
    attempt.confirm_id = confirm.id;
    if (state == PaymentState::kConfirmed) return payment;
  }
  payment.attempt_id = attempt.id;
  expect_outcome(begin(payment.key, attempt), "started");
  if (state != PaymentState::kAuthorizing) bring_past_authorizing(payment, state);
  return payment;
}

void PaymentWorld::bring_past_authorizing(KnownPayment& payment, PaymentState state) {
  auto cancel_request = new_cancel();
  cancel_request.id = payment.cancel_id;
  cancel_request.reversal_id = payment.reversal_id;
  if (state == PaymentState::kAuthorizingCancel || state == PaymentState::kApprovedVoiding) {
    expect_outcome(cancel(payment.key, cancel_request), "recorded");
    if (state == PaymentState::kApprovedVoiding) expect_outcome(approve(payment), "canceled");
    return;
  }
  if (state == PaymentState::kReversing || state == PaymentState::kReversingCancel) {
    expect_outcome(reverse(payment), "reversing");
    if (state == PaymentState::kReversingCancel) {
      expect_outcome(cancel(payment.key, cancel_request), "recorded");
    }
    return;
  }
  if (state == PaymentState::kUnknown || state == PaymentState::kAborted) {
    expect_outcome(mark_unknown(payment), "unknown");
    if (state == PaymentState::kAborted) expect_outcome(acknowledge(payment, "00"), "acknowledged");
    return;
  }
  expect_outcome(approve(payment), "approved");
  if (state == PaymentState::kApproved) return;
  if (state == PaymentState::kPartiallyCanceled) {
    payment = owe_refund(payment, kPart);
    claim_refund(payment);
    expect_outcome(execute_refund(payment), "refunded");
    return;
  }
  expect_outcome(cancel(payment.key, cancel_request), "voiding");
  if (state == PaymentState::kCanceled) expect_outcome(acknowledge(payment, "00"), "acknowledged");
}

Payment PaymentWorld::read(const PaymentKey& key) {
  return payment_store::find_payment(api(), key).value();
}

std::vector<std::string> PaymentWorld::violations() {
  static const db::Statement statement{"check_invariants",
                                       "SELECT check_name, detail FROM check_invariants($1)"};
  std::vector<std::string> found;
  for (const auto& row : database_.operators().read(statement, db::Params().add(now))) {
    found.push_back(db::text(row, "check_name") + ": " + db::text(row, "detail"));
  }
  return found;
}

std::string PaymentWorld::value(const std::string& sql) {
  std::string text = database_.execute("SET search_path = pay200; " + sql);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace pay200::test
