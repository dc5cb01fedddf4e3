#pragma once
// The people who work for merchants: log-in with a second factor, sessions, account. Who may do
// what for which merchant is said by core/staff/member_service.hpp.
//
// A log-in has two steps. The password opens a session that is good for the second factor alone;
// the second factor opens another, under a new token. A password or code is counted before it is
// compared, in one count, which only a whole log-in takes back.
//
// Thread-safe. Throws as db::Database does.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"
#include "core/staff/staff_role.hpp"

namespace pay200 {

enum class StaffStage {
  kTotp,    ///< the password was right: the second factor is still to come
  kEnroll,  ///< ... and there is none yet
  kFull,
};

struct StaffSession {
  StaffId staff_id;
  std::string token;
  std::string login_id, name;
  StaffStage stage = StaffStage::kTotp;
  bool must_change_password = false;
  Time expires_at;

  /// What every request of this session that changes something must know besides the cookie.
  std::string csrf_token() const;
};

/// Somebody, at one of the merchants that they work for.
struct StaffMember {
  StaffSession session;
  MerchantId merchant_id;
  bool live = false;
  StaffRole role = StaffRole::kViewer;
};

struct StaffAccount {
  StaffId id;
  std::string login_id, name;
  bool enrolled = false;          ///< has a second factor: has logged in at least once
  std::optional<Time> locked_at;  ///< by an operator
};

namespace staff_store {
struct Account;
struct Found;
}  // namespace staff_store

class StaffService {
 public:
  /// `pin_key`: of the gateway; from it comes the key that seals second factors. May be empty where
  /// nobody logs in (pgctl). References outlive the service.
  StaffService(db::Database& database, const Clock& clock, const Config& config,
               std::string_view pin_key);
  ~StaffService();
  StaffService(const StaffService&) = delete;
  StaffService& operator=(const StaffService&) = delete;

  /// The first step; the session's stage is the next one. kInvalidCredentials (also for unknown
  /// names, in the same time), kAccountLocked, kTooManyRequests. `address` empty: not counted.
  Result<StaffSession> log_in(const std::string& login_id, std::string_view password,
                              std::string_view address = {});
  /// The second: a code of the authenticator app, or a recovery code. kUnauthorized (no session of
  /// stage kTotp), kInvalidTotp (wrong, or used before), kAccountLocked.
  Result<StaffSession> pass_totp(const StaffSession& session, std::string_view code);

  struct Enrollment {
    std::string secret;  ///< to be typed
    std::string otpauth_url;
  };
  /// kUnauthorized (no session of stage kEnroll).
  Result<Enrollment> enroll_totp(const StaffSession& session);
  struct Enrolled {
    StaffSession session;
    std::vector<std::string> recovery_codes;  ///< for this once
  };
  /// kUnauthorized (as enroll_totp; nothing has been begun), kInvalidTotp, kAccountLocked.
  Result<Enrolled> confirm_totp(const StaffSession& session, std::string_view code);

  /// Of any stage. kUnauthorized.
  Result<StaffSession> authenticate(std::string_view token);
  /// Of stage kFull, at a merchant: kUnauthorized, kPasswordChangeRequired, kNotFoundMerchant (does
  /// not work there). `keep_awake`: a person asks, who has another session_idle_s from now on.
  Result<StaffMember> authenticate_at(std::string_view token, MerchantId merchant_id,
                                      bool keep_awake);
  void log_out(const StaffSession& session);
  /// After which without a request a session ends.
  std::chrono::seconds idle_time() const;

  std::size_t recovery_codes_left(StaffId id);
  /// Ends every other session. kInvalidCredentials and kAccountLocked, as log_in; kInvalidRequest
  /// "newPassword".
  Result<Nothing> change_password(const StaffSession& session, std::string_view password,
                                  std::string_view new_password);
  /// kInvalidTotp, kAccountLocked, kPasswordChangeRequired.
  Result<std::vector<std::string>> renew_recovery_codes(const StaffSession& session,
                                                        std::string_view code);

  // By operators. nullopt: no such account.
  std::optional<StaffAccount> find_staff(const std::string& login_id);
  bool lock_staff(StaffId id);  ///< its sessions end; false: it was locked already
  void unlock_staff(StaffId id);
  /// A one-time password, with which everything but changing it is refused; answers it. With
  /// `totp_too` the second factor is set up anew. Every session ends.
  std::string reset_staff(StaffId id, bool totp_too);

 private:
  std::optional<Error> count_try(StaffId id);
  std::optional<Error> check_password(StaffId id, const staff_store::Account& account,
                                      std::string_view password);
  std::optional<std::string> totp_secret(StaffId id, const staff_store::Account& account) const;
  std::vector<std::string> hmacs_of(StaffId id, const std::vector<std::string>& codes) const;
  std::string hmac_of(StaffId id, std::string_view recovery_code) const;
  std::optional<staff_store::Found> find(std::string_view token,
                                         std::optional<MerchantId> merchant_id, bool keep_awake);
  StaffSession next_session(const StaffSession& before) const;
  Result<StaffSession> check_log_in(const std::string& login_id, std::string_view password);

  db::Database& database_;
  const Clock& clock_;
  const Config& config_;
  std::string try_key_;   ///< for the counts of tries, as shoppers' are
  std::string seal_key_;  ///< second factors and recovery codes
};

/// A password for the first log-in, to be told to a person.
std::string new_one_time_password();

/// Deletes the sessions that expired a day ago, at most `most`; how many. By the relay.
std::size_t forget_old_staff_sessions(db::Database& database, std::size_t most, Time now);

}  // namespace pay200
