#include "dev/shopper_client.hpp"

namespace pay200::dev {
namespace {

std::string of_payment(const std::string& payment_key) {
  return "/v1/shopper/payments/" + payment_key;
}

}  // namespace

ShopperClient::ShopperClient(const std::string& base_url) : api_(base_url) {}

ApiAnswer ShopperClient::sign_up(const std::string& login_id, const std::string& name,
                                 const std::string& password, const std::string& pin) {
  return api_.post("/v1/shopper/signup",
                   {{"loginId", login_id}, {"name", name}, {"password", password}, {"pin", pin}});
}

ApiAnswer ShopperClient::log_in(const std::string& login_id, const std::string& password) {
  return api_.post("/v1/shopper/login",
                   {{"loginId", login_id}, {"password", password}, {"mode", "test"}});
}

ApiAnswer ShopperClient::list_cards() { return api_.get("/v1/shopper/cards"); }

ApiAnswer ShopperClient::add_card(const CardDetails& card) {
  return api_.post("/v1/shopper/cards",
                   {{"number", card.number}, {"expiry", card.expiry}, {"cvc", card.cvc}});
}

ApiAnswer ShopperClient::delete_card(const std::string& card_id) {
  return api_.send("DELETE", "/v1/shopper/cards/" + card_id, std::nullopt);
}

ApiAnswer ShopperClient::history(const std::string& query) {
  return api_.get("/v1/shopper/payments" + (query.empty() ? "" : "?" + query));
}

ApiAnswer ShopperClient::scan(const std::string& qr_token) {
  return api_.post("/v1/shopper/payments/scan", {{"qrToken", qr_token}});
}

ApiAnswer ShopperClient::get_payment(const std::string& payment_key) {
  return api_.get(of_payment(payment_key));
}

ApiAnswer ShopperClient::confirm(const std::string& payment_key, const std::string& card_id,
                                 const std::string& pin, const std::string& idempotency_key) {
  return api_.post(of_payment(payment_key) + "/confirm", {{"cardId", card_id}, {"pin", pin}},
                   idempotency_key);
}

ApiAnswer ShopperClient::cancel(const std::string& payment_key,
                                const std::string& idempotency_key) {
  return api_.post(of_payment(payment_key) + "/cancel", nlohmann::json::object(), idempotency_key);
}

}  // namespace pay200::dev
