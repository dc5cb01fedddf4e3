#pragma once
// The payment's statements: one function, one named statement. Each transition is the SQL function
// of the same name (its plural, where it takes an array of calls) in sql/functions, whose header
// says what it answers and what it is idempotent by. All of them throw as db::Database does.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/acquirer/link_client.hpp"
#include "core/idempotency/idempotency.hpp"
#include "core/ledger/posting.hpp"
#include "core/money/money.hpp"
#include "core/payment/due_reversal.hpp"
#include "core/payment/payment.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/platform/later.hpp"
#include "core/shopper/shopper_service.hpp"

namespace pay200::payment_store {

using OptionalClaim = std::optional<IdempotencyClaim>;
using Day = std::chrono::year_month_day;

/// pay200.transition_result.
struct Transition {
  std::string outcome;  ///< lower case: done; upper case: the ErrorCode that refuses it
  bool replayed = false;
  std::optional<std::string> acquirer_code;
  std::optional<std::string> holder_id;  ///< the payment, attempt or cancel that it is about
  std::optional<Payment> payment;        ///< as it is after the transition, or as it was kept
};

/// One of the transitions: what its statement answers. For this folder's stores.
Transition transit(db::Database& database, const db::Statement& statement,
                   const db::Params& params);

// ---- reads

std::optional<Payment> find_payment(db::Database& database, const PaymentKey& key);
/// Under load many are one statement.
void find_payment(db::Database& database, const PaymentKey& key,
                  Later<std::optional<Payment>> later);
std::optional<Payment> find_payment_by_order(db::Database& database, MerchantId merchant_id,
                                             const std::string& order_id);

/// What a confirm needs to know of its payment before it begins.
struct ConfirmTerms {
  /// Why this payment cannot begin an attempt now, if so: no slot need be reserved for it.
  std::optional<ErrorCode> refusal;
  bool shop_confirms = false;    ///< await_shop_confirm, not begin_attempt; these never change
  std::int64_t total_minor = 0;  ///< also where it is refused, unless there is no such payment
  FeeContract fee;
};
ConfirmTerms terms_to_confirm(db::Database& database, const PaymentKey& key, ShopperId shopper_id);

/// The shopper's confirm of a payment that waits for its shop.
struct ShopperConfirm {
  ConfirmId id;
  ShopperId shopper_id;
  CardToCharge card;
  int installment_months = 0;
};

/// The same for the shop's confirm, which must match order and amount. nullopt: no such payment.
struct ShopConfirmTerms {
  std::optional<ErrorCode> refusal;
  std::string order_id;
  std::int64_t total_minor = 0;
  FeeContract fee;
  std::optional<ShopperConfirm> confirm;  ///< unless refused
};
std::optional<ShopConfirmTerms> terms_to_shop_confirm(db::Database& database,
                                                      const PaymentKey& key);

/// outcome empty: nothing is kept.
Transition kept_answer(db::Database& database, MerchantId merchant_id,
                       const IdempotencyClaim& claim);

// ---- by shop and shopper

struct NewPayment {
  PaymentKey key;
  std::string order_id, order_name;
  std::optional<std::string> customer_name;
  Money total;
  TaxParts tax;
  /// Months that the shopper may choose; 0 is at once, and 1 is none.
  int installment_least = 0, installment_most = 0;
  bool by_client = false;  ///< with a key for pages: the amount is not to be trusted
  Time expires_at;
};
Transition create_payment(db::Database& database, const NewPayment& payment,
                          const OptionalClaim& claim, Time now);

Transition scan_payment(db::Database& database, const PaymentKey& key, ShopperId shopper_id,
                        bool live, Time hold_expires_at, Time now);

struct NewConfirm {
  ConfirmId id;
  ShopperId shopper_id;
  CardToCharge card;
  int installment_months = 0;
  Time expires_at;
};
Transition await_shop_confirm(db::Database& database, const PaymentKey& key,
                              const NewConfirm& confirm, int max_attempts,
                              const OptionalClaim& claim, Time now);

struct NewAttempt {
  AttemptId id;
  ShopperId shopper_id;
  std::optional<ConfirmId> confirm_id = std::nullopt;  ///< of the shopper, which the shop's claims
  CardToCharge card;
  int installment_months = 0;
  Slot slot;
  Time deadline_at;
};
Transition begin_attempt(db::Database& database, const PaymentKey& key, const NewAttempt& attempt,
                         int max_attempts, const OptionalClaim& claim, Time now);

struct NewCancel {
  CancelId id;
  std::optional<ShopperId> by_shopper;
  bool by_page = false;  ///< neither: by the merchant
  std::optional<std::string> by_operator = {};
  std::optional<std::int64_t> amount_minor, tax_free_minor, current_balance_minor;
  std::string reason;
  TransactionId transaction_id;
  ReversalId reversal_id;  ///< used if it is a void
  RefundId refund_id;      ///< used if it is a refund
  Day business_day{};
};
Transition cancel_payment(db::Database& database, const PaymentKey& key, const NewCancel& cancel,
                          const OptionalClaim& claim, Time now);

// ---- by the acquirer's answer to an attempt

struct Approval {
  std::string response_code, approval_code;
  TransactionId transaction_id;
  Day business_day{};
  std::vector<LedgerEntry> entries;
  ReversalId void_reversal_id;  ///< used if a cancel was recorded meanwhile, or if it is late
};
Transition approve_payment(db::Database& database, MerchantId merchant_id, AttemptId attempt_id,
                           const Approval& approval, Time now);

/// What gives the payment back to its shopper, or ends it if a cancel was recorded meanwhile.
struct GiveBack {
  Time hold_expires_at;
  TransactionId transaction_id;
  Day business_day{};
};
struct Decline {
  std::string response_code;
  ErrorCode error_code;
  int max_attempts = 0;
};
Transition decline_payment(db::Database& database, MerchantId merchant_id, AttemptId attempt_id,
                           const Decline& decline, const GiveBack& give_back, Time now);
Transition release_attempt(db::Database& database, MerchantId merchant_id, AttemptId attempt_id,
                           const GiveBack& give_back, Time now);
/// In place of an attempt of which nothing was sent.
struct NextAttempt {
  AttemptId id;
  Slot slot;
  Time deadline_at;
};
Transition reroute_attempt(db::Database& database, MerchantId merchant_id, AttemptId attempt_id,
                           const NextAttempt& next, Time now);
/// The reversal of an attempt without an answer, claimed for its first try.
struct ClaimedReversal {
  ReversalId id;
  Slot slot;
  Time answer_by;  ///< after it the sweep calls the attempt unknown
  Time next_at;    ///< when the relay may repeat it
};
Transition reverse_attempt(db::Database& database, MerchantId merchant_id, AttemptId attempt_id,
                           const ClaimedReversal& reversal, const std::string& why, Time now);
/// That it has been acknowledged.
struct AcknowledgedReversal {
  ReversalId id;
  std::string response_code;
  ReversalId recheck_id;  ///< used if the acquirer says that it never saw the original
  Time recheck_at;
};
Transition reroute_reversed_attempt(db::Database& database, MerchantId merchant_id,
                                    AttemptId attempt_id, const AcknowledgedReversal& reversal,
                                    const NextAttempt& next, Time now);
Transition mark_unknown(db::Database& database, MerchantId merchant_id, AttemptId attempt_id,
                        ReversalId reversal_id, const std::string& why, Time now);

// ---- reversals and voids

/// Any reversal, due or not; nullopt if there is none.
std::optional<DueReversal> find_reversal(db::Database& database, MerchantId merchant_id,
                                         ReversalId reversal_id);

/// No slot: a repeat, which keeps the one of its first try.
bool claim_reversal(db::Database& database, MerchantId merchant_id, ReversalId reversal_id,
                    bool first, const std::optional<Slot>& slot, Time next_at, Time now);
Transition acknowledge_reversal(db::Database& database, MerchantId merchant_id,
                                ReversalId reversal_id, const std::string& response_code,
                                TransactionId transaction_id, Day business_day, Time now);
/// A void that came too late goes on as this refund.
Transition refund_instead(db::Database& database, MerchantId merchant_id, ReversalId reversal_id,
                          const std::string& response_code, RefundId refund_id, Time now);
Transition refuse_reversal(db::Database& database, MerchantId merchant_id, ReversalId reversal_id,
                           const std::string& response_code, bool alarm, Time now);

// ---- what is due (the relay's reads, across merchants; at most `most`, the longest due first)

std::vector<PaymentKey> due_payments(db::Database& database, std::size_t most, Time now);
/// The state that its deadlines leave it in.
PaymentState expire_payment(db::Database& database, const PaymentKey& key, Time now);

struct DueAttempt {
  MerchantId merchant_id;
  AttemptId attempt_id;
};
/// Still open though their deadline was before `deadline_before`.
std::vector<DueAttempt> due_attempts(db::Database& database, std::size_t most,
                                     Time deadline_before);

std::vector<DueReversal> due_reversals(db::Database& database, std::size_t most, Time now);
/// It comes due again at `next_at`, without having been tried.
void postpone_reversal(db::Database& database, const DueReversal& due, Time next_at, Time now);

}  // namespace pay200::payment_store
