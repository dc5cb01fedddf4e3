#pragma once
// Passkeys: keys that a shopper's devices hold and use once the shopper has shown face, finger or
// the device's own PIN. One may confirm a payment instead of the payment PIN. The protocol is
// WebAuthn Level 3 (https://www.w3.org/TR/webauthn-3/), we are its "relying party", and its JSON is
// fcgi-app's business: here everything is bytes.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"

namespace pay200 {

struct Passkey {
  PasskeyId id;
  std::optional<std::string> name;  ///< as its shopper calls it
  std::string credential_id;        ///< as its authenticator calls it
  /// How a browser reaches it, as it said: "internal", "hybrid", "usb", ...
  std::vector<std::string> transports;
  bool shared = false;  ///< its owner's other devices may have it too
  Time created_at;
  std::optional<Time> last_used_at;
};

/// A public key as libfido2 takes it.
struct PasskeyKey {
  int algorithm = 0;  ///< COSE: -7 ES256, -8 EdDSA, -257 RS256
  std::string bytes;
};

/// What we take, the first preferred.
inline constexpr int kPasskeyAlgorithms[] = {-7, -8, -257};

/// What navigator.credentials.create() gave.
struct PasskeyAttestation {
  std::string credential_id;
  std::string client_data;  ///< JSON, as it was signed
  std::string attestation_object;
  std::vector<std::string> transports;
};

/// What navigator.credentials.get() gave.
struct PasskeyAssertion {
  std::string credential_id;
  std::string client_data;
  std::string authenticator_data;
  std::string signature;
  std::optional<std::string> user_handle = {};
};

/// Us, as a browser knows us. Passkeys belong to the id and work nowhere else.
struct RelyingParty {
  std::string id;      ///< a host name: "pay.example"
  std::string origin;  ///< "https://pay.example", as a browser writes it
};
/// Of payment.public_base_url. kPasskeysUnavailable: its host is an address, not a name.
Result<RelyingParty> relying_party(std::string_view public_base_url);

/// The user handle, which authenticators keep: 16 bytes that say nothing about who it is.
std::string user_handle(ShopperId shopper_id);

}  // namespace pay200
