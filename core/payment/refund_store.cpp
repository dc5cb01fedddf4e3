#include "core/payment/refund_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/assert.hpp"

namespace pay200::refund_store {
namespace {

using db::Params;
using db::Statement;
using payment_store::transit;

Params id_params(MerchantId merchant_id, RefundId refund_id) {
  Params params;
  params.add(merchant_id).add(refund_id);
  return params;
}

DueRefund refund_in(const pqxx::row& row) {
  const auto id = RefundId::from_sql(db::text(row, "refund_id"));
  PAY200_ASSERT(id);
  return {.merchant_id = {db::number(row, "merchant_id")},
          .refund_id = *id,
          .acquirer = db::text(row, "acquirer"),
          .terminal_id = db::text(row, "terminal_id"),
          .state = refund_state_from_text(db::text(row, "state")),
          .tries = static_cast<int>(db::number(row, "tries"))};
}

}  // namespace

std::optional<DueRefund> find_refund(db::Database& database, MerchantId merchant_id,
                                     RefundId refund_id) {
  static const Statement statement{"find_refund", R"(
    SELECT r.merchant_id, r.refund_id, r.state, r.tries, a.acquirer, a.terminal_id
    FROM refund r JOIN attempt a ON a.merchant_id = r.merchant_id AND a.attempt_id = r.attempt_id
    WHERE r.merchant_id = $1 AND r.refund_id = $2)"};
  const auto result = database.read(statement, id_params(merchant_id, refund_id));
  if (result.empty()) return std::nullopt;
  return refund_in(result[0]);
}

std::vector<DueRefund> due_refunds(db::Database& database, std::size_t most, Time now) {
  static const Statement statement{"due_refunds", R"(
    SELECT r.merchant_id, r.refund_id, r.state, r.tries, a.acquirer, a.terminal_id
    FROM refund r JOIN attempt a ON a.merchant_id = r.merchant_id AND a.attempt_id = r.attempt_id
    WHERE r.state IN ('pending', 'sending', 'unknown') AND r.next_at <= $1
    ORDER BY r.next_at LIMIT $2)"};
  std::vector<DueRefund> due;
  const Params params = Params().add(now).add(static_cast<std::int64_t>(most));
  for (const auto& row : database.read(statement, params)) due.push_back(refund_in(row));
  return due;
}

bool claim_refund(db::Database& database, MerchantId merchant_id, RefundId refund_id,
                  const RefundClaim& claim, Time now) {
  static const Statement statement{
      "claim_refund", "SELECT claim_refund($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS claimed"};
  const MessageIdentity& identity = claim.slot.identity;
  const auto result = database.call(statement, id_params(merchant_id, refund_id)
                                                   .add(claim.first)
                                                   .add(identity.terminal_id)
                                                   .add(identity.stan)
                                                   .add(identity.rrn)
                                                   .add(identity.transmitted_at)
                                                   .add(claim.deadline_at)
                                                   .add(claim.next_at)
                                                   .add(now));
  return db::flag(result[0], "claimed");
}

void release_refund(db::Database& database, MerchantId merchant_id, RefundId refund_id,
                    const Slot& slot, Time next_at) {
  static const Statement statement{"release_refund",
                                   "SELECT release_refund($1, $2, $3, $4, $5, $6)"};
  database.call(statement, id_params(merchant_id, refund_id)
                               .add(slot.identity.terminal_id)
                               .add(slot.identity.stan)
                               .add(slot.identity.transmitted_at)
                               .add(next_at));
}

void postpone_refund(db::Database& database, const DueRefund& due, Time next_at, Time now) {
  static const Statement statement{"postpone_refund", "SELECT postpone_refund($1, $2, $3, $4)"};
  database.call(statement, id_params(due.merchant_id, due.refund_id).add(next_at).add(now));
}

bool claim_refund_inquiry(db::Database& database, const DueRefund& due, Time next_at, Time now) {
  static const Statement statement{"claim_refund_inquiry",
                                   "SELECT claim_refund_inquiry($1, $2, $3, $4) AS claimed"};
  const auto result =
      database.call(statement, id_params(due.merchant_id, due.refund_id).add(next_at).add(now));
  return db::flag(result[0], "claimed");
}

Transition complete_refund(db::Database& database, MerchantId merchant_id, RefundId refund_id,
                           const Execution& execution, Time now) {
  static const Statement statement{"complete_refund",
                                   "SELECT * FROM complete_refund($1, $2, $3, $4, $5, $6, $7)"};
  return transit(database, statement,
                 id_params(merchant_id, refund_id)
                     .add(execution.response_code)
                     .add(execution.approval_code)
                     .add(execution.transaction_id)
                     .add(to_text(execution.business_day))
                     .add(now));
}

Transition refuse_refund(db::Database& database, MerchantId merchant_id, RefundId refund_id,
                         const std::string& response_code, bool alarm, Time now) {
  static const Statement statement{"refuse_refund",
                                   "SELECT * FROM refuse_refund($1, $2, $3, $4, $5)"};
  return transit(database, statement,
                 id_params(merchant_id, refund_id).add(response_code).add(alarm).add(now));
}

Transition abandon_refund(db::Database& database, MerchantId merchant_id, RefundId refund_id,
                          const std::string& response_code, Time asked_at,
                          std::chrono::milliseconds settle, Time now) {
  static const Statement statement{"abandon_refund",
                                   "SELECT * FROM abandon_refund($1, $2, $3, $4, $5, $6)"};
  return transit(database, statement,
                 id_params(merchant_id, refund_id)
                     .add(response_code)
                     .add(asked_at)
                     .add(static_cast<std::int64_t>(settle.count()))
                     .add(now));
}

Transition mark_refund_unknown(db::Database& database, MerchantId merchant_id, RefundId refund_id,
                               const std::string& why, Time next_at, Time now) {
  static const Statement statement{"mark_refund_unknown",
                                   "SELECT * FROM mark_refund_unknown($1, $2, $3, $4, $5)"};
  return transit(database, statement,
                 id_params(merchant_id, refund_id).add(why).add(next_at).add(now));
}

}  // namespace pay200::refund_store
