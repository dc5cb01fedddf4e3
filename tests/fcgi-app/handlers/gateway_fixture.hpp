#pragma once
// A gateway in the test's own process: real services on a real database, no acquirer link, and a
// clock that is set by hand.

#include <map>
#include <string>

#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"
#include "fcgi-app/http/request.hpp"
#include "fcgi-app/http/response.hpp"
#include "fcgi-app/services.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::test {

class HandClock : public Clock {
 public:
  Time now() const override { return now_; }
  void advance(std::chrono::seconds by) { now_ += by; }

 private:
  Time now_ = *from_iso8601("2026-11-23T10:00:00+09:00");
};

class GatewayFixture {
 public:
  /// With a merchant and another, a suspended one, and shoppers who have logged in.
  GatewayFixture();

  http::Response process(http::Request& request);
  void advance(std::chrono::seconds by) { clock_.advance(by); }
  /// Pays the order, as if its shopper had confirmed and the acquirer approved.
  void approve(const std::string& order_id);
  /// Clears what was paid until now, as its clearing file had it, and settles it. The merchants'
  /// settlements are then settlement_id and other_settlement_id in names().
  void settle();
  std::string execute(const std::string& sql) { return database_.execute(sql); }

  /// Somebody who works for the merchant (its number), has logged in and set up a second factor.
  /// From then on names() has NAME_session, NAME_csrf, NAME_id, NAME_totp (the secret, as it is
  /// typed) and NAME_login; the password is kStaffPassword.
  void add_staff(const std::string& name, const std::string& merchant_id, StaffRole role);
  static constexpr const char* kStaffPassword = "sunday-4-umbrella";
  /// The second factor's code, now.
  std::string totp_code_of(const std::string& name) const;
  std::string totp_code(const std::string& secret_text) const;

  /// secret_key client_key other_secret_key suspended_secret_key merchant_id (a number) mid (as it
  /// is shown) other_merchant_id other_mid; session other_session live_session shopper_id card_id
  /// other_card_id
  const std::map<std::string, std::string>& names() const { return names_; }

 private:
  MerchantId add_merchant(const std::string& name);
  std::string issue_key(MerchantId merchant, KeyKind kind);
  ShopperId add_shopper(const std::string& login_id, bool live, const std::string& session_name);
  std::string add_card(ShopperId shopper);

  TestDatabase database_;
  HandClock clock_;
  Config config_;
  LinkClient link_;
  ApiKeyService api_keys_;
  MerchantOrigins origins_;
  PaymentService payments_;
  ShopperService shoppers_;
  PasskeyService passkeys_;
  WebhookService webhooks_;
  StaffService staff_;
  MemberService members_;
  Services services_;
  std::map<std::string, std::string> names_;
};

}  // namespace pay200::test
