#include "dev/shop_client.hpp"

#include "core/platform/crypto/crypto.hpp"

namespace pay200::dev {

ShopClient::ShopClient(const std::string& base_url, const std::string& secret_key)
    : api_(base_url) {
  api_.set_header("Authorization", "Basic " + crypto::base64_encode(secret_key + ":"));
}

ApiAnswer ShopClient::create_payment(const NewOrder& order, const std::string& idempotency_key) {
  nlohmann::json body = {
      {"orderId", order.order_id}, {"orderName", order.order_name}, {"amount", order.amount_minor}};
  if (order.customer_name) body["customerName"] = *order.customer_name;
  return api_.post("/v1/payments", body, idempotency_key);
}

ApiAnswer ShopClient::get_payment(const std::string& payment_key) {
  return api_.get("/v1/payments/" + payment_key);
}

ApiAnswer ShopClient::get_payment_by_order(const std::string& order_id) {
  return api_.get("/v1/payments/orders/" + order_id);
}

ApiAnswer ShopClient::cancel_payment(const std::string& payment_key, const std::string& reason,
                                     const std::string& idempotency_key,
                                     std::optional<std::int64_t> amount_minor) {
  nlohmann::json body = {{"cancelReason", reason}};
  if (amount_minor) body["cancelAmount"] = *amount_minor;
  return api_.post("/v1/payments/" + payment_key + "/cancel", body, idempotency_key);
}

std::string unused_order_id() { return "order-" + crypto::random_base62(12); }

}  // namespace pay200::dev
