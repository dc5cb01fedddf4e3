#pragma once
// A shopper's app: logs in, keeps the session's cookie, and pays.

#include <string>
#include <vector>

#include "dev/api_client.hpp"

namespace pay200::dev {

struct CardDetails {
  std::string number;
  std::string expiry;  ///< YYMM
  std::string cvc;
};

class ShopperClient {
 public:
  explicit ShopperClient(const std::string& base_url);

  ApiAnswer sign_up(const std::string& login_id, const std::string& name,
                    const std::string& password, const std::string& pin);
  ApiAnswer log_in(const std::string& login_id, const std::string& password);
  ApiAnswer list_cards();
  ApiAnswer add_card(const CardDetails& card);
  ApiAnswer delete_card(const std::string& card_id);
  ApiAnswer history(const std::string& query = {});  ///< "month=2026-11&limit=2"
  ApiAnswer scan(const std::string& qr_token);
  ApiAnswer get_payment(const std::string& payment_key);
  ApiAnswer confirm(const std::string& payment_key, const std::string& card_id,
                    const std::string& pin, const std::string& idempotency_key = {});
  ApiAnswer cancel(const std::string& payment_key, const std::string& idempotency_key = {});

  ApiClient& api() { return api_; }
  const ApiClient& api() const { return api_; }

 private:
  ApiClient api_;
};

}  // namespace pay200::dev
