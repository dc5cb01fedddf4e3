#include "core/payment/resolution_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/assert.hpp"

namespace pay200::resolution_store {

std::string propose_resolution(db::Database& database, const PaymentKey& key, ResolutionId id,
                               const std::string& evidence, const std::string& by_operator,
                               Time now) {
  static constexpr db::Statement kStatement = {"propose_resolution", R"(
      SELECT propose_resolution($1, $2, $3, $4, $5, $6) AS outcome)"};
  db::Params params;
  params.add(key.merchant_id).add(key.payment_id).add(id).add(evidence).add(by_operator).add(now);
  return db::text(database.call(kStatement, params)[0], "outcome");
}

std::string approve_resolution(db::Database& database, const PaymentKey& key, ResolutionId proposal,
                               ResolutionId id, const std::string& by_operator, Time now) {
  static constexpr db::Statement kStatement = {"approve_resolution", R"(
      SELECT approve_resolution($1, $2, $3, $4, $5, $6) AS outcome)"};
  db::Params params;
  params.add(key.merchant_id).add(key.payment_id).add(proposal).add(id).add(by_operator).add(now);
  return db::text(database.call(kStatement, params)[0], "outcome");
}

std::optional<ResolutionProposal> find_proposal(db::Database& database, const PaymentKey& key) {
  static constexpr db::Statement kStatement = {"find_proposal", R"(
      SELECT resolution_id, evidence, operator, created_at FROM resolution
      WHERE merchant_id = $1::bigint AND payment_id = $2::uuid AND step = 'proposed'
      ORDER BY resolution_id DESC LIMIT 1)"};
  const pqxx::result found =
      database.read(kStatement, db::Params().add(key.merchant_id).add(key.payment_id));
  if (found.empty()) return std::nullopt;
  const auto id = ResolutionId::from_sql(db::text(found[0], "resolution_id"));
  PAY200_ASSERT(id);
  return ResolutionProposal{.id = *id,
                            .evidence = db::text(found[0], "evidence"),
                            .by_operator = db::text(found[0], "operator"),
                            .proposed_at = db::time(found[0], "created_at")};
}

}  // namespace pay200::resolution_store
