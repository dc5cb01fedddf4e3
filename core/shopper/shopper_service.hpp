#pragma once
// Shoppers: account, session, payment PIN, cards.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/acquirer/link_client.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"

namespace pay200 {

struct ShopperSession {
  ShopperId shopper_id;
  std::string name;
  bool live = false;
};

struct Card {
  CardId id;
  std::string bin, last_four, brand;
  std::string expiry;  ///< YYMM
  Time created_at;
};

struct NewShopper {
  bool live = false;
  std::string login_id;  ///< an e-mail address, lower case
  std::string name;      ///< 1 to 60 characters
  std::string password;  ///< 8 to 128 characters
  std::string pin;       ///< six digits
};

/// The PIN as it is kept: HMAC-SHA256 of shopper and PIN under a key that is not in the database.
std::string pin_hmac(std::string_view pin_key, ShopperId shopper_id, std::string_view pin);

/// Compares the payment PIN, counting a wrong one before anything else can be compared.
/// kInvalidPin, kPinLocked (also for the entry that locks it), kInvalidRequest "pin" (not six
/// digits: not counted).
Result<Nothing> verify_pin(db::Database& database, std::string_view pin_key, ShopperId shopper_id,
                           std::string_view pin, int max_failures);

/// A stored card with all that charging it takes.
struct CardToCharge {
  CardId id;
  std::string pan_nonce, pan_ciphertext;
  int key_version = 0;
  std::string bin, last_four, brand;
  std::string expiry;  ///< YYMM
  bool live = false;   ///< as its shopper's account is
};

/// The shopper's own card, after verify_pin, in one round trip. kNotFoundCard (the PIN is not
/// looked at then), and verify_pin's.
Result<CardToCharge> card_to_charge(db::Database& database, std::string_view pin_key,
                                    ShopperId shopper_id, CardId card_id, std::string_view pin,
                                    int max_failures);

class ShopperService {
 public:
  /// `link` may be null where no card is registered. References outlive the service.
  ShopperService(db::Database& database, const Clock& clock, const Config& config, LinkClient* link,
                 std::string pin_key);

  /// kInvalidRequest with its param; a taken log-in name is one too ("loginId").
  Result<ShopperId> create_shopper(const NewShopper& shopper);

  struct LoggedIn {
    ShopperSession session;
    /// "ses_...": holds the shopper's id, so that its look-up is routed; 256 random bits.
    std::string token;
    Time expires_at;
  };
  /// kInvalidCredentials (also for unknown names, in the same time), kAccountLocked (which only a
  /// known name can be), kTooManyRequests. Capitals in the name do not matter.
  Result<LoggedIn> log_in(const std::string& login_id, std::string_view password, bool live);

  Result<ShopperSession> authenticate(std::string_view token);  ///< kUnauthorized

  std::vector<Card> list_cards(ShopperId shopper_id);
  struct NewCard {
    std::string number;  ///< 13 to 19 digits, Luhn; spaces and hyphens allowed
    std::string expiry;  ///< YYMM
    std::string cvc;     ///< 3 or 4 digits; never kept
  };
  /// kInvalidRequest, kInvalidCardNumber, kDuplicatedCard, the issuer's 402 codes,
  /// kAcquirerUnavailable.
  Result<Card> add_card(ShopperId shopper_id, NewCard card);

 private:
  Result<LoggedIn> check_log_in(const std::string& login_id, std::string_view password, bool live);

  db::Database& database_;
  const Clock& clock_;
  const Config& config_;
  LinkClient* link_;
  std::string pin_key_;
};

}  // namespace pay200
