#include "core/settlement/settlement_outbox_store.hpp"

#include <pqxx/pqxx>

namespace pay200::settlement_outbox_store {

std::vector<SettlementKey> pending_settlements(db::Database& database, std::size_t most) {
  static constexpr db::Statement kStatement = {"pending_settlements", R"(
      SELECT merchant_id, settlement_id FROM settlement_outbox LIMIT $1::bigint)"};
  std::vector<SettlementKey> keys;
  for (const auto& row :
       database.read(kStatement, db::Params().add(static_cast<std::int64_t>(most)))) {
    keys.push_back({MerchantId{db::number(row, "merchant_id")},
                    SettlementId::from_sql(db::text(row, "settlement_id")).value()});
  }
  return keys;
}

void finish_settlement_outbox(db::Database& database, const SettlementKey& key) {
  static constexpr db::Statement kStatement = {"finish_settlement_outbox", R"(
      SELECT finish_settlement_outbox($1::bigint, $2::uuid))"};
  database.call(kStatement, db::Params().add(key.merchant_id).add(key.settlement_id));
}

}  // namespace pay200::settlement_outbox_store
