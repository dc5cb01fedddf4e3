#include "core/api_key/api_key_store.hpp"

#include <pqxx/pqxx>

#include "core/audit/acting_staff.hpp"

namespace pay200::api_key_store {
namespace {

ApiKeyId key_id_from(const pqxx::row& row) {
  const auto id = ApiKeyId::from_sql(db::text(row, "key_id"));
  PAY200_ASSERT(id);
  return *id;
}

KeyKind kind_from(const pqxx::row& row) {
  return db::text(row, "kind") == "client" ? KeyKind::kClient : KeyKind::kSecret;
}

ApiKey key_from(const pqxx::row& row) {
  ApiKey key;
  key.id = key_id_from(row);
  key.merchant_id = MerchantId{db::number(row, "merchant_id")};
  key.kind = kind_from(row);
  key.prefix = db::text(row, "prefix");
  key.last_four = db::text(row, "last_four");
  key.created_at = db::time(row, "created_at");
  key.revoked_at = db::optional_time(row, "revoked_at");
  key.expires_at = db::optional_time(row, "expires_at");
  if (const auto successor = db::optional_text(row, "successor_id")) {
    key.successor_id = ApiKeyId::from_sql(*successor);
  }
  key.last_used_at = db::optional_time(row, "last_used_at");
  return key;
}

}  // namespace

bool issue_api_key(db::Database& database, const ApiKey& key, const std::string& key_hash) {
  static constexpr db::Statement kStatement = {"issue_api_key", R"(
      SELECT issue_api_key($1::uuid, $2::bytea, $3::bigint, $4::text, $5::text, $6::text,
                                  $7::timestamptz, $8::uuid) AS issued)"};
  db::Params params;
  params.add(key.id)
      .add_bytes(key_hash)
      .add(key.merchant_id)
      .add(key.kind == KeyKind::kClient ? "client" : "secret")
      .add(key.prefix)
      .add(key.last_four)
      .add(key.created_at)
      .add(ActingStaff::current());
  return db::flag(database.call(kStatement, params)[0], "issued");
}

std::vector<ApiKey> list_api_keys(db::Database& database, MerchantId merchant_id) {
  static constexpr db::Statement kStatement = {"list_api_keys", R"(
      SELECT k.key_id, k.merchant_id, k.kind, k.prefix, k.last_four, k.created_at, k.revoked_at,
             k.expires_at, k.successor_id, u.last_used_at
      FROM api_key k LEFT JOIN api_key_use u ON u.merchant_id = k.merchant_id AND u.key_id = k.key_id
      WHERE k.merchant_id = $1::bigint ORDER BY k.key_id DESC)"};
  std::vector<ApiKey> keys;
  for (const auto& row : database.read(kStatement, db::Params().add(merchant_id))) {
    keys.push_back(key_from(row));
  }
  return keys;
}

std::optional<ApiKey> find_api_key(db::Database& database, ApiKeyId id) {
  static constexpr db::Statement kStatement = {"find_api_key", R"(
      SELECT k.key_id, k.merchant_id, k.kind, k.prefix, k.last_four, k.created_at, k.revoked_at,
             k.expires_at, k.successor_id, u.last_used_at
      FROM api_key k LEFT JOIN api_key_use u ON u.merchant_id = k.merchant_id AND u.key_id = k.key_id
      WHERE k.key_id = $1::uuid)"};
  const pqxx::result found = database.read(kStatement, db::Params().add(id));
  if (found.empty()) return std::nullopt;
  return key_from(found[0]);
}

std::optional<bool> revoke_api_key(db::Database& database, ApiKeyId id, Time now) {
  static constexpr db::Statement kStatement = {"revoke_api_key", R"(
      SELECT revoke_api_key($1::uuid, $2::timestamptz, $3::uuid) AS outcome)"};
  const auto params = db::Params().add(id).add(now).add(ActingStaff::current());
  const pqxx::result answer = database.call(kStatement, params);
  const std::string outcome = db::text(answer[0], "outcome");
  if (outcome == "not_found") return std::nullopt;
  return outcome == "revoked";
}

Rotation rotate_api_key(db::Database& database, ApiKeyId id, const ApiKey& successor,
                        const std::string& key_hash, Time ends_at, Time now) {
  static constexpr db::Statement kStatement = {"rotate_api_key", R"(
      SELECT rotate_api_key($1::uuid, $2::uuid, $3::bytea, $4::text, $5::timestamptz,
                            $6::timestamptz, $7::uuid) AS outcome)"};
  db::Params params;
  params.add(id)
      .add(successor.id)
      .add_bytes(key_hash)
      .add(successor.last_four)
      .add(ends_at)
      .add(now)
      .add(ActingStaff::current());
  const std::string outcome = db::text(database.call(kStatement, params)[0], "outcome");
  if (outcome == "not_found") return Rotation::kNotFound;
  return outcome == "rotated" ? Rotation::kRotated : Rotation::kNotAlive;
}

std::optional<ApiKeyId> find_api_key_by_hash(db::Database& database, const std::string& key_hash) {
  static constexpr db::Statement kStatement = {"find_api_key_by_hash", R"(
      SELECT find_api_key_by_hash($1::bytea) AS key_id)"};
  const pqxx::result found = database.read(kStatement, db::Params().add_bytes(key_hash));
  const auto id = db::optional_text(found[0], "key_id");
  if (!id) return std::nullopt;
  return key_id_from(found[0]);
}

std::optional<KeyHolder> find_key_holder(db::Database& database, const std::string& key_hash,
                                         Time now) {
  static constexpr db::Statement kStatement = {"find_key_holder", R"(
      SELECT k.key_id, k.merchant_id, k.kind, k.expires_at, m.mode, u.last_used_at
      FROM api_key k JOIN merchant m ON m.merchant_id = k.merchant_id
      LEFT JOIN api_key_use u ON u.merchant_id = k.merchant_id AND u.key_id = k.key_id
      WHERE k.key_hash = $1::bytea AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > $2::timestamptz))"};
  const pqxx::result found = database.read(kStatement, db::Params().add_bytes(key_hash).add(now));
  if (found.empty()) return std::nullopt;
  const pqxx::row row = found[0];
  KeyHolder holder;
  holder.principal.key_id = key_id_from(row);
  holder.principal.merchant_id = MerchantId{db::number(row, "merchant_id")};
  holder.principal.kind = kind_from(row);
  holder.principal.live = db::text(row, "mode") == "live";
  holder.expires_at = db::optional_time(row, "expires_at");
  holder.last_used_at = db::optional_time(row, "last_used_at");
  return holder;
}

void note_api_key_use(db::Database& database, const ApiPrincipal& principal, Time now) {
  static constexpr db::Statement kStatement = {
      "note_api_key_use", "SELECT note_api_key_use($1::bigint, $2::uuid, $3::timestamptz)"};
  database.call(kStatement, db::Params().add(principal.merchant_id).add(principal.key_id).add(now));
}

std::int64_t api_key_version(db::Database& database) {
  static constexpr db::Statement kStatement = {"api_key_version",
                                               "SELECT version FROM api_key_change"};
  return db::number(database.read(kStatement)[0], "version");
}

}  // namespace pay200::api_key_store
