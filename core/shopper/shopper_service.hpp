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
  bool is_default = false;  ///< exactly one of a shopper's
  bool blocked = false;     ///< the issuer has said never with this card: not sent again
};

struct NewShopper {
  bool live = false;
  std::string login_id;  ///< an e-mail address, lower case
  std::string name;      ///< 1 to 60 characters
  std::string password;  ///< 8 to 128 characters, not easily guessed
  std::string pin;       ///< six digits, not easily guessed
};

struct ShopperAccount {
  ShopperId id;
  std::string login_id, name;
  bool live = false;
  Time created_at;
  std::optional<Time> locked_at;  ///< by an operator
};

namespace shopper_store {
struct Account;
}

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

/// How often a shopper may confirm (or try to) in a window.
struct ConfirmLimit {
  int most = 0;  ///< 0: no limit
  int window_s = 1;
  Time now{};
};

/// The shopper's own card, after verify_pin, in one round trip. kNotFoundCard (the PIN is not
/// looked at then), kTooManyRequests (likewise), verify_pin's, and with the right PIN kBlockedCard.
Result<CardToCharge> card_to_charge(db::Database& database, std::string_view pin_key,
                                    ShopperId shopper_id, CardId card_id, std::string_view pin,
                                    int max_failures, const ConfirmLimit& limit = {});

class ShopperService {
 public:
  /// `link` may be null where no card is registered. References outlive the service.
  ShopperService(db::Database& database, const Clock& clock, const Config& config, LinkClient* link,
                 std::string pin_key);

  /// kInvalidRequest with its param, kDuplicatedLoginId. Throws crypto::TooBusy.
  Result<ShopperId> create_shopper(const NewShopper& shopper);

  struct LoggedIn {
    ShopperSession session;
    /// "ses_...": holds the shopper's id, so that its look-up is routed; 256 random bits.
    std::string token;
    Time expires_at;
  };
  /// create_shopper by the shopper, and logged in at once. kTooManyRequests: too many from this
  /// address, or too many hashes at once.
  Result<LoggedIn> sign_up(const NewShopper& shopper, std::string_view address);
  /// kInvalidCredentials (also for unknown names, in the same time), kAccountLocked (which only a
  /// known name can be), kTooManyRequests. Capitals in the name do not matter. `address` empty: not
  /// known, and not counted.
  Result<LoggedIn> log_in(const std::string& login_id, std::string_view password, bool live,
                          std::string_view address = {});
  /// The session with this token ends; nothing if it has already.
  void log_out(ShopperId shopper_id, std::string_view token);

  Result<ShopperSession> authenticate(std::string_view token);  ///< kUnauthorized

  /// kUnauthorized if there is none of that id any more.
  Result<ShopperAccount> get_account(ShopperId shopper_id);
  /// A new PIN, which is not locked, for whoever knows the password. Ends every session but the one
  /// with `token`, and deletes every passkey. kInvalidCredentials (counted as a log-in is),
  /// kAccountLocked, kTooManyRequests, kInvalidRequest "newPin".
  Result<Nothing> change_pin(ShopperId shopper_id, std::string_view password,
                             std::string_view new_pin, std::string_view token);
  /// Ends every session but the one with `token`. As change_pin; kInvalidRequest "newPassword".
  Result<Nothing> change_password(ShopperId shopper_id, std::string_view password,
                                  std::string_view new_password, std::string_view token);

  // By operators. nullopt: no such account.
  std::optional<ShopperAccount> find_shopper(const std::string& login_id, bool live);
  bool lock_shopper(ShopperId shopper_id);  ///< its sessions end; false: it was locked already
  void unlock_shopper(ShopperId shopper_id);
  /// Ends all sessions; kInvalidRequest "password".
  Result<Nothing> reset_password(const ShopperAccount& account, std::string_view new_password);

  /// The default card first, then the newest.
  std::vector<Card> list_cards(ShopperId shopper_id);
  /// kNotFoundCard. Attempts made with it keep what reversing them needs; it cannot be charged, and
  /// may be registered again.
  Result<Nothing> delete_card(ShopperId shopper_id, CardId card_id);
  Result<Nothing> make_default_card(ShopperId shopper_id, CardId card_id);  ///< kNotFoundCard
  struct NewCard {
    std::string number;  ///< 13 to 19 digits, Luhn; spaces and hyphens allowed
    std::string expiry;  ///< YYMM
    std::string cvc;     ///< 3 or 4 digits; never kept
  };
  /// kInvalidRequest, kInvalidCardNumber, kDuplicatedCard, kExceedMaxCards, the issuer's 402 codes,
  /// kAcquirerUnavailable; kTooManyRequests after too many that were refused, by shopper, address
  /// and card number (config.limits). `address` empty: not known, and not counted.
  Result<Card> add_card(ShopperId shopper_id, NewCard card, std::string_view address = {});

 private:
  Result<LoggedIn> check_log_in(const std::string& login_id, std::string_view password, bool live);
  /// Counts it as a try to log in before it compares. nullopt: it is the right one.
  std::optional<Error> check_password(ShopperId shopper_id, const shopper_store::Account& account,
                                      std::string_view password);
  /// check_password, whoever is logged in already. The hash that was compared: what follows is done
  /// only while it is the password.
  Result<std::string> prove(ShopperId shopper_id, std::string_view password);
  /// No hash: of an account just made.
  Result<LoggedIn> open_session(ShopperSession session,
                                const std::optional<std::string>& password_hash);

  db::Database& database_;
  const Clock& clock_;
  const Config& config_;
  LinkClient* link_;
  std::string pin_key_;
};

/// Deletes the sessions that expired a day ago, at most `most`; how many. By the relay.
std::size_t forget_old_sessions(db::Database& database, std::size_t most, Time now);

}  // namespace pay200
