#pragma once
// The statements for staff accounts and their sessions. Only core/staff's services call them.

#include <optional>
#include <string>
#include <vector>

#include "core/platform/crypto/crypto.hpp"
#include "core/staff/staff_service.hpp"

namespace pay200::staff_store {

std::optional<StaffId> find_staff_login(db::Database& database, const std::string& login_id);

struct Account {
  std::string login_id, name, password_hash;
  bool must_change = false;
  std::optional<Time> password_until, login_locked_until;
  std::optional<crypto::Sealed> totp;
  bool enrolled = false;
};
std::optional<Account> find_staff(db::Database& database, StaffId id);
/// For operators, who need not read what it logs in with.
std::optional<StaffAccount> find_staff_record(db::Database& database, StaffId id);

/// False: the account is locked, and the try does not count.
bool count_staff_try(db::Database& database, StaffId id, int max_failures, int lock_s, Time now);

/// `session` with its token, stage and end. False: `password_hash` is the password no more.
bool open_staff_session(db::Database& database, const StaffSession& session,
                        const std::string& password_hash, Time now);
struct Passed {
  std::optional<std::int64_t> step = {};          ///< of a code,
  std::optional<std::string> recovery_hmac = {};  ///< or a recovery code
};
// Each opens `next` in place of `before`. False: the code was used before, or `before` is gone.
bool pass_totp(db::Database& database, const StaffSession& before, const StaffSession& next,
               const Passed& passed, Time now);
bool confirm_totp(db::Database& database, const StaffSession& before, const StaffSession& next,
                  const std::string& totp_ciphertext, std::int64_t step,
                  const std::vector<std::string>& recovery_hmacs, Time now);
/// False: there is a confirmed one.
bool begin_totp(db::Database& database, StaffId id, const crypto::Sealed& totp);
/// False: the code was used before.
bool renew_recovery_codes(db::Database& database, StaffId id, std::int64_t step,
                          const std::vector<std::string>& recovery_hmacs);
std::size_t count_recovery_codes(db::Database& database, StaffId id);

struct Found {
  StaffSession session;
  Time last_seen_at;
  /// Where a merchant was asked for at which this person works.
  std::optional<StaffRole> role;
  bool live = false;
};
/// Of a session that has not expired, whose account is not locked.
std::optional<Found> find_staff_session(db::Database& database, StaffId id,
                                        const std::string& token_hash,
                                        std::optional<MerchantId> merchant_id, Time seen_after,
                                        Time now);
void touch_staff_session(db::Database& database, StaffId id, const std::string& token_hash,
                         Time now);
void close_staff_session(db::Database& database, StaffId id, const std::string& token_hash);
std::size_t forget_staff_sessions(db::Database& database, std::size_t most, Time now);

/// False: `old_hash` is the password no more.
bool change_staff_password(db::Database& database, StaffId id, const std::string& old_hash,
                           const std::string& password_hash, const std::string& keep_token_hash);
void reset_staff(db::Database& database, StaffId id, const std::string& password_hash,
                 Time password_until, bool totp_too);
/// False: it was locked already.
bool lock_staff(db::Database& database, StaffId id, Time now);
void unlock_staff(db::Database& database, StaffId id);

}  // namespace pay200::staff_store
