#pragma once
// What the gateway has written down, read by SQL that is the oracle's own, as the superuser: none
// of the code under test is between the rows and whoever judges them.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "dev/embedded_postgres.hpp"

namespace pay200::dev {

/// A payment everywhere below: merchant and UUID.
using PaymentRef = std::pair<std::int64_t, std::string>;

struct PaymentRow {
  PaymentRef ref;
  std::string state;  ///< internal, as payment.state
  std::int64_t total_minor = 0;
  std::int64_t balance_minor = 0;
  std::int64_t fee_basis_points = 0;
  std::int64_t fee_fixed_minor = 0;
  bool fee_refundable = true;
  /// From the first "unknown" of its timeline to its end; 0 if it never was unknown.
  double unknown_s = 0;
};

struct AttemptRow {
  PaymentRef payment;
  std::string state;
  std::string message;  ///< acquirer, and the terminal, STAN and RRN that it knows it by
  std::int64_t amount_minor = 0;
  std::string response_code;
};

struct TransactionRow {
  PaymentRef payment;
  std::string id;
  std::string type;  ///< PAYMENT, CANCEL, REFUND
  std::int64_t amount_minor = 0;
  bool moved = false;
};

struct EntryRow {
  PaymentRef payment;
  std::string transaction_id;
  std::string account;
  std::int64_t amount_minor = 0;
  std::string currency;
};

/// An entry of a movement of money that no transaction explains: funding, a dispute, a payout.
struct PostingRow {
  std::int64_t merchant_id = 0;
  std::string id;
  std::string kind;  ///< as ledger_posting.kind
  std::string account;
  std::int64_t amount_minor = 0;
  std::string currency;
};

struct ReversalRow {
  PaymentRef payment;
  std::string reason;
  std::string state;
};

struct RefundRow {
  PaymentRef payment;
  std::string state;
  std::string message;  ///< as AttemptRow's; empty if it has never been claimed
  std::int64_t amount_minor = 0;
};

struct Books {
  std::vector<PaymentRow> payments;
  std::vector<AttemptRow> attempts;
  std::vector<TransactionRow> transactions;
  std::vector<EntryRow> entries;  ///< of transactions
  std::vector<PostingRow> postings;
  std::vector<ReversalRow> reversals;
  std::vector<RefundRow> refunds;
};

/// One statement, so one moment.
Books read_books(EmbeddedPostgres& postgres);

/// How many payments are on their way to somewhere (authorizing, unknown, a void owed), and
/// reversals and refunds not over: 0 when nothing more will happen by itself.
int count_unsettled(EmbeddedPostgres& postgres);

}  // namespace pay200::dev
