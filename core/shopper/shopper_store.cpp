#include "core/shopper/shopper_store.hpp"

#include <pqxx/pqxx>

namespace pay200::shopper_store {
namespace {

const char* mode_text(bool live) { return live ? "live" : "test"; }

Account account_in(const pqxx::row& row) {
  Account account;
  account.login_id = db::text(row, "login_id");
  account.name = db::text(row, "name");
  account.live = db::text(row, "mode") == "live";
  account.login_locked_until = db::optional_time(row, "login_locked_until");
  account.locked_at = db::optional_time(row, "locked_at");
  account.created_at = db::time(row, "created_at");
  return account;
}

}  // namespace

bool create_shopper(db::Database& database, const NewAccount& account) {
  static constexpr db::Statement kStatement = {"create_shopper", R"(
      SELECT create_shopper($1::uuid, $2::text, $3::text, $4::text, $5::text, $6::bytea,
                                   $7::timestamptz) AS created)"};
  db::Params params;
  params.add(account.id)
      .add(mode_text(account.live))
      .add(account.login_id)
      .add(account.name)
      .add(account.password_hash)
      .add_bytes(account.pin_hmac)
      .add(account.created_at);
  return db::flag(database.call(kStatement, params)[0], "created");
}

std::optional<ShopperId> find_login(db::Database& database, const std::string& login_id,
                                    bool live) {
  static constexpr db::Statement kStatement = {"find_login", R"(
      SELECT shopper_id FROM shopper_login WHERE login_id = $1::text AND mode = $2::text)"};
  const pqxx::result found =
      database.read(kStatement, db::Params().add(login_id).add(mode_text(live)));
  if (found.empty()) return std::nullopt;
  return ShopperId::from_sql(db::text(found[0], "shopper_id"));
}

std::optional<Account> find_account(db::Database& database, ShopperId id) {
  static constexpr db::Statement kStatement = {"find_account", R"(
      SELECT login_id, name, password_hash, mode, login_locked_until, locked_at, created_at
      FROM shopper WHERE shopper_id = $1::uuid)"};
  const pqxx::result found = database.read(kStatement, db::Params().add(id));
  if (found.empty()) return std::nullopt;
  Account account = account_in(found[0]);
  account.password_hash = db::text(found[0], "password_hash");
  return account;
}

std::optional<Account> find_record(db::Database& database, ShopperId id) {
  static constexpr db::Statement kStatement = {"find_record", R"(
      SELECT login_id, name, mode, login_locked_until, locked_at, created_at
      FROM shopper WHERE shopper_id = $1::uuid)"};
  const pqxx::result found = database.read(kStatement, db::Params().add(id));
  if (found.empty()) return std::nullopt;
  return account_in(found[0]);
}

bool count_login_try(db::Database& database, ShopperId id, int max_failures, int lock_s, Time now) {
  static constexpr db::Statement kStatement = {"count_login_try", R"(
      SELECT count_login_try($1::uuid, $2::integer, $3::integer, $4::timestamptz)
          AS may_try)"};
  db::Params params;
  params.add(id).add(max_failures).add(lock_s).add(now);
  return db::flag(database.call(kStatement, params)[0], "may_try");
}

bool open_session(db::Database& database, ShopperId id,
                  const std::optional<std::string>& password_hash, const std::string& token_hash,
                  Time expires_at, Time now) {
  static constexpr db::Statement kStatement = {"open_session", R"(
      SELECT open_session($1::uuid, $2::text, $3::bytea, $4::timestamptz, $5::timestamptz) AS opened)"};
  db::Params params;
  params.add(id).add(password_hash).add_bytes(token_hash).add(expires_at).add(now);
  return db::flag(database.call(kStatement, params)[0], "opened");
}

void close_session(db::Database& database, ShopperId id, const std::string& token_hash) {
  static constexpr db::Statement kStatement = {"close_session",
                                               "SELECT close_session($1::uuid, $2::bytea)"};
  database.call(kStatement, db::Params().add(id).add_bytes(token_hash));
}

bool change_pin(db::Database& database, ShopperId id, const std::string& password_hash,
                const std::string& pin_hmac, const std::string& keep_token_hash) {
  static constexpr db::Statement kStatement = {
      "change_pin", "SELECT change_pin($1::uuid, $2::text, $3::bytea, $4::bytea) AS changed"};
  db::Params params;
  params.add(id).add(password_hash).add_bytes(pin_hmac).add_bytes(keep_token_hash);
  return db::flag(database.call(kStatement, params)[0], "changed");
}

bool change_password(db::Database& database, ShopperId id,
                     const std::optional<std::string>& old_hash, const std::string& password_hash,
                     const std::optional<std::string>& keep_token_hash) {
  static constexpr db::Statement kStatement = {
      "change_password",
      "SELECT change_password($1::uuid, $2::text, $3::text, $4::bytea) AS changed"};
  db::Params params;
  params.add(id).add(old_hash).add(password_hash).add_bytes(keep_token_hash);
  return db::flag(database.call(kStatement, params)[0], "changed");
}

bool lock_shopper(db::Database& database, ShopperId id, Time now) {
  static constexpr db::Statement kStatement = {
      "lock_shopper", "SELECT lock_shopper($1::uuid, $2::timestamptz) AS locked"};
  return db::flag(database.call(kStatement, db::Params().add(id).add(now))[0], "locked");
}

void unlock_shopper(db::Database& database, ShopperId id) {
  static constexpr db::Statement kStatement = {"unlock_shopper", "SELECT unlock_shopper($1::uuid)"};
  database.call(kStatement, db::Params().add(id));
}

std::size_t forget_sessions(db::Database& database, std::size_t most, Time now) {
  static constexpr db::Statement kStatement = {
      "forget_sessions", "SELECT forget_sessions($1::integer, $2::timestamptz) AS forgotten"};
  db::Params params;
  params.add(static_cast<std::int64_t>(most)).add(now);
  return static_cast<std::size_t>(db::number(database.call(kStatement, params)[0], "forgotten"));
}

std::optional<ShopperSession> find_session(db::Database& database, ShopperId id,
                                           const std::string& token_hash, Time now) {
  static constexpr db::Statement kStatement = {"find_session", R"(
      SELECT s.name, s.mode
      FROM shopper_session e JOIN shopper s ON s.shopper_id = e.shopper_id
      WHERE e.shopper_id = $1::uuid AND e.token_hash = $2::bytea AND e.expires_at > $3::timestamptz
          AND s.locked_at IS NULL)"};
  db::Params params;
  params.add(id).add_bytes(token_hash).add(now);
  const auto found = database.read_in_set(kStatement, params);
  if (!found) return std::nullopt;
  return ShopperSession{id, db::text(*found, "name"), db::text(*found, "mode") == "live"};
}

std::string verify_pin(db::Database& database, ShopperId id, const std::string& hmac,
                       int max_failures) {
  static constexpr db::Statement kStatement = {"verify_pin", R"(
      SELECT verify_pin($1::uuid, $2::bytea, $3::integer) AS verdict)"};
  db::Params params;
  params.add(id).add_bytes(hmac).add(max_failures);
  return db::text(database.call(kStatement, params)[0], "verdict");
}

}  // namespace pay200::shopper_store
