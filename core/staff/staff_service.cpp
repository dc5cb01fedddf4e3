#include "core/staff/staff_service.hpp"

#include <chrono>
#include <utility>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/session_token.hpp"
#include "core/shopper/account_locked.hpp"
#include "core/shopper/shopper_rules.hpp"
#include "core/shopper/try_limits.hpp"
#include "core/shopper/unless_busy.hpp"
#include "core/staff/one_time_text.hpp"
#include "core/staff/staff_store.hpp"
#include "core/staff/totp.hpp"

namespace pay200 {
namespace {

constexpr std::string_view kTokenPrefix = "sts_";
/// From the password to the second factor.
constexpr std::chrono::minutes kFirstStep{10};
/// A session that was noted as in use so long ago is noted again: not every request is a write.
constexpr std::chrono::seconds kNoteAgain{30};
constexpr int kRecoveryCodes = 10;
constexpr int kRecoveryGroups = 2;
constexpr int kPasswordGroups = 3;

/// What is in doubt is only whether a try or a use was noted: what was asked for has not begun.
template <class Act>
void before_anything(Act act) {
  try {
    act();
  } catch (const db::InDoubt& doubt) {
    throw db::Unavailable(doubt.what());
  }
}

std::string aad_of(StaffId id) { return id.to_sql(); }

std::vector<std::string> new_recovery_codes() {
  std::vector<std::string> codes;
  for (int i = 0; i < kRecoveryCodes; ++i) codes.push_back(random_groups(kRecoveryGroups));
  return codes;
}

}  // namespace

std::string new_one_time_password() { return random_groups(kPasswordGroups); }

std::string StaffSession::csrf_token() const {
  return base32_encode(crypto::hmac_sha256(token, "csrf"));
}

StaffService::StaffService(db::Database& database, const Clock& clock, const Config& config,
                           std::string_view pin_key)
    : database_(database),
      clock_(clock),
      config_(config),
      try_key_(pin_key),
      seal_key_(crypto::hmac_sha256(pin_key, "staff second factor")) {}

StaffService::~StaffService() {
  crypto::cleanse(try_key_);
  crypto::cleanse(seal_key_);
}

// ------------------------------------------------------------------ the first step

Result<StaffSession> StaffService::log_in(const std::string& login_id, std::string_view password,
                                          std::string_view address) {
  const auto& limits = config_.limits;
  auto counted = CountedTry::count(database_, try_key_,
                                   {{"staff_login_address", counted_address(address),
                                     limits.logins_per_address, limits.login_window_s}},
                                   clock_.now());
  if (!counted) return counted.error();
  auto opened = unless_busy<StaffSession>([&] { return check_log_in(login_id, password); });
  if (opened) counted->forgive(clock_.now());
  return opened;
}

Result<StaffSession> StaffService::check_log_in(const std::string& login_id,
                                                std::string_view password) {
  const auto id = is_email_address(lower_case(login_id))
                      ? staff_store::find_staff_login(database_, lower_case(login_id))
                      : std::nullopt;
  const auto account = id ? staff_store::find_staff(database_, *id) : std::nullopt;
  if (!account) {
    crypto::verify_nobodys_password(password);
    return ErrorCode::kInvalidCredentials;
  }
  if (auto refusal = check_password(*id, *account, password)) return *std::move(refusal);
  const Time now = clock_.now();
  StaffSession session;
  session.staff_id = *id;
  session.token = make_session_token(kTokenPrefix, id->value);
  session.login_id = account->login_id;
  session.name = account->name;
  session.stage = account->enrolled ? StaffStage::kTotp : StaffStage::kEnroll;
  session.must_change_password = account->must_change;
  session.expires_at = now + kFirstStep;
  if (!staff_store::open_staff_session(database_, session, account->password_hash, now)) {
    return ErrorCode::kInvalidCredentials;
  }
  return session;
}

std::optional<Error> StaffService::count_try(StaffId id) {
  const Time now = clock_.now();
  const auto& rules = config_.staff;
  bool may_try = false;
  before_anything([&] {
    may_try = staff_store::count_staff_try(database_, id, rules.login_max_failures,
                                           rules.login_lock_s, now);
  });
  if (may_try) return std::nullopt;
  const auto locked = staff_store::find_staff(database_, id);
  return account_locked(locked ? locked->login_locked_until : std::nullopt, now);
}

std::optional<Error> StaffService::check_password(StaffId id, const staff_store::Account& account,
                                                  std::string_view password) {
  if (auto refusal = count_try(id)) return refusal;
  if (!crypto::verify_password(account.password_hash, password)) {
    return Error{ErrorCode::kInvalidCredentials};
  }
  if (account.password_until && *account.password_until <= clock_.now()) {
    Error error{ErrorCode::kInvalidCredentials};
    error.detail = "this one-time password has ended; ask for a new one";
    return error;
  }
  return std::nullopt;
}

// ------------------------------------------------------------------ the second step

StaffSession StaffService::next_session(const StaffSession& before) const {
  StaffSession next = before;
  next.token = make_session_token(kTokenPrefix, before.staff_id.value);
  next.stage = StaffStage::kFull;
  next.expires_at = clock_.now() + std::chrono::seconds(config_.staff.session_lifetime_s);
  return next;
}

std::optional<std::string> StaffService::totp_secret(StaffId id,
                                                     const staff_store::Account& account) const {
  if (!account.totp) return std::nullopt;
  return crypto::open(seal_key_, *account.totp, aad_of(id));
}

Result<StaffSession> StaffService::pass_totp(const StaffSession& session, std::string_view code) {
  if (session.stage != StaffStage::kTotp) return ErrorCode::kUnauthorized;
  const auto account = staff_store::find_staff(database_, session.staff_id);
  const auto secret = account ? totp_secret(session.staff_id, *account) : std::nullopt;
  if (!secret) return ErrorCode::kUnauthorized;
  if (auto refusal = count_try(session.staff_id)) return *std::move(refusal);
  staff_store::Passed passed;
  if (is_totp_code(code)) {
    passed.step = matching_totp_step(*secret, code, clock_.now());
    if (!passed.step) return ErrorCode::kInvalidTotp;
  } else {
    passed.recovery_hmac = hmac_of(session.staff_id, code);
  }
  StaffSession next = next_session(session);
  if (!staff_store::pass_totp(database_, session, next, passed, clock_.now())) {
    return ErrorCode::kInvalidTotp;
  }
  return next;
}

Result<StaffService::Enrollment> StaffService::enroll_totp(const StaffSession& session) {
  if (session.stage != StaffStage::kEnroll) return ErrorCode::kUnauthorized;
  std::string secret = new_totp_secret();
  const auto sealed = crypto::seal(seal_key_, secret, aad_of(session.staff_id));
  if (!staff_store::begin_totp(database_, session.staff_id, sealed)) {
    return ErrorCode::kUnauthorized;
  }
  Enrollment enrollment{totp_secret_text(secret), otpauth_url(secret, session.login_id)};
  crypto::cleanse(secret);
  return enrollment;
}

Result<StaffService::Enrolled> StaffService::confirm_totp(const StaffSession& session,
                                                          std::string_view code) {
  if (session.stage != StaffStage::kEnroll) return ErrorCode::kUnauthorized;
  const auto account = staff_store::find_staff(database_, session.staff_id);
  const auto secret = account ? totp_secret(session.staff_id, *account) : std::nullopt;
  if (!secret) return ErrorCode::kUnauthorized;
  if (auto refusal = count_try(session.staff_id)) return *std::move(refusal);
  const auto step = matching_totp_step(*secret, code, clock_.now());
  if (!step) return ErrorCode::kInvalidTotp;
  Enrolled enrolled{next_session(session), new_recovery_codes()};
  if (!staff_store::confirm_totp(database_, session, enrolled.session, account->totp->ciphertext,
                                 *step, hmacs_of(session.staff_id, enrolled.recovery_codes),
                                 clock_.now())) {
    return ErrorCode::kUnauthorized;
  }
  return enrolled;
}

std::string StaffService::hmac_of(StaffId id, std::string_view recovery_code) const {
  return crypto::hmac_sha256(seal_key_, id.to_sql() + ":" + typed_groups(recovery_code));
}

std::vector<std::string> StaffService::hmacs_of(StaffId id,
                                                const std::vector<std::string>& codes) const {
  std::vector<std::string> hmacs;
  for (const std::string& code : codes) hmacs.push_back(crypto::to_hex(hmac_of(id, code)));
  return hmacs;
}

// ------------------------------------------------------------------ sessions

std::optional<staff_store::Found> StaffService::find(std::string_view token,
                                                     std::optional<MerchantId> merchant_id,
                                                     bool keep_awake) {
  const auto owner = owner_of_session_token(kTokenPrefix, token);
  if (!owner) return std::nullopt;
  const StaffId id{*owner};
  const Time now = clock_.now();
  const std::string token_hash = crypto::sha256(token);
  auto found = staff_store::find_staff_session(database_, id, token_hash, merchant_id,
                                               now - idle_time(), now);
  if (!found) return std::nullopt;
  if (keep_awake && now - found->last_seen_at >= kNoteAgain) {
    before_anything([&] { staff_store::touch_staff_session(database_, id, token_hash, now); });
  }
  found->session.token = token;
  return found;
}

Result<StaffSession> StaffService::authenticate(std::string_view token) {
  auto found = find(token, std::nullopt, true);
  if (!found) return ErrorCode::kUnauthorized;
  return std::move(found->session);
}

Result<StaffMember> StaffService::authenticate_at(std::string_view token, MerchantId merchant_id,
                                                  bool keep_awake) {
  auto found = find(token, merchant_id, keep_awake);
  if (!found || found->session.stage != StaffStage::kFull) return ErrorCode::kUnauthorized;
  if (found->session.must_change_password) return ErrorCode::kPasswordChangeRequired;
  if (!found->role) return ErrorCode::kNotFoundMerchant;
  return StaffMember{std::move(found->session), merchant_id, found->live, *found->role};
}

void StaffService::log_out(const StaffSession& session) {
  staff_store::close_staff_session(database_, session.staff_id, crypto::sha256(session.token));
}

std::chrono::seconds StaffService::idle_time() const {
  return std::chrono::seconds(config_.staff.session_idle_s);
}

std::size_t forget_old_staff_sessions(db::Database& database, std::size_t most, Time now) {
  return staff_store::forget_staff_sessions(database, most, now);
}

// ------------------------------------------------------------------ the account

std::size_t StaffService::recovery_codes_left(StaffId id) {
  return staff_store::count_recovery_codes(database_, id);
}

Result<Nothing> StaffService::change_password(const StaffSession& session,
                                              std::string_view password,
                                              std::string_view new_password) {
  if (auto fault = fault_in_password(new_password, session.login_id, "newPassword")) {
    return *std::move(fault);
  }
  // no secret: both are what was typed just now
  if (new_password == password) {
    Error error{ErrorCode::kInvalidRequest};
    error.param = "newPassword";
    error.detail = "the same as before";
    return error;
  }
  const auto account = staff_store::find_staff(database_, session.staff_id);
  if (!account) return ErrorCode::kUnauthorized;
  return unless_busy<Nothing>([&]() -> Result<Nothing> {
    if (auto refusal = check_password(session.staff_id, *account, password)) {
      return *std::move(refusal);
    }
    if (!staff_store::change_staff_password(database_, session.staff_id, account->password_hash,
                                            crypto::hash_password(new_password),
                                            crypto::sha256(session.token))) {
      return ErrorCode::kUnauthorized;
    }
    return Nothing{};
  });
}

Result<std::vector<std::string>> StaffService::renew_recovery_codes(const StaffSession& session,
                                                                    std::string_view code) {
  if (session.must_change_password) return ErrorCode::kPasswordChangeRequired;
  const auto account = staff_store::find_staff(database_, session.staff_id);
  const auto secret = account ? totp_secret(session.staff_id, *account) : std::nullopt;
  if (!secret) return ErrorCode::kUnauthorized;
  if (auto refusal = count_try(session.staff_id)) return *std::move(refusal);
  const auto step = matching_totp_step(*secret, code, clock_.now());
  if (!step) return ErrorCode::kInvalidTotp;
  auto codes = new_recovery_codes();
  if (!staff_store::renew_recovery_codes(database_, session.staff_id, *step,
                                         hmacs_of(session.staff_id, codes))) {
    return ErrorCode::kInvalidTotp;
  }
  return codes;
}

std::optional<StaffAccount> StaffService::find_staff(const std::string& login_id) {
  const auto id = staff_store::find_staff_login(database_, lower_case(login_id));
  if (!id) return std::nullopt;
  return staff_store::find_staff_record(database_, *id);
}

bool StaffService::lock_staff(StaffId id) {
  return staff_store::lock_staff(database_, id, clock_.now());
}

void StaffService::unlock_staff(StaffId id) { staff_store::unlock_staff(database_, id); }

std::string StaffService::reset_staff(StaffId id, bool totp_too) {
  std::string password = new_one_time_password();
  staff_store::reset_staff(
      database_, id, crypto::hash_password(password),
      clock_.now() + std::chrono::seconds(config_.staff.one_time_password_lifetime_s), totp_too);
  return password;
}

}  // namespace pay200
