#include "core/shopper/passkey_store.hpp"

#include <pqxx/pqxx>
#include <sstream>

#include "core/platform/assert.hpp"

namespace pay200::passkey_store {
namespace {

PasskeyId id_in(const pqxx::row& row) {
  const auto id = PasskeyId::from_sql(db::text(row, "passkey_id"));
  PAY200_ASSERT(id);
  return *id;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

}  // namespace

std::vector<Passkey> list_passkeys(db::Database& database, ShopperId shopper_id) {
  static constexpr db::Statement kStatement = {"list_passkeys", R"(
      SELECT passkey_id, name, credential_id, array_to_string(transports, ' ') AS transports, backup_eligible,
          created_at, last_used_at
      FROM passkey WHERE shopper_id = $1::uuid ORDER BY passkey_id DESC)"};
  std::vector<Passkey> passkeys;
  for (const auto& row : database.read(kStatement, db::Params().add(shopper_id))) {
    passkeys.push_back({.id = id_in(row),
                        .name = db::optional_text(row, "name"),
                        .credential_id = db::bytes(row, "credential_id"),
                        .transports = words_of(db::text(row, "transports")),
                        .shared = db::flag(row, "backup_eligible"),
                        .created_at = db::time(row, "created_at"),
                        .last_used_at = db::optional_time(row, "last_used_at")});
  }
  return passkeys;
}

std::optional<StoredPasskey> find_passkey(db::Database& database, ShopperId shopper_id,
                                          const std::string& credential_id) {
  static constexpr db::Statement kStatement = {"find_passkey", R"(
      SELECT passkey_id, algorithm, public_key, backup_eligible
      FROM passkey WHERE shopper_id = $1::uuid AND credential_id = $2::bytea)"};
  const pqxx::result found =
      database.read(kStatement, db::Params().add(shopper_id).add_bytes(credential_id));
  if (found.empty()) return std::nullopt;
  const pqxx::row row = found[0];
  return StoredPasskey{
      id_in(row),
      {static_cast<int>(db::number(row, "algorithm")), db::bytes(row, "public_key")},
      db::flag(row, "backup_eligible")};
}

std::string add_passkey(db::Database& database, ShopperId shopper_id, const Passkey& passkey,
                        const PasskeyKey& key, std::uint32_t sign_count, Time challenge_expires_at,
                        int most_passkeys) {
  static constexpr db::Statement kStatement = {"add_passkey", R"(
      SELECT add_passkey($1::uuid, $2::uuid, $3::bytea, $4::integer, $5::bytea, $6::bigint,
                         $7::boolean, $8::text[], $9::text, $10::timestamptz, $11::integer,
                         $12::timestamptz) AS outcome)"};
  db::Params params;
  params.add(shopper_id)
      .add(passkey.id)
      .add_bytes(passkey.credential_id)
      .add(key.algorithm)
      .add_bytes(key.bytes)
      .add(static_cast<std::int64_t>(sign_count))
      .add(passkey.shared)
      .add(passkey.transports)
      .add(passkey.name)
      .add(challenge_expires_at)
      .add(most_passkeys)
      .add(passkey.created_at);
  return db::text(database.call(kStatement, params)[0], "outcome");
}

bool delete_passkey(db::Database& database, ShopperId shopper_id, PasskeyId id) {
  static constexpr db::Statement kStatement = {
      "delete_passkey", "SELECT delete_passkey($1::uuid, $2::uuid) AS deleted"};
  return db::flag(database.call(kStatement, db::Params().add(shopper_id).add(id))[0], "deleted");
}

card_store::VerifiedCard card_to_charge_by_passkey(db::Database& database, ShopperId shopper_id,
                                                   CardId card_id, const Use& use,
                                                   const ConfirmLimit& limit) {
  static constexpr db::Statement kStatement = {"card_to_charge_by_passkey", R"(
      SELECT * FROM card_to_charge_by_passkey($1::uuid, $2::uuid, $3::uuid, $4::bigint, $5::uuid,
                                              $6::uuid, $7::timestamptz, $8::integer,
                                              $9::integer, $10::timestamptz))"};
  db::Params params;
  params.add(shopper_id)
      .add(card_id)
      .add(use.passkey_id)
      .add(static_cast<std::int64_t>(use.sign_count))
      .add(use.challenge_id.to_string())
      .add(use.spent_by.to_string())
      .add(use.challenge_expires_at)
      .add(limit.most)
      .add(limit.window_s)
      .add(limit.now);
  return card_store::verify_card(database, kStatement, params, card_id, {});
}

std::size_t forget_challenges(db::Database& database, std::size_t most, Time now) {
  static constexpr db::Statement kStatement = {
      "forget_challenges", "SELECT forget_challenges($1::integer, $2::timestamptz) AS forgotten"};
  db::Params params;
  params.add(static_cast<std::int64_t>(most)).add(now);
  return static_cast<std::size_t>(db::number(database.call(kStatement, params)[0], "forgotten"));
}

}  // namespace pay200::passkey_store
