#pragma once
// One purchase before a person's eyes: shop and shopper take their steps over HTTP, and each is
// told with what was answered and how long it took.

#include <cstdint>
#include <optional>
#include <string>

#include "dev/seed.hpp"
#include "dev/shop_client.hpp"
#include "dev/shopper_client.hpp"
#include "dev/terminal.hpp"

namespace pay200::dev {

class Purchase {
 public:
  /// References outlive it; the shopper is logged in.
  Purchase(const Terminal& terminal, ShopClient& shop, ShopperClient& shopper,
           const Seeded& people);

  /// Throws std::runtime_error if the shop or the scan is refused: every story begins with them.
  void create(const std::string& order_name, std::int64_t amount_minor);
  void scan();
  ApiAnswer confirm(const std::string& card_last_four);
  /// Without an amount: the whole.
  ApiAnswer cancel_by_shop(const std::string& reason,
                           std::optional<std::int64_t> amount_minor = {});

  /// As the shop's server sees it now.
  nlohmann::json payment();
  /// Asks until it has this status, at most so long; what it is then.
  nlohmann::json wait_for(const std::string& status, std::chrono::milliseconds patience);
  /// Prints the timeline and the status; returns the payment.
  nlohmann::json tell();

  const std::string& payment_key() const { return payment_key_; }

 private:
  void told(const std::string& korean, const std::string& english, const ApiAnswer& answer) const;

  const Terminal& terminal_;
  ShopClient& shop_;
  ShopperClient& shopper_;
  const Seeded& people_;
  std::string payment_key_;
  std::string qr_token_;
  std::int64_t amount_minor_ = 0;
};

}  // namespace pay200::dev
