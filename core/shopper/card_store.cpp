#include "core/shopper/card_store.hpp"

#include <pqxx/pqxx>

namespace pay200::card_store {

std::vector<Card> list_cards(db::Database& database, ShopperId shopper_id) {
  static constexpr db::Statement kStatement = {"list_cards", R"(
      SELECT card_id, bin, last_four, brand, expiry, created_at, blocked_at IS NOT NULL AS blocked
      FROM card WHERE shopper_id = $1::uuid
      ORDER BY (blocked_at IS NULL) DESC, default_since DESC NULLS LAST, card_id DESC)"};
  std::vector<Card> cards;
  for (const auto& row : database.read(kStatement, db::Params().add(shopper_id))) {
    const auto id = CardId::from_sql(db::text(row, "card_id"));
    PAY200_ASSERT(id);
    cards.push_back(Card{*id, db::text(row, "bin"), db::text(row, "last_four"),
                         db::text(row, "brand"), db::text(row, "expiry"),
                         db::time(row, "created_at"), cards.empty(), db::flag(row, "blocked")});
  }
  return cards;
}

std::string add_card(db::Database& database, ShopperId shopper_id, const Card& card,
                     const SealedCard& sealed, int most_cards) {
  static constexpr db::Statement kStatement = {"add_card", R"(
      SELECT add_card($1::uuid, $2::uuid, $3::bytea, $4::bytea, $5::integer, $6::bytea,
                             $7::text, $8::text, $9::text, $10::text, $11::integer, $12::timestamptz) AS outcome)"};
  db::Params params;
  params.add(shopper_id)
      .add(card.id)
      .add_bytes(sealed.nonce)
      .add_bytes(sealed.ciphertext)
      .add(sealed.key_version)
      .add_bytes(sealed.pan_hmac)
      .add(card.bin)
      .add(card.last_four)
      .add(card.brand)
      .add(card.expiry)
      .add(most_cards)
      .add(card.created_at);
  return db::text(database.call(kStatement, params)[0], "outcome");
}

bool delete_card(db::Database& database, ShopperId shopper_id, CardId card_id) {
  static constexpr db::Statement kStatement = {"delete_card",
                                               "SELECT delete_card($1::uuid, $2::uuid) AS deleted"};
  return db::flag(database.call(kStatement, db::Params().add(shopper_id).add(card_id))[0],
                  "deleted");
}

bool make_default_card(db::Database& database, ShopperId shopper_id, CardId card_id, Time now) {
  static constexpr db::Statement kStatement = {
      "make_default_card", "SELECT make_default_card($1::uuid, $2::uuid, $3::timestamptz) AS made"};
  return db::flag(database.call(kStatement, db::Params().add(shopper_id).add(card_id).add(now))[0],
                  "made");
}

bool block_card(db::Database& database, ShopperId shopper_id, CardId card_id,
                const std::string& response_code, Time now) {
  static constexpr db::Statement kStatement = {
      "block_card", "SELECT block_card($1::uuid, $2::uuid, $3::text, $4::timestamptz) AS blocked"};
  return db::flag(
      database.call(kStatement,
                    db::Params().add(shopper_id).add(card_id).add(response_code).add(now))[0],
      "blocked");
}

VerifiedCard card_to_charge(db::Database& database, ShopperId shopper_id, CardId card_id,
                            const std::string& pin_hmac, int max_failures,
                            const ConfirmLimit& limit) {
  static constexpr db::Statement kStatement = {"card_to_charge", R"(
      SELECT * FROM card_to_charge($1::uuid, $2::uuid, $3::bytea, $4::integer, $5::integer,
                                   $6::integer, $7::timestamptz))"};
  db::Params params;
  params.add(shopper_id)
      .add(card_id)
      .add_bytes(pin_hmac)
      .add(max_failures)
      .add(limit.most)
      .add(limit.window_s)
      .add(limit.now);
  return verify_card(database, kStatement, params, card_id, shopper_id.to_sql());
}

VerifiedCard verify_card(db::Database& database, const db::Statement& statement,
                         const db::Params& params, CardId card_id, std::string_view set_key) {
  const pqxx::row row = set_key.empty() ? database.call(statement, params)[0]
                                        : database.call_in_set(statement, params, set_key);
  VerifiedCard found{.verdict = db::text(row, "verdict"), .card = {}};
  if (found.verdict != "ok") return found;
  found.card = {.id = card_id,
                .pan_nonce = db::bytes(row, "pan_nonce"),
                .pan_ciphertext = db::bytes(row, "pan_ciphertext"),
                .key_version = static_cast<int>(db::number(row, "key_version")),
                .bin = db::text(row, "bin"),
                .last_four = db::text(row, "last_four"),
                .brand = db::text(row, "brand"),
                .expiry = db::text(row, "expiry"),
                .live = db::flag(row, "live")};
  return found;
}

}  // namespace pay200::card_store
