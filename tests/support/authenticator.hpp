#pragma once
// A shopper's phone: makes keys and signs with them, as an authenticator and its browser do
// (WebAuthn Level 3), by OpenSSL and not by what it is to test. A ceremony can be spoilt in any of
// its parts.

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <optional>
#include <string>

#include "core/shopper/passkey.hpp"

namespace pay200::test {

/// What the browser tells the authenticator, and what the authenticator says of it.
struct Ceremony {
  std::string challenge = {};  ///< bytes
  std::string origin = "https://pay.example";
  std::string rp_id = "pay.example";
  std::string type = {};  ///< empty: the ceremony's own
  nlohmann::json more_client_data = {{"crossOrigin", false}};
  unsigned flags = 0x05;        ///< present and verified
  std::string format = "none";  ///< of the attestation
};

class Authenticator {
 public:
  /// -7 ES256, -8 EdDSA, -257 RS256.
  explicit Authenticator(int algorithm = -7);

  PasskeyAttestation create(const Ceremony& ceremony) const;
  /// Its counter has grown by one, if it counts.
  PasskeyAssertion get(const Ceremony& ceremony);

  // The same from the options that the gateway answered (with `publicKey`), on a page of `origin`;
  // what credential.toJSON() gives.
  nlohmann::json create_json(const nlohmann::json& options, const std::string& origin) const;
  nlohmann::json get_json(const nlohmann::json& options, const std::string& origin);

  const std::string& credential_id() const { return credential_id_; }
  std::optional<std::uint32_t> counter = 0;  ///< none: it always shows 0
  std::string cose_key;                      ///< CBOR; may be spoilt

 private:
  std::string authenticator_data(const Ceremony& ceremony, bool with_key) const;
  std::string sign(const std::string& authenticator_data, const std::string& client_data) const;

  int algorithm_;
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
  std::string credential_id_;
};

/// The one in the options.
Ceremony ceremony_of(const nlohmann::json& options, const std::string& origin);
nlohmann::json to_json(const PasskeyAttestation& attestation);
nlohmann::json to_json(const PasskeyAssertion& assertion);

}  // namespace pay200::test
