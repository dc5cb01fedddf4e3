#pragma once
// A merchant, two shoppers with a card each, and payments brought into any state by the functions
// that make it: what tests of payments start from. Time stands still unless a test moves it.

#include <optional>
#include <string>
#include <vector>

#include "core/payment/payment_store.hpp"
#include "core/payment/refund_store.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::test {

/// A payment and the rows that its history made.
struct KnownPayment {
  PaymentKey key;
  AttemptId attempt_id;
  CancelId cancel_id;
  ReversalId reversal_id;
  ConfirmId confirm_id = {};
  RefundId refund_id = {};
};

class PaymentWorld {
 public:
  PaymentWorld();

  TestDatabase& database() { return database_; }
  db::Database& api() { return database_.api(); }
  db::Database& relay() { return database_.relay(); }

  MerchantId merchant_id{};
  ShopperId shopper_id, other_shopper_id;
  CardId card_id, other_card_id;
  Time now = Time{std::chrono::hours(24 * 365 * 56)};
  std::chrono::year_month_day business_day = std::chrono::year_month_day{
      std::chrono::year{2026}, std::chrono::month{11}, std::chrono::day{23}};
  static constexpr std::int64_t kAmount = 11'000;
  static constexpr std::int64_t kPart = 4'000;  ///< what has gone back of one partially canceled
  static constexpr int kMaxAttempts = 5;
  bool by_client = false;  ///< new payments are a browser's, and wait for their shop's confirm
  /// Both shoppers' PIN, and the key that it is kept under.
  static constexpr const char* kPin = "135790";
  static constexpr const char* kPinKey = "0123456789abcdef0123456789abcdef";

  // Each calls the transition of its name as pay200_api, with what a test does not care about
  // filled in.
  payment_store::NewPayment new_payment(const std::string& order_id = "");
  payment_store::Transition create(const payment_store::NewPayment& payment,
                                   const payment_store::OptionalClaim& claim = std::nullopt);
  payment_store::Transition scan(const PaymentKey& key, ShopperId shopper);
  payment_store::NewConfirm new_confirm();
  payment_store::Transition await_shop(const PaymentKey& key,
                                       const payment_store::NewConfirm& confirm,
                                       const payment_store::OptionalClaim& claim = std::nullopt);
  payment_store::NewAttempt new_attempt();
  payment_store::Transition begin(const PaymentKey& key, const payment_store::NewAttempt& attempt,
                                  const payment_store::OptionalClaim& claim = std::nullopt);
  payment_store::Approval new_approval();
  payment_store::Transition approve(const KnownPayment& payment);
  payment_store::Transition decline(const KnownPayment& payment, int max_attempts = kMaxAttempts);
  payment_store::Transition release(const KnownPayment& payment);
  payment_store::Transition mark_unknown(const KnownPayment& payment);
  /// At another acquirer.
  payment_store::NextAttempt next_attempt();
  payment_store::Transition reroute(const KnownPayment& payment,
                                    const payment_store::NextAttempt& next);
  payment_store::Transition reverse(const KnownPayment& payment);
  payment_store::Transition reroute_reversed(const KnownPayment& payment,
                                             const payment_store::NextAttempt& next,
                                             const std::string& response_code = "00");
  payment_store::NewCancel new_cancel();
  payment_store::Transition cancel(const PaymentKey& key, const payment_store::NewCancel& cancel,
                                   const payment_store::OptionalClaim& claim = std::nullopt);
  payment_store::Transition acknowledge(const KnownPayment& payment,
                                        const std::string& response_code);
  payment_store::Transition refuse(const KnownPayment& payment, const std::string& response_code,
                                   bool alarm = false);
  /// A void comes too late: it goes on as payment.refund_id.
  payment_store::Transition refund_instead(const KnownPayment& payment);

  // Refunds, likewise. The payment names the refund.
  /// Cancels a part (or, without an amount, a day later, all that is left); names its rows.
  KnownPayment owe_refund(const KnownPayment& payment,
                          std::optional<std::int64_t> amount_minor = std::nullopt);
  Slot new_slot();
  bool claim_refund(const KnownPayment& payment) { return claim_refund(payment, new_slot()); }
  bool claim_refund(const KnownPayment& payment, const Slot& slot);
  payment_store::Transition execute_refund(const KnownPayment& payment);
  payment_store::Transition refuse_refund(const KnownPayment& payment,
                                          const std::string& response_code, bool alarm = false);
  payment_store::Transition lose_refund(const KnownPayment& payment);  ///< mark_refund_unknown
  /// "never seen", said so long after the message's deadline; the settle time is kSettle.
  payment_store::Transition abandon_refund(const KnownPayment& payment, Time asked_at);
  static constexpr std::chrono::seconds kSettle{60};
  static constexpr std::chrono::seconds kAnswerTime{10};  ///< the acquirer's

  /// A new payment, brought into the state by what leads there.
  KnownPayment bring_to(PaymentState state);

  Payment read(const PaymentKey& key);
  PaymentState state_of(const PaymentKey& key) { return read(key).state; }

  /// "check_name: detail" for each violation that check_invariants finds now.
  std::vector<std::string> violations();
  /// One value, as the superuser.
  std::string value(const std::string& sql);

 private:
  void bring_past_authorizing(KnownPayment& payment, PaymentState state);
  CardId add_shopper(ShopperId shopper, const std::string& login_id);

  TestDatabase database_;
  int orders_ = 0;
  int stan_ = 0;
};

}  // namespace pay200::test
