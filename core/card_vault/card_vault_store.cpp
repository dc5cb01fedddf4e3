#include "core/card_vault/card_vault_store.hpp"

#include <pqxx/pqxx>

namespace pay200::card_vault_store {

std::vector<WrappedKey> find_data_keys(db::Database& database) {
  static constexpr db::Statement kStatement{"find_data_keys", R"sql(
    SELECT key_version, nonce, wrapped_key FROM data_key ORDER BY key_version
  )sql"};
  std::vector<WrappedKey> keys;
  for (const auto& row : database.read(kStatement)) {
    keys.push_back({static_cast<int>(db::number(row, "key_version")), db::bytes(row, "nonce"),
                    db::bytes(row, "wrapped_key")});
  }
  return keys;
}

bool add_data_key(db::Database& database, const WrappedKey& key, Time now) {
  static constexpr db::Statement kStatement{"add_data_key",
                                            "SELECT add_data_key($1, $2, $3, $4) AS added"};
  db::Params params;
  params.add(key.version).add_bytes(key.nonce).add_bytes(key.wrapped_key).add(now);
  return db::flag(database.call(kStatement, params)[0], "added");
}

void rewrap_data_key(db::Database& database, const WrappedKey& old, const WrappedKey& key) {
  static constexpr db::Statement kStatement{"rewrap_data_key",
                                            "SELECT rewrap_data_key($1, $2, $3, $4)"};
  db::Params params;
  params.add(key.version).add_bytes(old.nonce).add_bytes(key.nonce).add_bytes(key.wrapped_key);
  database.call(kStatement, params);
}

}  // namespace pay200::card_vault_store
