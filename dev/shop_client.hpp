#pragma once
// A shop's server, as its developer would write it.

#include <cstdint>
#include <optional>
#include <string>

#include "dev/api_client.hpp"

namespace pay200::dev {

struct NewOrder {
  std::string order_id = {};
  std::string order_name = {};
  std::int64_t amount_minor = 0;
  std::optional<std::string> customer_name = {};
};

class ShopClient {
 public:
  ShopClient(const std::string& base_url, const std::string& secret_key);

  ApiAnswer create_payment(const NewOrder& order, const std::string& idempotency_key = {});
  ApiAnswer get_payment(const std::string& payment_key);
  ApiAnswer get_payment_by_order(const std::string& order_id);
  /// Without an amount: the whole.
  ApiAnswer cancel_payment(const std::string& payment_key, const std::string& reason,
                           const std::string& idempotency_key = {},
                           std::optional<std::int64_t> amount_minor = {});

  ApiClient& api() { return api_; }

 private:
  ApiClient api_;
};

/// An order id that no other run uses.
std::string unused_order_id();

}  // namespace pay200::dev
