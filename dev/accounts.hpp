#pragma once
// Merchants, keys and shoppers for a running Stack, made as an operator makes them.

#include <memory>
#include <optional>
#include <string>

#include "dev/stack.hpp"

namespace pay200::dev {

struct ShopAccount {
  std::string merchant_id;  ///< "mer_..."
  std::string name;
  std::string secret_key;
  std::string client_key;
};

struct ShopperAccount {
  std::string login_id;
  std::string name;
  std::string password;
  std::string pin;
  bool live = false;
};

/// All throw std::runtime_error if pay200 refuses.
class Accounts {
 public:
  /// References outlive it.
  explicit Accounts(Stack& stack);
  ~Accounts();
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  ShopAccount add_shop(const std::string& name, const std::string& business_number,
                       int fee_basis_points, bool live = false);
  /// One without a server: what its page asks for is charged as soon as the shopper confirms.
  ShopAccount add_kiosk(const std::string& name, const std::string& business_number,
                        int fee_basis_points);
  /// Pages of this origin may use the shop's client key.
  void allow_origin(const ShopAccount& shop, const std::string& origin);
  /// Somebody works for the shop. The one-time password for the first log-in; empty: the account
  /// was there already. nullopt: works there already.
  std::optional<std::string> add_member(const ShopAccount& shop, const std::string& login_id,
                                        const std::string& name, const std::string& role);
  /// A new one-time password for one who is there; the authenticator app is set up anew.
  std::string reset_staff(const std::string& login_id);
  /// Nothing if the log-in name is taken already.
  void add_shopper(const ShopperAccount& shopper);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pay200::dev
