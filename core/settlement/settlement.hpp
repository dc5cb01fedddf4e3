#pragma once
// What a merchant is paid for a business day, and why: the settlement (정산), its lines, and the
// payout that it makes.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/money/money.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

/// What moves what a merchant has coming.
enum class SettlementLineType {
  kPayment,
  kCancel,  ///< a void: what the payment's line had, taken back
  kRefund,
  kDisputeLost,     ///< the cardholder's bank has taken it back for good
  kDisputeWon,      ///< ... and, after that, given it back
  kPayoutReturned,  ///< the bank sent a payout back; it is owed again
};
std::string_view to_text(SettlementLineType type);  ///< "PAYMENT"
/// Asserts that it is one.
SettlementLineType settlement_line_type_from_text(std::string_view text);

enum class PayoutState {
  kMade,       ///< to be sent on its day
  kSent,       ///< the bank has the order
  kConfirmed,  ///< the bank has paid
  kReturned,   ///< the bank has sent it back: the next settlement has it as a line
};
std::string_view to_text(PayoutState state);  ///< "MADE"
PayoutState payout_state_from_text(std::string_view text);
/// nullopt: no state is called so.
std::optional<PayoutState> find_payout_state(std::string_view text);

/// Minor units of one currency. Every one but disputed, the carried ones and net is 0 or more.
struct SettlementFigures {
  std::int64_t gross = 0;     ///< payments
  std::int64_t canceled = 0;  ///< voids
  std::int64_t refunded = 0;
  std::int64_t fee = 0;         ///< ours, less what went back with cancels and refunds
  std::int64_t vat = 0;         ///< on it
  std::int64_t disputed = 0;    ///< lost, less what was won back
  std::int64_t returned = 0;    ///< payouts that came back
  std::int64_t carried_in = 0;  ///< what the settlement before left owing to us: 0 or less
  std::int64_t net = 0;
  std::int64_t payout = 0;       ///< net, or 0 where that is less
  std::int64_t carried_out = 0;  ///< to the next settlement: 0 or less
};
/// net, payout and carried_out of the others.
SettlementFigures netted(SettlementFigures figures);

struct SettlementPayout {
  PayoutKey key;
  PayoutState state = PayoutState::kMade;
};

struct Settlement {
  SettlementKey key;
  std::chrono::year_month_day business_day;  ///< sold on it, or earlier and cleared late
  std::chrono::year_month_day due_day;       ///< paid out on it
  Currency currency = Currency::kKrw;
  SettlementFigures figures;
  std::int64_t lines = 0;
  Time created_at;
  std::optional<SettlementPayout> payout;  ///< none where there is nothing to pay
};

/// Of what it is a line of, a transaction or a posting: the order of lines.
using SettlementLineId = TypedUuid<struct SettlementLineTag>;
std::string to_text(SettlementLineId id);  ///< "sln_" and 26 characters
std::optional<SettlementLineId> settlement_line_id_from_text(std::string_view text);

/// amount - fee - vat = payable, of either sign.
struct SettlementLine {
  SettlementLineId id;
  SettlementLineType type = SettlementLineType::kPayment;
  std::optional<TransactionId> transaction;  ///< none: no transaction of ours
  std::optional<PaymentKey> payment;         ///< none: a returned payout
  std::string order_id, order_name;
  std::chrono::year_month_day business_day;
  Time occurred_at;
  std::int64_t amount = 0, fee = 0, vat = 0, payable = 0;
};

}  // namespace pay200
