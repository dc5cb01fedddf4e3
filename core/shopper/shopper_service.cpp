#include "core/shopper/shopper_service.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/utf8.hpp"
#include "core/shopper/card_store.hpp"
#include "core/shopper/shopper_store.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kMostNameCharacters = 60;
constexpr std::size_t kLeastPasswordCharacters = 8;
constexpr std::size_t kMostPasswordCharacters = 128;
constexpr std::size_t kMostLoginIdSize = 254;  // RFC 5321, section 4.5.3.1.3, without the brackets
constexpr std::size_t kPinSize = 6;
constexpr std::string_view kTokenPrefix = "ses_";
constexpr std::size_t kTokenRandomSize = 32;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_login_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') ||
         std::string_view(".!#$%&'*+/=?^_`{|}~-@").find(c) != std::string_view::npos;
}

/// Rough on purpose: whether an address exists, only a mail to it can tell.
bool is_email_address(std::string_view text) {
  if (text.size() > kMostLoginIdSize) return false;
  if (!std::all_of(text.begin(), text.end(), is_login_character)) return false;
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != text.npos) return false;
  const std::string_view domain = text.substr(at + 1);
  return domain.find('.') != domain.npos && domain.front() != '.' && domain.back() != '.';
}

/// Phones like to begin an address with a capital.
std::string lower_case(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lowered;
}

bool is_pin(std::string_view text) {
  return text.size() == kPinSize && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_password(std::string_view text) {
  const auto length = utf8_length(text);
  return length && *length >= kLeastPasswordCharacters && *length <= kMostPasswordCharacters;
}

std::optional<Error> refusal_of(const NewShopper& shopper) {
  const auto invalid = [](const char* param, const char* detail) {
    Error error{ErrorCode::kInvalidRequest};
    error.param = param;
    error.detail = detail;
    return error;
  };
  if (!is_email_address(shopper.login_id)) return invalid("loginId", "an e-mail address");
  if (!is_one_line(shopper.name, kMostNameCharacters)) {
    return invalid("name", "1 to 60 characters on one line");
  }
  if (!is_password(shopper.password)) return invalid("password", "8 to 128 characters");
  if (!is_pin(shopper.pin)) return invalid("pin", "six digits");
  return std::nullopt;
}

/// What an unknown log-in name is compared with, so that it takes as long as a wrong password.
const std::string& nobodys_password_hash() {
  static const std::string hash = crypto::hash_password(crypto::random_bytes(16));
  return hash;
}

Error locked_until(std::optional<Time> until, Time now) {
  Error error{ErrorCode::kAccountLocked};
  if (until && *until > now) {
    error.retry_after_s =
        static_cast<int>(std::chrono::ceil<std::chrono::seconds>(*until - now).count());
  }
  return error;
}

std::string make_token(ShopperId shopper_id) {
  const auto& bytes = shopper_id.value.bytes;
  return std::string(kTokenPrefix) + base32_encode(std::string(bytes.begin(), bytes.end()) +
                                                   crypto::random_bytes(kTokenRandomSize));
}

std::optional<ShopperId> shopper_of_token(std::string_view token) {
  if (token.substr(0, kTokenPrefix.size()) != kTokenPrefix) return std::nullopt;
  const auto bytes = base32_decode(token.substr(kTokenPrefix.size()));
  ShopperId shopper_id;
  auto& uuid = shopper_id.value.bytes;
  if (!bytes || bytes->size() != uuid.size() + kTokenRandomSize) return std::nullopt;
  std::transform(bytes->begin(), bytes->begin() + static_cast<std::ptrdiff_t>(uuid.size()),
                 uuid.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
  return shopper_id;
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
                                    int max_failures) {
  if (!is_pin(pin)) return not_six_digits();
  card_store::VerifiedCard found;
  count_guess([&] {
    found = card_store::card_to_charge(database, shopper_id, card_id,
                                       pin_hmac(pin_key, shopper_id, pin), max_failures);
  });
  if (found.verdict == "no_card") return ErrorCode::kNotFoundCard;
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
    Error error{ErrorCode::kInvalidRequest};
    error.param = "loginId";
    error.detail = "this log-in name is taken";
    return error;
  }
  return account.id;
}

Result<ShopperService::LoggedIn> ShopperService::log_in(const std::string& login_id,
                                                        std::string_view password, bool live) {
  try {
    return check_log_in(login_id, password, live);
  } catch (const crypto::TooBusy& busy) {
    Error error{ErrorCode::kTooManyRequests};
    error.cause = busy.what();
    error.retry_after_s = 1;
    return error;
  }
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
    crypto::verify_password(nobodys_password_hash(), password);
    return ErrorCode::kInvalidCredentials;
  }
  const Time now = clock_.now();
  if (!shopper_store::count_login_try(database_, *shopper_id, config_.shopper.login_max_failures,
                                      config_.shopper.login_lock_s, now)) {
    const auto locked = shopper_store::find_account(database_, *shopper_id);
    return locked_until(locked ? locked->login_locked_until : std::nullopt, now);
  }
  if (!crypto::verify_password(account->password_hash, password)) {
    return ErrorCode::kInvalidCredentials;
  }
  LoggedIn logged_in{{*shopper_id, account->name, account->live},
                     make_token(*shopper_id),
                     now + std::chrono::seconds(config_.shopper.session_lifetime_s)};
  shopper_store::open_session(database_, *shopper_id, crypto::sha256(logged_in.token),
                              logged_in.expires_at, now);
  return logged_in;
}

Result<ShopperSession> ShopperService::authenticate(std::string_view token) {
  const auto shopper_id = shopper_of_token(token);
  if (!shopper_id) return ErrorCode::kUnauthorized;
  const auto session =
      shopper_store::find_session(database_, *shopper_id, crypto::sha256(token), clock_.now());
  if (!session) return ErrorCode::kUnauthorized;
  return *session;
}

}  // namespace pay200
