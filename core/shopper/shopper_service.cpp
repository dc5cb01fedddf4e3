#include "core/shopper/shopper_service.hpp"

#include <chrono>
#include <utility>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/session_token.hpp"
#include "core/shopper/account_locked.hpp"
#include "core/shopper/card_store.hpp"
#include "core/shopper/shopper_rules.hpp"
#include "core/shopper/shopper_store.hpp"
#include "core/shopper/try_limits.hpp"
#include "core/shopper/unless_busy.hpp"

namespace pay200 {
namespace {

constexpr std::string_view kTokenPrefix = "ses_";

std::optional<Error> refusal_of(const NewShopper& shopper) {
  if (!is_email_address(shopper.login_id)) {
    Error error{ErrorCode::kInvalidRequest};
    error.param = "loginId";
    error.detail = "an e-mail address";
    return error;
  }
  if (auto fault = fault_in_name(shopper.name)) return fault;
  if (auto fault = fault_in_password(shopper.password, shopper.login_id, "password")) return fault;
  return fault_in_pin(shopper.pin, "pin");
}

Error not_six_digits() {
  Error error{ErrorCode::kInvalidRequest};
  error.param = "pin";
  error.detail = "six digits";
  return error;
}

template <class Act>
void count_guess(Act act) {
  try {
    act();
  } catch (const db::InDoubt& doubt) {
    // Only whether a guess was counted. The caller has begun nothing yet, and must not think so.
    throw db::Unavailable(doubt.what());
  }
}

std::optional<ErrorCode> refusal_of_pin(std::string_view verdict) {
  if (verdict == "ok") return std::nullopt;
  return verdict == "wrong" ? ErrorCode::kInvalidPin : ErrorCode::kPinLocked;
}

}  // namespace

std::string pin_hmac(std::string_view pin_key, ShopperId shopper_id, std::string_view pin) {
  const auto& bytes = shopper_id.value.bytes;
  std::string data(bytes.begin(), bytes.end());
  data += pin;
  std::string hmac = crypto::hmac_sha256(pin_key, data);
  crypto::cleanse(data);
  return hmac;
}

Result<Nothing> verify_pin(db::Database& database, std::string_view pin_key, ShopperId shopper_id,
                           std::string_view pin, int max_failures) {
  if (!is_pin(pin)) return not_six_digits();
  std::string verdict;
  count_guess([&] {
    verdict = shopper_store::verify_pin(database, shopper_id, pin_hmac(pin_key, shopper_id, pin),
                                        max_failures);
  });
  if (const auto refusal = refusal_of_pin(verdict)) return *refusal;
  return Nothing{};
}

Result<CardToCharge> card_to_charge(db::Database& database, std::string_view pin_key,
                                    ShopperId shopper_id, CardId card_id, std::string_view pin,
                                    int max_failures, const ConfirmLimit& limit) {
  if (!is_pin(pin)) return not_six_digits();
  card_store::VerifiedCard found;
  count_guess([&] {
    found = card_store::card_to_charge(database, shopper_id, card_id,
                                       pin_hmac(pin_key, shopper_id, pin), max_failures, limit);
  });
  if (found.verdict == "no_card") return ErrorCode::kNotFoundCard;
  if (found.verdict == "blocked") return ErrorCode::kBlockedCard;
  if (found.verdict == "too_often") {
    Error error{ErrorCode::kTooManyRequests};
    error.retry_after_s = limit.window_s;
    return error;
  }
  if (const auto refusal = refusal_of_pin(found.verdict)) return *refusal;
  return std::move(found.card);
}

ShopperService::ShopperService(db::Database& database, const Clock& clock, const Config& config,
                               LinkClient* link, std::string pin_key)
    : database_(database),
      clock_(clock),
      config_(config),
      link_(link),
      pin_key_(std::move(pin_key)) {}

Result<ShopperId> ShopperService::create_shopper(const NewShopper& shopper) {
  NewShopper asked = shopper;
  asked.login_id = lower_case(shopper.login_id);
  if (auto refusal = refusal_of(asked)) return *std::move(refusal);
  shopper_store::NewAccount account;
  account.created_at = clock_.now();
  account.id = ShopperId::make(account.created_at);
  account.live = asked.live;
  account.login_id = asked.login_id;
  account.name = asked.name;
  account.password_hash = crypto::hash_password(asked.password);
  account.pin_hmac = pin_hmac(pin_key_, account.id, asked.pin);
  crypto::cleanse(asked.password);
  crypto::cleanse(asked.pin);
  if (!shopper_store::create_shopper(database_, account)) {
    Error error{ErrorCode::kDuplicatedLoginId};
    error.param = "loginId";
    return error;
  }
  return account.id;
}

Result<ShopperService::LoggedIn> ShopperService::sign_up(const NewShopper& shopper,
                                                         std::string_view address) {
  const auto& limits = config_.limits;
  const auto counted = CountedTry::count(database_, pin_key_,
                                         {{"signup_address", counted_address(address),
                                           limits.signups_per_address, limits.signup_window_s}},
                                         clock_.now());
  if (!counted) return counted.error();
  return unless_busy<LoggedIn>([&]() -> Result<LoggedIn> {
    const auto id = create_shopper(shopper);
    if (!id) return id.error();
    return open_session({*id, shopper.name, shopper.live}, std::nullopt);
  });
}

Result<ShopperService::LoggedIn> ShopperService::log_in(const std::string& login_id,
                                                        std::string_view password, bool live,
                                                        std::string_view address) {
  const auto& limits = config_.limits;
  auto counted = CountedTry::count(database_, pin_key_,
                                   {{"login_address", counted_address(address),
                                     limits.logins_per_address, limits.login_window_s}},
                                   clock_.now());
  if (!counted) return counted.error();
  auto logged_in = unless_busy<LoggedIn>([&] { return check_log_in(login_id, password, live); });
  if (logged_in) counted->forgive(clock_.now());
  return logged_in;
}

Result<ShopperService::LoggedIn> ShopperService::check_log_in(const std::string& login_id,
                                                              std::string_view password,
                                                              bool live) {
  const auto shopper_id = is_email_address(lower_case(login_id))
                              ? shopper_store::find_login(database_, lower_case(login_id), live)
                              : std::nullopt;
  const auto account = shopper_id ? shopper_store::find_account(database_, *shopper_id)
                                  : std::optional<shopper_store::Account>();
  if (!account) {
    crypto::verify_nobodys_password(password);
    return ErrorCode::kInvalidCredentials;
  }
  if (auto refusal = check_password(*shopper_id, *account, password)) return *std::move(refusal);
  return open_session({*shopper_id, account->name, account->live}, account->password_hash);
}

std::optional<Error> ShopperService::check_password(ShopperId shopper_id,
                                                    const shopper_store::Account& account,
                                                    std::string_view password) {
  const Time now = clock_.now();
  if (!shopper_store::count_login_try(database_, shopper_id, config_.shopper.login_max_failures,
                                      config_.shopper.login_lock_s, now)) {
    const auto locked = shopper_store::find_account(database_, shopper_id);
    return account_locked(locked ? locked->login_locked_until : std::nullopt, now);
  }
  if (!crypto::verify_password(account.password_hash, password)) {
    return Error{ErrorCode::kInvalidCredentials};
  }
  return std::nullopt;
}

Result<ShopperService::LoggedIn> ShopperService::open_session(
    ShopperSession session, const std::optional<std::string>& password_hash) {
  const Time now = clock_.now();
  LoggedIn logged_in{std::move(session), {}, now};
  logged_in.token = make_session_token(kTokenPrefix, logged_in.session.shopper_id.value);
  logged_in.expires_at += std::chrono::seconds(config_.shopper.session_lifetime_s);
  if (!shopper_store::open_session(database_, logged_in.session.shopper_id, password_hash,
                                   crypto::sha256(logged_in.token), logged_in.expires_at, now)) {
    return ErrorCode::kInvalidCredentials;
  }
  return logged_in;
}

void ShopperService::log_out(ShopperId shopper_id, std::string_view token) {
  shopper_store::close_session(database_, shopper_id, crypto::sha256(token));
}

Result<ShopperSession> ShopperService::authenticate(std::string_view token) {
  const auto owner = owner_of_session_token(kTokenPrefix, token);
  if (!owner) return ErrorCode::kUnauthorized;
  const auto session = shopper_store::find_session(database_, ShopperId{*owner},
                                                   crypto::sha256(token), clock_.now());
  if (!session) return ErrorCode::kUnauthorized;
  return *session;
}

std::size_t forget_old_sessions(db::Database& database, std::size_t most, Time now) {
  return shopper_store::forget_sessions(database, most, now);
}

}  // namespace pay200
