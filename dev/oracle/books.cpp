#include "dev/oracle/books.hpp"

#include <nlohmann/json.hpp>

namespace pay200::dev {
namespace {

using Json = nlohmann::json;

constexpr const char* kDatabase = "pay200";

// Every row is an array: names would be most of the bytes.
constexpr const char* kReadBooks = R"sql(
SELECT json_build_object(
  'payments', (SELECT coalesce(json_agg(json_build_array(
      p.merchant_id, p.payment_id, p.state, p.total_minor, p.balance_minor, p.fee_basis_points,
      p.fee_fixed_minor, coalesce((
        SELECT extract(epoch FROM max(e.occurred_at) - min(e.occurred_at) FILTER (WHERE e.event = 'unknown'))
        FROM pay200.payment_event e
        WHERE e.merchant_id = p.merchant_id AND e.payment_id = p.payment_id), 0), p.fee_refundable)), '[]')
    FROM pay200.payment p),
  'attempts', (SELECT coalesce(json_agg(json_build_array(
      merchant_id, payment_id, state,
      acquirer || ' ' || terminal_id || ' ' || lpad(stan::text, 6, '0') || ' ' || rrn, amount_minor, coalesce(response_code, ''))), '[]')
    FROM pay200.attempt),
  'transactions', (SELECT coalesce(json_agg(json_build_array(
      merchant_id, payment_id, transaction_id, type, amount_minor, moved)), '[]')
    FROM pay200.transaction),
  'entries', (SELECT coalesce(json_agg(json_build_array(
      merchant_id, payment_id, transaction_id, account, amount_minor, currency)), '[]')
    FROM pay200.ledger_entry e
    WHERE NOT EXISTS (SELECT FROM pay200.ledger_posting g
                      WHERE g.merchant_id = e.merchant_id AND g.posting_id = e.transaction_id)),
  'postings', (SELECT coalesce(json_agg(json_build_array(
      e.merchant_id, e.transaction_id, g.kind, e.account, e.amount_minor, e.currency)), '[]')
    FROM pay200.ledger_posting g
    JOIN pay200.ledger_entry e ON e.merchant_id = g.merchant_id AND e.transaction_id = g.posting_id),
  'reversals', (SELECT coalesce(json_agg(json_build_array(
      merchant_id, payment_id, reason, state)), '[]')
    FROM pay200.reversal),
  'refunds', (SELECT coalesce(json_agg(json_build_array(
      r.merchant_id, r.payment_id, r.state,
      coalesce(a.acquirer || ' ' || r.terminal_id || ' ' || lpad(r.stan::text, 6, '0') || ' ' || r.rrn, ''),
      r.amount_minor)), '[]')
    FROM pay200.refund r
    JOIN pay200.attempt a ON a.merchant_id = r.merchant_id AND a.attempt_id = r.attempt_id))
)sql";

constexpr const char* kCountUnsettled = R"sql(
SELECT (SELECT count(*) FROM pay200.payment
        WHERE state IN ('authorizing', 'authorizing_cancel', 'reversing', 'reversing_cancel', 'unknown', 'voiding', 'approved_voiding'))
     + (SELECT count(*) FROM pay200.reversal WHERE state = 'pending')
     + (SELECT count(*) FROM pay200.refund WHERE state IN ('pending', 'sending', 'unknown'))
)sql";

PaymentRef payment_of(const Json& row) {
  return {row.at(0).get<std::int64_t>(), row.at(1).get<std::string>()};
}

PaymentRow payment_row(const Json& row) {
  PaymentRow payment;
  payment.ref = payment_of(row);
  payment.state = row.at(2);
  payment.total_minor = row.at(3);
  payment.balance_minor = row.at(4);
  payment.fee_basis_points = row.at(5);
  payment.fee_fixed_minor = row.at(6);
  payment.unknown_s = row.at(7);
  payment.fee_refundable = row.at(8);
  return payment;
}

template <class Row, class Make>
std::vector<Row> rows(const Json& array, Make make) {
  std::vector<Row> made;
  made.reserve(array.size());
  for (const Json& row : array) made.push_back(make(row));
  return made;
}

}  // namespace

Books read_books(EmbeddedPostgres& postgres) {
  const Json all = Json::parse(postgres.execute(kReadBooks, kDatabase));
  Books books;
  books.payments = rows<PaymentRow>(all.at("payments"), payment_row);
  books.attempts = rows<AttemptRow>(all.at("attempts"), [](const Json& row) {
    return AttemptRow{payment_of(row), row.at(2), row.at(3), row.at(4), row.at(5)};
  });
  books.transactions = rows<TransactionRow>(all.at("transactions"), [](const Json& row) {
    return TransactionRow{payment_of(row), row.at(2), row.at(3), row.at(4), row.at(5)};
  });
  books.entries = rows<EntryRow>(all.at("entries"), [](const Json& row) {
    return EntryRow{payment_of(row), row.at(2), row.at(3), row.at(4), row.at(5)};
  });
  books.postings = rows<PostingRow>(all.at("postings"), [](const Json& row) {
    return PostingRow{row.at(0), row.at(1), row.at(2), row.at(3), row.at(4), row.at(5)};
  });
  books.reversals = rows<ReversalRow>(all.at("reversals"), [](const Json& row) {
    return ReversalRow{payment_of(row), row.at(2), row.at(3)};
  });
  books.refunds = rows<RefundRow>(all.at("refunds"), [](const Json& row) {
    return RefundRow{payment_of(row), row.at(2), row.at(3), row.at(4)};
  });
  return books;
}

int count_unsettled(EmbeddedPostgres& postgres) {
  return std::stoi(postgres.execute(kCountUnsettled, kDatabase));
}

}  // namespace pay200::dev
