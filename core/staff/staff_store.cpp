#include "core/staff/staff_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/assert.hpp"

namespace pay200::staff_store {
namespace {

const char* stage_text(StaffStage stage) {
  switch (stage) {
    case StaffStage::kTotp:
      return "totp";
    case StaffStage::kEnroll:
      return "enroll";
    case StaffStage::kFull:
      return "full";
  }
  PAY200_ASSERT(!"a stage");
}

StaffStage stage_from(const std::string& text) {
  if (text == "full") return StaffStage::kFull;
  return text == "enroll" ? StaffStage::kEnroll : StaffStage::kTotp;
}

}  // namespace

std::optional<StaffId> find_staff_login(db::Database& database, const std::string& login_id) {
  static constexpr db::Statement kStatement = {
      "find_staff_login", "SELECT staff_id FROM staff_login WHERE login_id = $1::text"};
  const pqxx::result found = database.read(kStatement, db::Params().add(login_id));
  if (found.empty()) return std::nullopt;
  return StaffId::from_sql(db::text(found[0], "staff_id"));
}

std::optional<Account> find_staff(db::Database& database, StaffId id) {
  static constexpr db::Statement kStatement = {"find_staff", R"(
      SELECT login_id, name, password_hash, must_change, password_until, login_locked_until, totp_nonce,
             totp_ciphertext, totp_enrolled_at IS NOT NULL AS enrolled
      FROM staff WHERE staff_id = $1::uuid)"};
  const pqxx::result found = database.read(kStatement, db::Params().add(id));
  if (found.empty()) return std::nullopt;
  const pqxx::row row = found[0];
  Account account;
  account.login_id = db::text(row, "login_id");
  account.name = db::text(row, "name");
  account.password_hash = db::text(row, "password_hash");
  account.must_change = db::flag(row, "must_change");
  account.password_until = db::optional_time(row, "password_until");
  account.login_locked_until = db::optional_time(row, "login_locked_until");
  if (auto nonce = db::optional_bytes(row, "totp_nonce")) {
    account.totp = crypto::Sealed{*std::move(nonce), db::bytes(row, "totp_ciphertext")};
  }
  account.enrolled = db::flag(row, "enrolled");
  return account;
}

std::optional<StaffAccount> find_staff_record(db::Database& database, StaffId id) {
  static constexpr db::Statement kStatement = {"find_staff_record", R"(
      SELECT login_id, name, totp_enrolled_at IS NOT NULL AS enrolled, locked_at
      FROM staff WHERE staff_id = $1::uuid)"};
  const pqxx::result found = database.read(kStatement, db::Params().add(id));
  if (found.empty()) return std::nullopt;
  const pqxx::row row = found[0];
  return StaffAccount{id, db::text(row, "login_id"), db::text(row, "name"),
                      db::flag(row, "enrolled"), db::optional_time(row, "locked_at")};
}

bool count_staff_try(db::Database& database, StaffId id, int max_failures, int lock_s, Time now) {
  static constexpr db::Statement kStatement = {"count_staff_try", R"(
      SELECT count_staff_try($1::uuid, $2::integer, $3::integer, $4::timestamptz) AS may_try)"};
  db::Params params;
  params.add(id).add(max_failures).add(lock_s).add(now);
  return db::flag(database.call(kStatement, params)[0], "may_try");
}

bool open_staff_session(db::Database& database, const StaffSession& session,
                        const std::string& password_hash, Time now) {
  static constexpr db::Statement kStatement = {"open_staff_session", R"(
      SELECT open_staff_session($1::uuid, $2::text, $3::bytea, $4::text, $5::timestamptz,
                                $6::timestamptz) AS opened)"};
  db::Params params;
  params.add(session.staff_id)
      .add(password_hash)
      .add_bytes(crypto::sha256(session.token))
      .add(stage_text(session.stage))
      .add(session.expires_at)
      .add(now);
  return db::flag(database.call(kStatement, params)[0], "opened");
}

bool pass_totp(db::Database& database, const StaffSession& before, const StaffSession& next,
               const Passed& passed, Time now) {
  static constexpr db::Statement kStatement = {"pass_totp", R"(
      SELECT pass_totp($1::uuid, $2::bigint, $3::bytea, $4::bytea, $5::bytea, $6::timestamptz,
                       $7::timestamptz) AS passed)"};
  db::Params params;
  params.add(before.staff_id)
      .add(passed.step)
      .add_bytes(passed.recovery_hmac)
      .add_bytes(crypto::sha256(before.token))
      .add_bytes(crypto::sha256(next.token))
      .add(next.expires_at)
      .add(now);
  return db::flag(database.call(kStatement, params)[0], "passed");
}

bool confirm_totp(db::Database& database, const StaffSession& before, const StaffSession& next,
                  const std::string& totp_ciphertext, std::int64_t step,
                  const std::vector<std::string>& recovery_hmacs, Time now) {
  static constexpr db::Statement kStatement = {"confirm_totp", R"(
      SELECT confirm_totp($1::uuid, $2::bytea, $3::bigint, $4::text[], $5::bytea, $6::bytea,
                          $7::timestamptz, $8::timestamptz) AS confirmed)"};
  db::Params params;
  params.add(before.staff_id)
      .add_bytes(totp_ciphertext)
      .add(step)
      .add(recovery_hmacs)
      .add_bytes(crypto::sha256(before.token))
      .add_bytes(crypto::sha256(next.token))
      .add(next.expires_at)
      .add(now);
  return db::flag(database.call(kStatement, params)[0], "confirmed");
}

bool begin_totp(db::Database& database, StaffId id, const crypto::Sealed& totp) {
  static constexpr db::Statement kStatement = {
      "begin_totp", "SELECT begin_totp($1::uuid, $2::bytea, $3::bytea) AS begun"};
  db::Params params;
  params.add(id).add_bytes(totp.nonce).add_bytes(totp.ciphertext);
  return db::flag(database.call(kStatement, params)[0], "begun");
}

bool renew_recovery_codes(db::Database& database, StaffId id, std::int64_t step,
                          const std::vector<std::string>& recovery_hmacs) {
  static constexpr db::Statement kStatement = {
      "renew_recovery_codes",
      "SELECT renew_recovery_codes($1::uuid, $2::bigint, $3::text[]) AS renewed"};
  db::Params params;
  params.add(id).add(step).add(recovery_hmacs);
  return db::flag(database.call(kStatement, params)[0], "renewed");
}

std::size_t count_recovery_codes(db::Database& database, StaffId id) {
  static constexpr db::Statement kStatement = {
      "count_recovery_codes",
      "SELECT count(*) AS codes FROM staff_recovery_code WHERE staff_id = $1::uuid"};
  return static_cast<std::size_t>(
      db::number(database.read(kStatement, db::Params().add(id))[0], "codes"));
}

std::optional<Found> find_staff_session(db::Database& database, StaffId id,
                                        const std::string& token_hash,
                                        std::optional<MerchantId> merchant_id, Time seen_after,
                                        Time now) {
  static constexpr db::Statement kStatement = {"find_staff_session", R"(
      SELECT e.stage, e.expires_at, e.last_seen_at, s.login_id, s.name, s.must_change, m.role, t.mode
      FROM staff_session e
      JOIN staff s ON s.staff_id = e.staff_id
      LEFT JOIN merchant_member m ON m.merchant_id = $3::bigint AND m.staff_id = e.staff_id
      LEFT JOIN merchant t ON t.merchant_id = m.merchant_id
      WHERE e.staff_id = $1::uuid AND e.token_hash = $2::bytea AND e.expires_at > $5::timestamptz
          AND e.last_seen_at > $4::timestamptz AND s.locked_at IS NULL)"};
  db::Params params;
  params.add(id).add_bytes(token_hash).add(merchant_id).add(seen_after).add(now);
  const pqxx::result found = database.read(kStatement, params);
  if (found.empty()) return std::nullopt;
  const pqxx::row row = found[0];
  Found result;
  result.session.staff_id = id;
  result.session.login_id = db::text(row, "login_id");
  result.session.name = db::text(row, "name");
  result.session.stage = stage_from(db::text(row, "stage"));
  result.session.must_change_password = db::flag(row, "must_change");
  result.session.expires_at = db::time(row, "expires_at");
  result.last_seen_at = db::time(row, "last_seen_at");
  if (const auto role = db::optional_text(row, "role")) {
    result.role = staff_role_from_text(*role);
    result.live = db::text(row, "mode") == "live";
  }
  return result;
}

void touch_staff_session(db::Database& database, StaffId id, const std::string& token_hash,
                         Time now) {
  static constexpr db::Statement kStatement = {
      "touch_staff_session", "SELECT touch_staff_session($1::uuid, $2::bytea, $3::timestamptz)"};
  database.call(kStatement, db::Params().add(id).add_bytes(token_hash).add(now));
}

void close_staff_session(db::Database& database, StaffId id, const std::string& token_hash) {
  static constexpr db::Statement kStatement = {"close_staff_session",
                                               "SELECT close_staff_session($1::uuid, $2::bytea)"};
  database.call(kStatement, db::Params().add(id).add_bytes(token_hash));
}

std::size_t forget_staff_sessions(db::Database& database, std::size_t most, Time now) {
  static constexpr db::Statement kStatement = {
      "forget_staff_sessions",
      "SELECT forget_staff_sessions($1::integer, $2::timestamptz) AS forgotten"};
  db::Params params;
  params.add(static_cast<std::int64_t>(most)).add(now);
  return static_cast<std::size_t>(db::number(database.call(kStatement, params)[0], "forgotten"));
}

bool change_staff_password(db::Database& database, StaffId id, const std::string& old_hash,
                           const std::string& password_hash, const std::string& keep_token_hash) {
  static constexpr db::Statement kStatement = {
      "change_staff_password",
      "SELECT change_staff_password($1::uuid, $2::text, $3::text, $4::bytea) AS changed"};
  db::Params params;
  params.add(id).add(old_hash).add(password_hash).add_bytes(keep_token_hash);
  return db::flag(database.call(kStatement, params)[0], "changed");
}

void reset_staff(db::Database& database, StaffId id, const std::string& password_hash,
                 Time password_until, bool totp_too) {
  static constexpr db::Statement kStatement = {
      "reset_staff", "SELECT reset_staff($1::uuid, $2::text, $3::timestamptz, $4::boolean)"};
  database.call(kStatement,
                db::Params().add(id).add(password_hash).add(password_until).add(totp_too));
}

bool lock_staff(db::Database& database, StaffId id, Time now) {
  static constexpr db::Statement kStatement = {
      "lock_staff", "SELECT lock_staff($1::uuid, $2::timestamptz) AS locked"};
  return db::flag(database.call(kStatement, db::Params().add(id).add(now))[0], "locked");
}

void unlock_staff(db::Database& database, StaffId id) {
  static constexpr db::Statement kStatement = {"unlock_staff", "SELECT unlock_staff($1::uuid)"};
  database.call(kStatement, db::Params().add(id));
}

}  // namespace pay200::staff_store
