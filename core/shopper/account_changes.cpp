// The part of ShopperService that changes an account: by its shopper, who proves the password
// first, and by operators.
#include "core/platform/crypto/crypto.hpp"
#include "core/shopper/shopper_rules.hpp"
#include "core/shopper/shopper_service.hpp"
#include "core/shopper/shopper_store.hpp"
#include "core/shopper/unless_busy.hpp"

namespace pay200 {
namespace {

ShopperAccount account_of(ShopperId id, shopper_store::Account account) {
  return {id,           std::move(account.login_id), std::move(account.name),
          account.live, account.created_at,          account.locked_at};
}

}  // namespace

Result<ShopperAccount> ShopperService::get_account(ShopperId shopper_id) {
  auto account = shopper_store::find_account(database_, shopper_id);
  if (!account) return ErrorCode::kUnauthorized;
  return account_of(shopper_id, *std::move(account));
}

Result<std::string> ShopperService::prove(ShopperId shopper_id, std::string_view password) {
  const auto account = shopper_store::find_account(database_, shopper_id);
  if (!account) return ErrorCode::kUnauthorized;
  return unless_busy<std::string>([&]() -> Result<std::string> {
    if (auto refusal = check_password(shopper_id, *account, password)) return *std::move(refusal);
    return account->password_hash;
  });
}

Result<Nothing> ShopperService::change_pin(ShopperId shopper_id, std::string_view password,
                                           std::string_view new_pin, std::string_view token) {
  if (auto fault = fault_in_pin(new_pin, "newPin")) return *std::move(fault);
  const auto proved = prove(shopper_id, password);
  if (!proved) return proved.error();
  if (!shopper_store::change_pin(database_, shopper_id, *proved,
                                 pin_hmac(pin_key_, shopper_id, new_pin), crypto::sha256(token))) {
    return ErrorCode::kUnauthorized;
  }
  return Nothing{};
}

Result<Nothing> ShopperService::change_password(ShopperId shopper_id, std::string_view password,
                                                std::string_view new_password,
                                                std::string_view token) {
  const auto account = get_account(shopper_id);
  if (!account) return account.error();
  if (auto fault = fault_in_password(new_password, account->login_id, "newPassword")) {
    return *std::move(fault);
  }
  const auto proved = prove(shopper_id, password);
  if (!proved) return proved.error();
  return unless_busy<Nothing>([&]() -> Result<Nothing> {
    if (!shopper_store::change_password(database_, shopper_id, *proved,
                                        crypto::hash_password(new_password),
                                        crypto::sha256(token))) {
      return ErrorCode::kUnauthorized;
    }
    return Nothing{};
  });
}

std::optional<ShopperAccount> ShopperService::find_shopper(const std::string& login_id, bool live) {
  const auto id = shopper_store::find_login(database_, lower_case(login_id), live);
  if (!id) return std::nullopt;
  auto account = shopper_store::find_record(database_, *id);
  if (!account) return std::nullopt;
  return account_of(*id, *std::move(account));
}

bool ShopperService::lock_shopper(ShopperId shopper_id) {
  return shopper_store::lock_shopper(database_, shopper_id, clock_.now());
}

void ShopperService::unlock_shopper(ShopperId shopper_id) {
  shopper_store::unlock_shopper(database_, shopper_id);
}

Result<Nothing> ShopperService::reset_password(const ShopperAccount& account,
                                               std::string_view new_password) {
  if (auto fault = fault_in_password(new_password, account.login_id, "password")) {
    return *std::move(fault);
  }
  shopper_store::change_password(database_, account.id, std::nullopt,
                                 crypto::hash_password(new_password), std::nullopt);
  return Nothing{};
}

}  // namespace pay200
