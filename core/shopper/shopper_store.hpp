#pragma once
// The statements for a shopper's account and sessions. Only core/shopper's services call them.

#include <optional>
#include <string>

#include "core/shopper/shopper_service.hpp"

namespace pay200::shopper_store {

struct NewAccount {
  ShopperId id;
  bool live = false;
  std::string login_id, name, password_hash, pin_hmac;
  Time created_at;
};
/// False: the log-in name is taken. Idempotent by the id.
bool create_shopper(db::Database& database, const NewAccount& account);

std::optional<ShopperId> find_login(db::Database& database, const std::string& login_id, bool live);

struct Account {
  std::string login_id, name;
  std::string password_hash;  ///< find_account only
  bool live = false;
  std::optional<Time> login_locked_until, locked_at;
  Time created_at;
};
std::optional<Account> find_account(db::Database& database, ShopperId id);
/// The same for operators, who need not read the password's hash.
std::optional<Account> find_record(db::Database& database, ShopperId id);

/// False: the account is locked, and the try does not count.
bool count_login_try(db::Database& database, ShopperId id, int max_failures, int lock_s, Time now);
/// False: `password_hash` (none: of an account just made) is the password no more.
bool open_session(db::Database& database, ShopperId id,
                  const std::optional<std::string>& password_hash, const std::string& token_hash,
                  Time expires_at, Time now);
void close_session(db::Database& database, ShopperId id, const std::string& token_hash);
/// Of a session that has not expired.
std::optional<ShopperSession> find_session(db::Database& database, ShopperId id,
                                           const std::string& token_hash, Time now);
/// Deletes those that expired a day ago, at most `most`; how many.
std::size_t forget_sessions(db::Database& database, std::size_t most, Time now);

/// False: `password_hash` is the password no more.
bool change_pin(db::Database& database, ShopperId id, const std::string& password_hash,
                const std::string& pin_hmac, const std::string& keep_token_hash);
/// False: `old_hash` is the password no more; none: an operator sets it, whatever it was. No token:
/// every session ends.
bool change_password(db::Database& database, ShopperId id,
                     const std::optional<std::string>& old_hash, const std::string& password_hash,
                     const std::optional<std::string>& keep_token_hash);
/// False: it was locked already.
bool lock_shopper(db::Database& database, ShopperId id, Time now);
void unlock_shopper(db::Database& database, ShopperId id);

/// "ok", "wrong" or "locked".
std::string verify_pin(db::Database& database, ShopperId id, const std::string& hmac,
                       int max_failures);

}  // namespace pay200::shopper_store
