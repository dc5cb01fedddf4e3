#include "tests/fcgi-app/handlers/gateway_fixture.hpp"

#include <future>
#include <memory>

#include "core/merchant/merchant_service.hpp"
#include "core/platform/assert.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/settlement/holiday_service.hpp"
#include "core/settlement/settlement_service.hpp"
#include "dev/authenticator.hpp"
#include "fcgi-app/http/process_request.hpp"
#include "fcgi-app/routes.hpp"
#include "tests/support/cleared_day.hpp"

namespace pay200::test {
namespace {

const std::string kKey(32, 'k');

Config sample_config() {
  Config config;
  config.payment.public_base_url = "https://pay.example";
  config.link.socket = "/nonexistent/link.socket";
  return config;
}

}  // namespace

GatewayFixture::GatewayFixture()
    : config_(sample_config()),
      link_(config_.link.socket),
      api_keys_(database_.api(), clock_),
      origins_(database_.api(), clock_),
      payments_(database_.api(), clock_, config_, &link_, kKey),
      shoppers_(database_.api(), clock_, config_, &link_, kKey),
      passkeys_(database_.api(), clock_, config_, kKey),
      webhooks_(database_.api(), clock_, kKey, false),
      staff_(database_.api(), clock_, config_, kKey),
      members_(database_.api(), clock_, config_),
      services_{database_.api(),
                clock_,
                link_,
                api_keys_,
                origins_,
                payments_,
                shoppers_,
                passkeys_,
                webhooks_,
                staff_,
                members_,
                config_.payment.public_base_url,
                kKey,
                kKey} {
  const MerchantId merchant = add_merchant("한강 커피");
  names_["merchant_id"] = std::to_string(merchant.value);
  names_["mid"] = to_text(merchant);
  names_["secret_key"] = issue_key(merchant, KeyKind::kSecret);
  names_["basic"] = crypto::base64_encode(names_["secret_key"] + ":");
  names_["client_key"] = issue_key(merchant, KeyKind::kClient);
  const MerchantId other_merchant = add_merchant("남산 서점");
  names_["other_merchant_id"] = std::to_string(other_merchant.value);
  names_["other_mid"] = to_text(other_merchant);
  names_["other_secret_key"] = issue_key(other_merchant, KeyKind::kSecret);
  const MerchantId suspended = add_merchant("문 닫은 가게");
  names_["suspended_secret_key"] = issue_key(suspended, KeyKind::kSecret);
  database_.execute("UPDATE pay200.merchant SET status = 'suspended' WHERE merchant_id = " +
                    std::to_string(suspended.value));
  const ShopperId shopper = add_shopper("haneul@example.com", false, "session");
  names_["shopper_id"] = shopper.to_sql();
  names_["card_id"] = add_card(shopper);
  const ShopperId other = add_shopper("bada@example.com", false, "other_session");
  names_["other_card_id"] = add_card(other);
  add_shopper("live@example.com", true, "live_session");
}

http::Response GatewayFixture::process(http::Request& request) {
  std::promise<http::Response> answered;
  const std::shared_ptr<http::Request> not_ours(std::shared_ptr<void>(), &request);
  http::process_request(services_, routes(), not_ours,
                        [&](const http::Response& response) { answered.set_value(response); });
  return answered.get_future().get();
}

void GatewayFixture::approve(const std::string& order_id) {
  const std::string now = "timestamptz '" + to_sql(clock_.now()) + "'";
  const std::string shopper = "'" + names_.at("shopper_id") + "'";
  const auto call = [&](const std::string& function, const std::string& type,
                        const std::string& row) {
    execute("SET search_path = pay200; SELECT r FROM payment CROSS JOIN LATERAL " + function +
            "(ARRAY[ROW(" + row + ")::" + type + "]) AS r WHERE order_id = '" + order_id + "'");
  };
  call("scan_payments", "scan_call",
       "merchant_id, payment_id, " + shopper + ", 'test', " + now + " + interval '3 minutes', " +
           now);
  call("begin_attempts", "begin_call",
       "merchant_id, payment_id, " + shopper +
           ", payment_id, NULL, gen_random_uuid(), '\\x00', '\\x00', 1, '424242', '4242', 'visa', "
           "'3012', 0, 'sandbox', 'T0000001', 1, '632607000001', " +
           now + ", " + now + " + interval '10 seconds', 5, NULL, NULL, " + now);
  call("approve_payments", "approve_call",
       "merchant_id, payment_id, '00', 'A12345', uuid_v7(" + now +
           "), '2026-11-23', ARRAY[gen_random_uuid(), gen_random_uuid()], "
           "ARRAY['acquirer_receivable', 'merchant_payable'], ARRAY[total_minor, -total_minor], "
           "gen_random_uuid(), " +
           now);
}

void GatewayFixture::settle() {
  clear_day(database_, {"2026-11-23"});
  SettlementService settlements(database_.operators(), clock_);
  const BankCalendar calendar = HolidayService(database_.operators()).calendar();
  const auto run = settlements.settle(false, day_from_text("2026-11-25").value(), calendar);
  for (const auto& settlement : run.value().made) {
    const bool ours = to_text(settlement.key.merchant_id) == names_.at("mid");
    names_[ours ? "settlement_id" : "other_settlement_id"] = to_text(settlement.key);
  }
}

MerchantId GatewayFixture::add_merchant(const std::string& name) {
  MerchantService merchants(database_.operators(), clock_);
  MerchantService::NewMerchant merchant;
  merchant.name = name;
  merchant.business_number = "220-81-62517";
  merchant.fee_basis_points = 250;
  return merchants.add_merchant(merchant).value().id;
}

std::string GatewayFixture::issue_key(MerchantId merchant, KeyKind kind) {
  return ApiKeyService(database_.operators(), clock_).issue_api_key(merchant, kind).value().secret;
}

ShopperId GatewayFixture::add_shopper(const std::string& login_id, bool live,
                                      const std::string& session_name) {
  ShopperService operators(database_.operators(), clock_, config_, nullptr, kKey);
  const NewShopper shopper{live, login_id, "김하늘", "correct horse battery", "135790"};
  const ShopperId id = operators.create_shopper(shopper).value();
  names_[session_name] = shoppers_.log_in(login_id, shopper.password, live).value().token;
  return id;
}

void GatewayFixture::add_staff(const std::string& name, const std::string& merchant_id,
                               StaffRole role) {
  const std::string login_id = name + "@shop.example";
  const auto added =
      members_.add_member({MerchantId{std::stoll(merchant_id)}, login_id, "직원 " + name, role});
  const auto first = staff_.log_in(login_id, added.value().one_time_password.value()).value();
  names_[name + "_totp"] = staff_.enroll_totp(first).value().secret;
  const auto enrolled = staff_.confirm_totp(first, totp_code_of(name)).value();
  const auto changed = staff_.change_password(
      enrolled.session, added.value().one_time_password.value(), kStaffPassword);
  PAY200_ASSERT(changed.ok());
  names_[name + "_session"] = enrolled.session.token;
  names_[name + "_csrf"] = enrolled.session.csrf_token();
  names_[name + "_id"] = to_text(enrolled.session.staff_id);
  names_[name + "_login"] = login_id;
  names_[name + "_recovery_code"] = enrolled.recovery_codes.front();
}

std::string GatewayFixture::totp_code_of(const std::string& name) const {
  return totp_code(names_.at(name + "_totp"));
}

std::string GatewayFixture::totp_code(const std::string& secret_text) const {
  return dev::authenticator_code(secret_text, clock_.now());
}

/// As add_card leaves it when the link has sealed the number; here nothing opens it.
std::string GatewayFixture::add_card(ShopperId shopper) {
  const CardId id = CardId::make(clock_.now());
  database_.execute("SELECT pay200.add_card('" + shopper.to_sql() + "', '" + id.to_sql() +
                    "', '\\x00', '\\x00', 1, '\\x00', '424242', '4242', 'visa', '3012', 10, '" +
                    to_sql(clock_.now()) + "')");
  return to_text(id);
}

}  // namespace pay200::test
