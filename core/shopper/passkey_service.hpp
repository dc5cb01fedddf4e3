#pragma once
// A shopper's passkeys: registering them, and confirming a payment with one.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/result.hpp"
#include "core/shopper/passkey.hpp"
#include "core/shopper/passkey_challenge.hpp"
#include "core/shopper/shopper_service.hpp"

namespace pay200 {

namespace passkey_store {
struct StoredPasskey;
}

/// What a browser is to be asked for.
struct PasskeyRequest {
  RelyingParty party;
  std::string challenge;
  std::chrono::seconds lifetime;  ///< of the challenge
  /// To confirm: those of which one will do. To register: those that there are already.
  std::vector<Passkey> known;
};

/// A passkey shown instead of the PIN.
struct ShownPasskey {
  std::string session_token;  ///< of the session that it was asked for in
  PasskeyAssertion assertion;
  /// Who uses up its challenge: the same request, made again, may do so again.
  Uuid request_id = {};
};

class PasskeyService {
 public:
  /// References outlive the service. `pin_key` is what challenges are made with, too.
  PasskeyService(db::Database& database, const Clock& clock, const Config& config,
                 std::string pin_key);

  struct Registration {
    PasskeyRequest request;
    std::string user_handle, login_id, name;  ///< whom the authenticator keeps it for
  };
  /// For who knows the PIN: a stolen session is not enough. verify_pin's refusals,
  /// kExceedMaxPasskeys, kPasskeysUnavailable.
  Result<Registration> begin_passkey(ShopperId shopper_id, std::string_view session_token,
                                     std::string_view pin);
  /// What the device made of it, in the same session. kInvalidPasskey, kExpiredPasskeyChallenge,
  /// kDuplicatedPasskey, kExceedMaxPasskeys, kPasskeysUnavailable.
  Result<Passkey> add_passkey(ShopperId shopper_id, std::string_view session_token,
                              const PasskeyAttestation& attestation,
                              std::optional<std::string> name);

  /// The newest first.
  std::vector<Passkey> list_passkeys(ShopperId shopper_id);
  Result<Nothing> delete_passkey(ShopperId shopper_id, PasskeyId id);  ///< kNotFoundPasskey

  /// kNotFoundCard, kBlockedCard; kNotFoundPasskey: there is none to confirm with;
  /// kPasskeysUnavailable.
  Result<PasskeyRequest> begin_confirm(ShopperId shopper_id, std::string_view session_token,
                                       const PasskeyConfirm& confirm);
  /// The shopper's own card, for whoever shows a passkey that has signed this very confirm: as the
  /// function of this name with a PIN. kInvalidPasskey, also for a counter that did not grow;
  /// kNotFoundPasskey; kTooManyRequests, also after too many that were wrong, whereas the PIN goes
  /// on working, locked or not as it was. kExpiredPasskeyChallenge (too late, or used up by another
  /// request) and kBlockedCard come only once the signature has been found right: whoever hears of
  /// them has proved who asks. Idempotent by shown.request_id.
  Result<CardToCharge> card_to_charge(ShopperId shopper_id, const PasskeyConfirm& confirm,
                                      const ShownPasskey& shown, const ConfirmLimit& limit);

 private:
  Result<CardToCharge> check_confirm(ShopperId shopper_id,
                                     const passkey_store::StoredPasskey& passkey,
                                     const PasskeyConfirm& confirm, const ShownPasskey& shown,
                                     const ConfirmLimit& limit);
  PasskeyRequest request(const RelyingParty& party, const std::string& purpose,
                         std::vector<Passkey> known) const;
  std::chrono::seconds lifetime() const;

  db::Database& database_;
  const Clock& clock_;
  const Config& config_;
  std::string key_;
};

/// Deletes the used challenges that have long expired, at most `most`; how many. By the relay.
std::size_t forget_old_challenges(db::Database& database, std::size_t most, Time now);

}  // namespace pay200
