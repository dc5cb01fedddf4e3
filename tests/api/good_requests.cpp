#include "tests/api/good_requests.hpp"

#include "core/platform/crypto/crypto.hpp"
#include "tests/api/good_staff_requests.hpp"
#include "tests/support/authenticator.hpp"

namespace pay200::test {
namespace {

/// A number that no card has yet, with its check digit; the sandbox approves what it does not know.
std::string unused_card_number() {
  std::string number = "40000012";
  for (const char byte : crypto::random_bytes(7)) {
    number += static_cast<char>('0' + static_cast<unsigned char>(byte) % 10);
  }
  int sum = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const int digit = number[i] - '0';
    const int doubled = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += i % 2 == 0 ? doubled : digit;
  }
  return number + static_cast<char>('0' + (10 - sum % 10) % 10);
}

GoodRequest create_payment(RequestWorld&) {
  return {.body = {{"orderId", dev::unused_order_id()},
                   {"orderName", "커피 두 잔"},
                   {"amount", 9900},
                   {"currency", "KRW"},
                   {"taxFreeAmount", 0},
                   {"vat", 900},
                   {"suppliedAmount", 9000},
                   {"cardInstallmentPlan", nullptr},
                   {"maxCardInstallmentPlan", nullptr},
                   {"customerName", "김하늘"}},
          .narrowed = {"amount", "taxFreeAmount", "vat", "suppliedAmount", "cardInstallmentPlan",
                       "maxCardInstallmentPlan"}};
}

/// What the shop's page created and a shopper has confirmed.
GoodRequest shop_confirm_payment(RequestWorld& world) {
  auto page = RequestWorld::shop_of(world.shop_account().client_key);
  const std::string order_id = dev::unused_order_id();
  const auto made =
      dev::expect_ok(page.create_payment({order_id, "커피 두 잔", 9'900, std::nullopt}), "create");
  const std::string key = made.text("paymentKey");
  dev::expect_ok(world.app().client.scan(made.body.at("qr").at("token")), "scan");
  dev::expect_ok(world.app().confirm(key), "confirm");
  return {.body = {{"paymentKey", key}, {"orderId", order_id}, {"amount", 9'900}},
          .narrowed = {"paymentKey", "orderId", "amount"},
          .names_what_is_owned = true};
}

// Nobody listens at the port, so that what is sent fails at once and then waits for minutes.
constexpr const char* kNobodysUrl = "https://127.0.0.1:9/webhook";

/// One that is there, or a new one: ten are what a shop may have.
std::string webhook_endpoint(RequestWorld& world) {
  const auto known = dev::expect_ok(world.shop().api().get("/v1/webhook-endpoints"), "list");
  for (const auto& endpoint : known.body.at("endpoints")) {
    if (endpoint.at("status") == "ENABLED") return endpoint.at("endpointId");
  }
  const auto made = world.shop().api().post("/v1/webhook-endpoints", {{"url", kNobodysUrl}});
  return dev::expect_ok(made, "create an endpoint").text("endpointId");
}

std::string webhook(RequestWorld& world) {
  const std::string path = "/v1/webhook-endpoints/" + webhook_endpoint(world) + "/test";
  const auto sent = world.shop().api().send("POST", path, std::nullopt);
  return dev::expect_ok(sent, "send a webhook").text("webhookId");
}

GoodRequest create_webhook_endpoint(RequestWorld& world) {
  const auto known = dev::expect_ok(world.shop().api().get("/v1/webhook-endpoints"), "list");
  for (const auto& endpoint : known.body.at("endpoints")) {
    world.shop().api().send("DELETE",
                            "/v1/webhook-endpoints/" + endpoint.at("endpointId").get<std::string>(),
                            std::nullopt);
  }
  return {.body = {{"url", kNobodysUrl},
                   {"description", "주문 서버"},
                   {"eventTypes", {"PAYMENT_STATUS_CHANGED"}}},
          .narrowed = {"url"}};
}

GoodRequest get_webhook_endpoint(RequestWorld& world) {
  return {.path = {{"endpointId", webhook_endpoint(world)}}, .names_what_is_owned = true};
}

GoodRequest update_webhook_endpoint(RequestWorld& world) {
  return {.path = {{"endpointId", webhook_endpoint(world)}},
          .body = {{"url", kNobodysUrl},
                   {"description", "주문 서버"},
                   {"eventTypes", {"CANCEL_STATUS_CHANGED"}},
                   {"status", "ENABLED"}},
          .narrowed = {"url"},
          .names_what_is_owned = true};
}

GoodRequest rotate_webhook_secret(RequestWorld& world) {
  return {.path = {{"endpointId", webhook_endpoint(world)}},
          .body = {{"overlapHours", 24}},
          .names_what_is_owned = true};
}

GoodRequest list_webhooks(RequestWorld& world) {
  const std::string id = webhook(world);
  return {.query = {{"endpointId", webhook_endpoint(world)},
                    {"status", "PENDING"},
                    {"startingAfter", id},
                    {"limit", "10"}}};
}

GoodRequest get_webhook(RequestWorld& world) {
  return {.path = {{"webhookId", webhook(world)}}, .names_what_is_owned = true};
}

GoodRequest list_transactions(RequestWorld& world) {
  const auto paid = world.paid_by(world.app());
  const auto payment = dev::expect_ok(world.shop().get_payment(paid), "get");
  return {.query = {{"startDate", "2026-01-01T00:00:00"},
                    {"endDate", "2099-12-31"},
                    {"startingAfter", payment.text("lastTransactionKey")},
                    {"limit", "10"}}};
}

GoodRequest list_settlements(RequestWorld&) {
  return {.query = {{"startDate", "2026-01-01"},
                    {"endDate", "2099-12-31"},
                    {"dateType", "paidOutDate"},
                    {"page", "1"},
                    {"size", "10"}},
          .narrowed = {"startDate", "endDate"}};
}

GoodRequest get_payment(RequestWorld& world) {
  return {.path = {{"paymentKey", world.created().text("paymentKey")}},
          .names_what_is_owned = true};
}

GoodRequest get_payment_by_order(RequestWorld& world) {
  return {.path = {{"orderId", world.created().text("orderId")}}, .names_what_is_owned = true};
}

GoodRequest cancel_payment(RequestWorld& world) {
  return {.path = {{"paymentKey", world.paid_by(world.app())}},
          .body = {{"cancelReason", "고객 변심"},
                   {"cancelAmount", 10'000},
                   {"taxFreeAmount", 0},
                   {"currentBalance", 10'000},
                   {"refundableAmount", 10'000}},
          .narrowed = {"taxFreeAmount", "currentBalance", "refundableAmount"},
          .names_what_is_owned = true};
}

/// An account of its own: wrong passwords lock it.
GoodRequest log_in(RequestWorld& world) {
  const auto app = world.new_app();
  return {.body = {{"loginId", app.account.login_id},
                   {"password", app.account.password},
                   {"mode", "test"}}};
}

GoodRequest sign_up(RequestWorld&) {
  return {.body = {{"loginId", dev::unused_order_id() + "@example.com"},
                   {"name", "김하늘"},
                   {"password", "sunday-4-umbrella"},
                   {"pin", "428317"},
                   {"mode", "test"}},
          .narrowed = {"loginId", "password", "pin"}};
}

GoodRequest change_pin(RequestWorld& world) {
  return {.body = {{"password", world.app().account.password}, {"newPin", kPin}},
          .narrowed = {"newPin"}};
}

/// To the same one.
GoodRequest change_password(RequestWorld& world) {
  const std::string& password = world.app().account.password;
  return {.body = {{"password", password}, {"newPassword", password}}, .narrowed = {"newPassword"}};
}

std::string new_card(RequestWorld& world) {
  const auto added = world.app().client.api().post(
      "/v1/shopper/cards", {{"number", unused_card_number()}, {"expiry", "3012"}, {"cvc", "123"}});
  return dev::expect_ok(added, "add a card").text("cardId");
}

GoodRequest delete_card(RequestWorld& world) {
  return {.path = {{"cardId", new_card(world)}}, .names_what_is_owned = true};
}

GoodRequest make_default_card(RequestWorld& world) {
  return {.path = {{"cardId", world.app().card_ids.at(kGoodCard)}}, .names_what_is_owned = true};
}

/// What a browser is to ask a device for.
nlohmann::json registration_options(RequestWorld& world) {
  auto& api = world.app().client.api();
  // Ten are what a shopper may have.
  const auto known = dev::expect_ok(api.get("/v1/shopper/passkeys"), "list passkeys");
  for (const auto& passkey : known.body.at("passkeys")) {
    api.send("DELETE", "/v1/shopper/passkeys/" + passkey.at("passkeyId").get<std::string>(),
             std::nullopt);
  }
  const auto options = api.post("/v1/shopper/passkeys/options", {{"pin", kPin}});
  return dev::expect_ok(options, "ask for a passkey").body;
}

/// Of this device, for a page of this gateway.
dev::ApiAnswer register_device(RequestWorld& world, const Authenticator& device,
                               const nlohmann::json& options) {
  auto& api = world.app().client.api();
  const auto added = api.post("/v1/shopper/passkeys",
                              {{"credential", device.create_json(options, api.base_url())}});
  return dev::expect_ok(added, "add a passkey");
}

std::string new_passkey(RequestWorld& world) {
  return register_device(world, Authenticator(), registration_options(world)).text("passkeyId");
}

GoodRequest begin_passkey(RequestWorld&) { return {.body = {{"pin", kPin}}}; }

GoodRequest add_passkey(RequestWorld& world) {
  const auto credential =
      Authenticator().create_json(registration_options(world), world.app().client.api().base_url());
  // Not every text of their length is base64url.
  return {.body = {{"name", "내 휴대폰"}, {"credential", credential}},
          .narrowed = {"credential.id", "credential.response.clientDataJSON",
                       "credential.response.attestationObject"}};
}

GoodRequest delete_passkey(RequestWorld& world) {
  return {.path = {{"passkeyId", new_passkey(world)}}, .names_what_is_owned = true};
}

GoodRequest begin_passkey_confirm(RequestWorld& world) {
  new_passkey(world);
  return {.path = {{"paymentKey", world.held_by(world.app())}},
          .body = {{"cardId", world.app().card_ids.at(kGoodCard)}, {"installmentPlanMonths", 0}},
          .names_what_is_owned = true};
}

GoodRequest list_shopper_payments(RequestWorld& world) {
  return {.query = {{"limit", "10"},
                    {"startingAfter", world.paid_by(world.app())},
                    {"month", "2026-11"}}};
}

GoodRequest get_shopper_receipt(RequestWorld& world) {
  return {.path = {{"paymentKey", world.paid_by(world.app())}}, .names_what_is_owned = true};
}

GoodRequest add_card(RequestWorld&) {
  return {.body = {{"number", unused_card_number()}, {"expiry", "3012"}, {"cvc", "123"}}};
}

GoodRequest scan_payment(RequestWorld& world) {
  return {.body = {{"qrToken", world.created().body.at("qr").at("token")}}};
}

GoodRequest get_shopper_payment(RequestWorld& world) {
  return {.path = {{"paymentKey", world.held_by(world.app())}}, .names_what_is_owned = true};
}

GoodRequest confirm_payment(RequestWorld& world) {
  return {.path = {{"paymentKey", world.held_by(world.app())}},
          .body = {{"cardId", world.app().card_ids.at(kGoodCard)},
                   {"pin", kPin},
                   {"installmentPlanMonths", 0}},
          .narrowed = {"installmentPlanMonths"},
          .names_what_is_owned = true};
}

/// A device's signature over a payment that waits for it.
GoodRequest confirm_payment_by_passkey(RequestWorld& world) {
  Authenticator device;
  auto& api = world.app().client.api();
  const auto options = registration_options(world);
  register_device(world, device, options);
  const std::string key = world.held_by(world.app());
  const std::string& card = world.app().card_ids.at(kGoodCard);
  const auto asked =
      api.post("/v1/shopper/payments/" + key + "/passkey-options", {{"cardId", card}});
  auto shown = device.get_json(dev::expect_ok(asked, "ask for a passkey").body, api.base_url());
  shown["response"]["userHandle"] = options.at("publicKey").at("user").at("id");
  return {.path = {{"paymentKey", key}},
          .body = {{"cardId", card}, {"passkey", shown}, {"installmentPlanMonths", 0}},
          // Not every text of their length is base64url.
          .narrowed = {"installmentPlanMonths", "passkey.id", "passkey.response.clientDataJSON",
                       "passkey.response.authenticatorData", "passkey.response.signature",
                       "passkey.response.userHandle"},
          .tells_form = "passkey",
          .names_what_is_owned = true};
}

GoodRequest cancel_shopper_payment(RequestWorld& world) {
  return {.path = {{"paymentKey", world.held_by(world.app())}},
          .body = nlohmann::json::object(),
          .names_what_is_owned = true};
}

GoodRequest get_checkout(RequestWorld& world) {
  return {.page_token = world.created().body.at("pageToken").at("token")};
}

GoodRequest cancel_checkout(RequestWorld& world) {
  return {.body = nlohmann::json::object(),
          .page_token = world.created().body.at("pageToken").at("token")};
}

GoodRequest get_checkout_window(RequestWorld& world) {
  return {.path = {{"mId", world.shop_account().merchant_id}}};
}

/// A look, since a stream would not end.
GoodRequest follow_payment(RequestWorld& world) {
  return {.query = {{"wait", "0"}}, .page_token = world.created().body.at("pageToken").at("token")};
}

GoodRequest log_out(RequestWorld&) { return {.ends_session = true}; }

GoodRequest nothing_needed(RequestWorld&) { return {}; }

const GoodRequests& shops_and_shoppers() {
  static const GoodRequests requests = {
      {"createPayment", create_payment},
      {"shopConfirmPayment", shop_confirm_payment},
      {"getPayment", get_payment},
      {"getPaymentByOrder", get_payment_by_order},
      {"cancelPayment", cancel_payment},
      {"listTransactions", list_transactions},
      {"listSettlements", list_settlements},
      {"getCheckout", get_checkout},
      {"cancelCheckout", cancel_checkout},
      {"getCheckoutWindow", get_checkout_window},
      {"createWebhookEndpoint", create_webhook_endpoint},
      {"listWebhookEndpoints", nothing_needed},
      {"getWebhookEndpoint", get_webhook_endpoint},
      {"updateWebhookEndpoint", update_webhook_endpoint},
      {"deleteWebhookEndpoint", get_webhook_endpoint},
      {"rotateWebhookSecret", rotate_webhook_secret},
      {"sendTestWebhook", get_webhook_endpoint},
      {"listWebhooks", list_webhooks},
      {"getWebhook", get_webhook},
      {"resendWebhook", get_webhook},
      {"followPayment", follow_payment},
      {"signUp", sign_up},
      {"logIn", log_in},
      {"logOut", log_out},
      {"getAccount", nothing_needed},
      {"changePin", change_pin},
      {"changePassword", change_password},
      {"listCards", nothing_needed},
      {"addCard", add_card},
      {"deleteCard", delete_card},
      {"makeDefaultCard", make_default_card},
      {"beginPasskey", begin_passkey},
      {"listPasskeys", nothing_needed},
      {"addPasskey", add_passkey},
      {"deletePasskey", delete_passkey},
      {"beginPasskeyConfirm", begin_passkey_confirm},
      {"listShopperPayments", list_shopper_payments},
      {"scanPayment", scan_payment},
      {"getShopperPayment", get_shopper_payment},
      {"getShopperReceipt", get_shopper_receipt},
      {"confirmPayment", confirm_payment},
      {"confirmPaymentForm2", confirm_payment_by_passkey},
      {"cancelShopperPayment", cancel_shopper_payment},
      {"getHealth", nothing_needed},
      {"getMetrics", nothing_needed},
      {"getReadiness", nothing_needed},
  };
  return requests;
}

}  // namespace

const GoodRequests& good_requests() {
  static const GoodRequests requests = [] {
    GoodRequests all = shops_and_shoppers();
    all.insert(good_staff_requests().begin(), good_staff_requests().end());
    return all;
  }();
  return requests;
}

}  // namespace pay200::test
