#include "core/settlement/payout_account_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/assert.hpp"

namespace pay200::payout_account_store {

std::optional<PayoutAccount> find_payout_account(db::Database& database, MerchantId merchant) {
  static constexpr db::Statement kStatement = {"find_payout_account", R"(
      SELECT account_id, bank_code, last_four, holder, added_at, added_by, verified_at, verified_by
      FROM payout_account WHERE merchant_id = $1::bigint
      ORDER BY account_id DESC LIMIT 1)"};
  const pqxx::result found = database.read(kStatement, db::Params().add(merchant));
  if (found.empty()) return std::nullopt;
  const pqxx::row row = found[0];
  PayoutAccount account;
  account.id = PayoutAccountId::from_sql(db::text(row, "account_id")).value();
  account.bank_code = db::text(row, "bank_code");
  account.last_four = db::text(row, "last_four");
  account.holder = db::text(row, "holder");
  account.added_at = db::time(row, "added_at");
  account.added_by = db::text(row, "added_by");
  account.verified_at = db::optional_time(row, "verified_at");
  account.verified_by = db::optional_text(row, "verified_by");
  return account;
}

bool add_payout_account(db::Database& database, MerchantId merchant, const PayoutAccount& account,
                        const crypto::Sealed& number) {
  static constexpr db::Statement kStatement = {"add_payout_account", R"(
      SELECT add_payout_account($1::bigint, $2::uuid, $3::text, $4::bytea, $5::bytea, $6::text,
                                $7::text, $8::text, $9::timestamptz) AS added)"};
  db::Params params;
  params.add(merchant)
      .add(account.id)
      .add(account.bank_code)
      .add_bytes(number.nonce)
      .add_bytes(number.ciphertext)
      .add(account.last_four)
      .add(account.holder)
      .add(account.added_by)
      .add(account.added_at);
  return db::flag(database.call(kStatement, params)[0], "added");
}

bool verify_payout_account(db::Database& database, MerchantId merchant, PayoutAccountId account,
                           const std::string& by_operator, Time now) {
  static constexpr db::Statement kStatement = {"verify_payout_account", R"(
      SELECT verify_payout_account($1::bigint, $2::uuid, $3::text, $4::timestamptz) AS verified)"};
  db::Params params;
  params.add(merchant).add(account).add(by_operator).add(now);
  return db::flag(database.call(kStatement, params)[0], "verified");
}

std::optional<crypto::Sealed> sealed_account_number(db::Database& database, MerchantId merchant,
                                                    PayoutAccountId account) {
  static constexpr db::Statement kStatement = {"sealed_account_number", R"(
      SELECT number_nonce, number_ciphertext FROM payout_account
      WHERE merchant_id = $1::bigint AND account_id = $2::uuid)"};
  const pqxx::result found = database.read(kStatement, db::Params().add(merchant).add(account));
  if (found.empty()) return std::nullopt;
  return crypto::Sealed{db::bytes(found[0], "number_nonce"),
                        db::bytes(found[0], "number_ciphertext")};
}

std::vector<SealedAccountNumber> sealed_account_numbers(db::Database& database) {
  static constexpr db::Statement kStatement = {
      "sealed_account_numbers",
      "SELECT merchant_id, account_id, number_nonce, number_ciphertext FROM payout_account"};
  std::vector<SealedAccountNumber> numbers;
  for (const auto& row : database.read(kStatement)) {
    numbers.push_back({MerchantId{db::number(row, "merchant_id")},
                       PayoutAccountId::from_sql(db::text(row, "account_id")).value(),
                       {db::bytes(row, "number_nonce"), db::bytes(row, "number_ciphertext")}});
  }
  return numbers;
}

void reseal_payout_account(db::Database& database, const SealedAccountNumber& row,
                           const crypto::Sealed& sealed, const std::string& by_operator) {
  static constexpr db::Statement kStatement = {
      "reseal_payout_account",
      "SELECT reseal_payout_account($1::bigint, $2::uuid, $3::bytea, $4::bytea, $5::bytea, $6)"};
  db::Params params;
  params.add(row.merchant)
      .add(row.id)
      .add_bytes(row.sealed.nonce)
      .add_bytes(sealed.nonce)
      .add_bytes(sealed.ciphertext)
      .add(by_operator);
  database.call(kStatement, params);
}

}  // namespace pay200::payout_account_store
