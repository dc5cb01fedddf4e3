#pragma once
// A payment as its readers see it: what pay200.payment_snapshot answers, typed. Handlers and pgctl
// render it; nothing here is ever written back.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/money/money.hpp"
#include "core/payment/payment_state.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

struct AttemptView {
  AttemptId id;
  int number = 0;
  std::string state;  ///< sending, approved, declined, reversing, unknown, reversed, not_sent
  std::string acquirer;
  std::string bin, last_four, brand;
  std::string rrn;
  int installment_months = 0;  ///< 0: at once
  std::optional<std::string> response_code, approval_code;
  Time started_at;
  std::optional<Time> finished_at;
};

struct CancelView {
  CancelId id;
  Money amount;
  std::string reason;
  std::string state;         ///< in_progress, done, aborted
  std::string type;          ///< CANCEL (a void, or nothing had moved), REFUND
  TaxParts tax;              ///< what it takes of the payment's
  std::string requested_by;  ///< merchant, shopper, page
  std::optional<std::string>
      by_operator;  ///< who did it for the merchant: of its staff by e-mail address, or an operator
  bool moved = false;  ///< money that had moved goes back
  Time requested_at;
  std::optional<Time> finished_at;
  std::optional<TransactionId> transaction_id;
  std::optional<std::string> response_code;  ///< the acquirer's, where it refused

  /// Whether its amount has left the payment's balance.
  bool takes() const { return state == "done" || (state == "in_progress" && moved); }
};

struct TimelineEntry {
  Time at;
  std::string event;  ///< created, scanned, authorizing, declined, approved, unknown, reversed, ...
  std::string state;  ///< internal state after it
  std::string detail;  ///< JSON object
};

struct FeeContract {
  int basis_points = 0;
  std::int64_t fixed_minor = 0;
  bool refundable = true;  ///< comes back in proportion with a refund
};

struct Payment {
  PaymentKey key;
  std::string merchant_name;
  bool live = false;
  std::string order_id, order_name;
  std::optional<std::string> customer_name;
  Money total, balance;
  TaxParts tax;
  FeeContract fee;
  PaymentState state = PaymentState::kReady;
  bool shop_confirms = false;  ///< waits for its shop's server once its shopper has confirmed
  int installment_least = 0, installment_most = 0;  ///< months that the shopper may choose
  std::optional<ShopperId> shopper_id;
  std::optional<ErrorCode> failure;  ///< why the last attempt, or the payment, failed
  Time requested_at, expires_at;
  std::optional<Time> hold_expires_at;  ///< held: until when its shopper, confirmed: its shop
  std::optional<Time> approved_at;
  std::vector<AttemptView> attempts;  ///< oldest first
  std::vector<CancelView> cancels;    ///< oldest first
  std::optional<TransactionId> last_transaction_id;
  std::vector<TimelineEntry> timeline;  ///< oldest first

  /// The approved attempt, if any.
  const AttemptView* approved_attempt() const;
  /// What of the tax parts has not been cancelled; it adds up to the balance.
  TaxParts tax_left() const;
  /// The months that the shopper may choose, 0 (at once) included if it is one.
  std::vector<int> installment_plans() const;
  PublicStatus status() const { return public_status(state); }
};

/// Asserts the shape: it comes from our own SQL function.
Payment payment_from_snapshot(const nlohmann::json& snapshot);

}  // namespace pay200
