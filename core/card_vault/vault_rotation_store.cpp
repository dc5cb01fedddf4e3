#include "core/card_vault/vault_rotation_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/assert.hpp"
#include "core/platform/crypto/crypto.hpp"

namespace pay200::vault_rotation_store {
namespace {

db::Params& add_place(db::Params& params, const std::optional<Place>& place) {
  if (!place) return params.add_null().add_null();
  return params.add(place->owner).add(place->id);
}

RotationProgress::State state_from(const std::string& text) {
  if (text == "asked") return RotationProgress::State::kAsked;
  if (text == "resealing") return RotationProgress::State::kResealing;
  PAY200_ASSERT(text == "done");
  return RotationProgress::State::kDone;
}

}  // namespace

VaultRotation::Asked ask_vault_rotation(db::Database& database, Time now) {
  static constexpr db::Statement kStatement = {
      "ask_vault_rotation", "SELECT to_version, newly FROM ask_vault_rotation($1::timestamptz)"};
  const pqxx::result asked = database.call(kStatement, db::Params().add(now));
  return {static_cast<int>(db::number(asked[0], "to_version")), db::flag(asked[0], "newly")};
}

std::vector<SealedCount> sealed_by_version(db::Database& database) {
  static constexpr db::Statement kStatement = {
      "sealed_by_version",
      "SELECT key_version, created_at, cards, attempts, confirms FROM sealed_by_version()"};
  std::vector<SealedCount> counts;
  for (const auto& row : database.read(kStatement)) {
    counts.push_back({static_cast<int>(db::number(row, "key_version")),
                      db::optional_time(row, "created_at"), db::number(row, "cards"),
                      db::number(row, "attempts"), db::number(row, "confirms")});
  }
  return counts;
}

std::string retire_data_keys(db::Database& database, std::chrono::seconds least_age, bool only_look,
                             Time now) {
  static constexpr db::Statement kStatement = {"retire_data_keys", R"(
      SELECT outcome
      FROM retire_data_keys(make_interval(secs => $1::bigint), $2::boolean, $3::timestamptz))"};
  db::Params params;
  params.add(static_cast<std::int64_t>(least_age.count())).add(only_look).add(now);
  return db::text(database.call(kStatement, params)[0], "outcome");
}

std::optional<Rotation> find_vault_rotation(db::Database& database) {
  static constexpr db::Statement kStatement = {"find_vault_rotation", R"(
      SELECT to_version, state, stage, after_owner, after_id, resealed, asked_at, stepped_at
      FROM vault_rotation)"};
  const pqxx::result found = database.read(kStatement);
  if (found.empty()) return std::nullopt;
  const pqxx::row row = found[0];
  Rotation rotation;
  rotation.progress.to_version = static_cast<int>(db::number(row, "to_version"));
  rotation.progress.state = state_from(db::text(row, "state"));
  rotation.progress.resealed = db::number(row, "resealed");
  rotation.progress.asked_at = db::time(row, "asked_at");
  rotation.progress.stepped_at = db::optional_time(row, "stepped_at");
  rotation.stage = db::text(row, "stage");
  if (auto owner = db::optional_text(row, "after_owner")) {
    rotation.after = Place{*std::move(owner), db::text(row, "after_id")};
  }
  return rotation;
}

void begin_resealing(db::Database& database, int to_version, Time now) {
  static constexpr db::Statement kStatement = {
      "begin_resealing", "SELECT begin_resealing($1::integer, $2::timestamptz)"};
  database.call(kStatement, db::Params().add(to_version).add(now));
}

std::vector<Sealed> pans_to_reseal(db::Database& database, const Rotation& rotation,
                                   std::size_t most) {
  static constexpr db::Statement kStatement = {"pans_to_reseal", R"(
      SELECT owner, id, card_id, key_version, pan_nonce, pan_ciphertext
      FROM pans_to_reseal($1::text, $2::integer, $3::text, $4::uuid, $5::integer))"};
  db::Params params;
  params.add(rotation.stage).add(rotation.progress.to_version);
  add_place(params, rotation.after).add(static_cast<std::int64_t>(most));
  std::vector<Sealed> rows;
  for (const auto& row : database.read(kStatement, params)) {
    const auto card_id = CardId::from_sql(db::text(row, "card_id"));
    PAY200_ASSERT(card_id.has_value());
    rows.push_back({{db::text(row, "owner"), db::text(row, "id")},
                    *card_id,
                    static_cast<int>(db::number(row, "key_version")),
                    db::optional_bytes(row, "pan_nonce").value_or(""),
                    db::optional_bytes(row, "pan_ciphertext").value_or("")});
  }
  return rows;
}

void reseal_pans(db::Database& database, const Rotation& rotation, const std::optional<Place>& last,
                 const std::vector<Resealed>& rows, Time now) {
  static constexpr db::Statement kStatement = {"reseal_pans", R"(
      SELECT reseal_pans($1::integer, $2::text, $3::text, $4::uuid, $5::text, $6::uuid, $7::text[],
                         $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
                         $13::timestamptz))"};
  std::vector<std::string> owners, ids, old_nonces, nonces, ciphertexts, hmacs;
  for (const Resealed& row : rows) {
    owners.push_back(row.place.owner);
    ids.push_back(row.place.id);
    old_nonces.push_back(crypto::to_hex(row.old_nonce));
    nonces.push_back(crypto::to_hex(row.nonce));
    ciphertexts.push_back(crypto::to_hex(row.ciphertext));
    hmacs.push_back(crypto::to_hex(row.pan_hmac));
  }
  db::Params params;
  params.add(rotation.progress.to_version).add(rotation.stage);
  add_place(add_place(params, rotation.after), last)
      .add(owners)
      .add(ids)
      .add(old_nonces)
      .add(nonces)
      .add(ciphertexts)
      .add(hmacs)
      .add(now);
  database.call(kStatement, params);
}

}  // namespace pay200::vault_rotation_store
