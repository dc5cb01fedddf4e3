#include "dev/accounts.hpp"

#include <stdexcept>

#include "core/api_key/api_key_service.hpp"
#include "core/merchant/merchant_origin.hpp"
#include "core/merchant/merchant_service.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"
#include "core/shopper/shopper_service.hpp"
#include "core/staff/member_service.hpp"
#include "core/staff/staff_service.hpp"

namespace pay200::dev {
namespace {

template <class T>
T value_of(Result<T> result, const std::string& act) {
  if (result.ok()) return std::move(result).value();
  const Error& error = result.error();
  throw std::runtime_error(act + ": " + std::string(wire_name(error.code)) + " " + error.param +
                           " " + error.detail + " " + error.cause);
}

db::DatabaseOptions as_operator(const Config& config) {
  db::DatabaseOptions options;
  options.conninfo = config.database.conninfo_for(config.database.operator_user);
  options.connections = 1;
  options.application_name = "pay200-dev";
  return options;
}

}  // namespace

struct Accounts::Impl {
  explicit Impl(Stack& stack)
      : config(value_of(load_config(stack.config_path()), "configuration")),
        secrets(value_of(load_secrets(stack.secrets_path(), SecretsFor::kOperator), "secrets")),
        database(as_operator(config)),
        merchants(database, system_clock()),
        origins(database, system_clock()),
        keys(database, system_clock()),
        members(database, system_clock(), config),
        staff(database, system_clock(), config, ""),
        shoppers(database, system_clock(), config, nullptr, secrets.pin_key) {}

  ShopAccount add(const MerchantService::NewMerchant& wanted) {
    const Merchant merchant = value_of(merchants.add_merchant(wanted), "add merchant");
    ShopAccount shop;
    shop.merchant_id = to_text(merchant.id);
    shop.name = merchant.name;
    shop.secret_key =
        value_of(keys.issue_api_key(merchant.id, KeyKind::kSecret), "issue key").secret;
    shop.client_key =
        value_of(keys.issue_api_key(merchant.id, KeyKind::kClient), "issue key").secret;
    return shop;
  }

  Config config;
  Secrets secrets;
  db::Database database;
  MerchantService merchants;
  MerchantOrigins origins;
  ApiKeyService keys;
  MemberService members;
  StaffService staff;
  ShopperService shoppers;
};

Accounts::Accounts(Stack& stack) : impl_(std::make_unique<Impl>(stack)) {}
Accounts::~Accounts() = default;

ShopAccount Accounts::add_shop(const std::string& name, const std::string& business_number,
                               int fee_basis_points, bool live) {
  MerchantService::NewMerchant wanted;
  wanted.name = name;
  wanted.business_number = business_number;
  wanted.live = live;
  wanted.fee_basis_points = fee_basis_points;
  return impl_->add(wanted);
}

ShopAccount Accounts::add_kiosk(const std::string& name, const std::string& business_number,
                                int fee_basis_points) {
  MerchantService::NewMerchant wanted;
  wanted.name = name;
  wanted.business_number = business_number;
  wanted.fee_basis_points = fee_basis_points;
  wanted.auto_confirm = true;
  return impl_->add(wanted);
}

void Accounts::allow_origin(const ShopAccount& shop, const std::string& origin) {
  const auto id = merchant_id_from_text(shop.merchant_id);
  if (!id) throw std::runtime_error("allow origin: no merchant " + shop.merchant_id);
  static_cast<void>(value_of(impl_->origins.allow_origin(*id, origin), "allow origin"));
}

std::optional<std::string> Accounts::add_member(const ShopAccount& shop,
                                                const std::string& login_id,
                                                const std::string& name, const std::string& role) {
  const auto id = merchant_id_from_text(shop.merchant_id);
  if (!id) throw std::runtime_error("add member: no merchant " + shop.merchant_id);
  const auto made =
      impl_->members.add_member({*id, login_id, name, staff_role_from_text(role).value()});
  if (!made.ok() && made.error().code == ErrorCode::kDuplicatedMember) return std::nullopt;
  return value_of(made, "add member").one_time_password.value_or("");
}

std::string Accounts::reset_staff(const std::string& login_id) {
  const auto account = impl_->staff.find_staff(login_id);
  if (!account) throw std::runtime_error("reset staff: nobody is called " + login_id);
  return impl_->staff.reset_staff(account->id, true);
}

void Accounts::add_shopper(const ShopperAccount& shopper) {
  NewShopper wanted;
  wanted.live = shopper.live;
  wanted.login_id = shopper.login_id;
  wanted.name = shopper.name;
  wanted.password = shopper.password;
  wanted.pin = shopper.pin;
  const auto made = impl_->shoppers.create_shopper(wanted);
  if (!made.ok() && made.error().code == ErrorCode::kDuplicatedLoginId) return;
  static_cast<void>(value_of(made, "create shopper"));
}

}  // namespace pay200::dev
