#include "core/acquirer/outgoing_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/assert.hpp"

namespace pay200::outgoing_store {
namespace {

SealedNumber number_of(const pqxx::row& row) {
  const auto card_id = CardId::from_sql(db::text(row, "card_id"));
  PAY200_ASSERT(card_id);
  return {*card_id, db::bytes(row, "pan_nonce"), db::bytes(row, "pan_ciphertext"),
          static_cast<int>(db::number(row, "key_version"))};
}

/// Of a reversal or refund, not of its attempt.
MessageIdentity own_identity_of(const pqxx::row& row) {
  return {db::text(row, "own_terminal_id"), static_cast<int>(db::number(row, "own_stan")),
          db::text(row, "own_rrn"), db::time(row, "own_transmitted_at")};
}

/// The columns of the attempt, which all statements select under the same names.
PayMessage pay_message_of(const pqxx::row& row, MerchantId merchant_id) {
  PayMessage message;
  message.identity = {db::text(row, "terminal_id"), static_cast<int>(db::number(row, "stan")),
                      db::text(row, "rrn"), db::time(row, "transmitted_at")};
  message.card.expiry = db::text(row, "card_expiry");
  const auto currency = currency_from_text(db::text(row, "currency"));
  PAY200_ASSERT(currency);
  message.amount = {db::number(row, "amount_minor"), *currency};
  message.installment_months = static_cast<int>(db::number(row, "installment_months"));
  message.card_acceptor_id = to_text(merchant_id);
  return message;
}

}  // namespace

std::optional<OutgoingAttempt> find_outgoing_attempt(db::Database& database, MerchantId merchant_id,
                                                     AttemptId attempt_id) {
  static constexpr db::Statement kStatement{"find_outgoing_attempt", R"sql(
    SELECT acquirer, state, deadline_at, card_id, pan_nonce, pan_ciphertext, key_version,
           card_expiry, terminal_id, stan, rrn, transmitted_at, amount_minor, currency,
           installment_months
    FROM attempt
    WHERE merchant_id = $1::bigint AND attempt_id = $2::uuid
  )sql"};
  const auto rows = database.read(kStatement, db::Params().add(merchant_id).add(attempt_id));
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  return OutgoingAttempt{db::text(row, "acquirer"), db::text(row, "state"),
                         db::time(row, "deadline_at"), number_of(row),
                         pay_message_of(row, merchant_id)};
}

std::optional<OutgoingReversal> find_outgoing_reversal(db::Database& database,
                                                       MerchantId merchant_id,
                                                       ReversalId reversal_id) {
  static constexpr db::Statement kStatement{"find_outgoing_reversal", R"sql(
    SELECT r.state, r.reason, r.tries, r.terminal_id AS own_terminal_id, r.stan AS own_stan,
           r.rrn AS own_rrn, r.transmitted_at AS own_transmitted_at,
           a.acquirer, a.card_id, a.pan_nonce, a.pan_ciphertext, a.key_version, a.card_expiry,
           a.terminal_id, a.stan, a.rrn, a.transmitted_at, a.amount_minor, a.currency,
           a.installment_months
    FROM reversal r
    JOIN attempt a ON a.merchant_id = r.merchant_id AND a.attempt_id = r.attempt_id
    WHERE r.merchant_id = $1::bigint AND r.reversal_id = $2::uuid
  )sql"};
  const auto rows = database.read(kStatement, db::Params().add(merchant_id).add(reversal_id));
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  OutgoingReversal reversal;
  reversal.state = db::text(row, "state");
  reversal.acquirer = db::text(row, "acquirer");
  reversal.number = number_of(row);
  reversal.message.original = pay_message_of(row, merchant_id);
  reversal.message.is_void = db::text(row, "reason") == "void";
  reversal.message.repeat = db::number(row, "tries") > 1;
  reversal.claimed = db::optional_text(row, "own_terminal_id").has_value();
  if (reversal.claimed) {
    reversal.message.identity = own_identity_of(row);
  }
  return reversal;
}

std::optional<OutgoingRefund> find_outgoing_refund(db::Database& database, MerchantId merchant_id,
                                                   RefundId refund_id) {
  static constexpr db::Statement kStatement{"find_outgoing_refund", R"sql(
    SELECT r.state, r.amount_minor AS refund_minor, r.deadline_at, r.terminal_id AS own_terminal_id,
           r.stan AS own_stan, r.rrn AS own_rrn, r.transmitted_at AS own_transmitted_at,
           a.acquirer, a.card_id, a.pan_nonce, a.pan_ciphertext, a.key_version, a.card_expiry,
           a.terminal_id, a.stan, a.rrn, a.transmitted_at, a.amount_minor, a.currency,
           a.installment_months, coalesce(a.approval_code, a.late_approval_code) AS approval_code
    FROM refund r
    JOIN attempt a ON a.merchant_id = r.merchant_id AND a.attempt_id = r.attempt_id
    WHERE r.merchant_id = $1::bigint AND r.refund_id = $2::uuid AND r.stan IS NOT NULL
  )sql"};
  const auto rows = database.read(kStatement, db::Params().add(merchant_id).add(refund_id));
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  OutgoingRefund refund;
  refund.state = db::text(row, "state");
  refund.acquirer = db::text(row, "acquirer");
  refund.deadline_at = db::time(row, "deadline_at");
  refund.number = number_of(row);
  refund.message.identity = own_identity_of(row);
  refund.message.original = pay_message_of(row, merchant_id);
  refund.message.original_approval_code = db::optional_text(row, "approval_code").value_or("");
  refund.message.amount = {db::number(row, "refund_minor"),
                           refund.message.original.amount.currency};
  return refund;
}

std::optional<AttemptId> find_attempt_of_approval(db::Database& database, MerchantId merchant_id,
                                                  const std::string& acquirer,
                                                  const LateApproval& approval) {
  static constexpr db::Statement kStatement{"find_attempt_of_approval", R"sql(
    SELECT attempt_id
    FROM attempt
    WHERE merchant_id = $1::bigint AND rrn = $2 AND acquirer = $3 AND terminal_id = $4
      AND stan = $5::integer AND date_trunc('second', transmitted_at) = $6::timestamptz
      AND amount_minor = $7::bigint
  )sql"};
  db::Params params;
  params.add(merchant_id)
      .add(approval.identity.rrn)
      .add(acquirer)
      .add(approval.identity.terminal_id)
      .add(approval.identity.stan)
      .add(approval.identity.transmitted_at)
      .add(approval.amount_minor);
  const auto rows = database.read(kStatement, params);
  if (rows.empty()) return std::nullopt;
  return AttemptId::from_sql(db::text(rows[0], "attempt_id"));
}

std::string note_late_approval(db::Database& database, MerchantId merchant_id, AttemptId attempt_id,
                               const std::string& approval_code, ReversalId reversal_id, Time now) {
  static constexpr db::Statement kStatement{
      "note_late_approval",
      "SELECT note_late_approval($1::bigint, $2::uuid, $3, $4::uuid, $5::timestamptz) AS outcome"};
  db::Params params;
  params.add(merchant_id).add(attempt_id).add(approval_code).add(reversal_id).add(now);
  return db::text(database.call(kStatement, params)[0], "outcome");
}

}  // namespace pay200::outgoing_store
