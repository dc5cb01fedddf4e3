#include "core/platform/crypto/crypto.hpp"
#include "core/shopper/attestation_object.hpp"
#include "core/shopper/passkey_proof.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

const RelyingParty kParty{"pay.example", "https://pay.example"};

/// Of the key that has signed corpus/passkey_proof/assertion.
constexpr const char* kKeyHex =
    "4cb019e6e5427ca51a0eadb2febaf6580cee3999ab3c35296e7d5aaac90baf8a96b6530d1186c17c9ac680f843ab33"
    "ab8f3c97b7b99860009e9691fbc88e6915";

void require_of_shopper(std::string_view data) {
  require(data.substr(0, kRpIdHashBytes) == crypto::sha256(kParty.id), "for us");
  constexpr unsigned kBoth = kUserPresent | kUserVerified;
  require((flags_of(data) & kBoth) == kBoth, "the shopper was there, and is who they are");
}

void client_data(CeremonyKind ceremony, std::string_view text) {
  const auto challenge = verified_challenge(kParty, ceremony, text);
  require(challenge || challenge.error().code == ErrorCode::kInvalidPasskey, "one code refuses");
  if (!challenge) return;
  // Escapes apart, which browsers do not write there.
  const bool escaped = text.find('\\') != std::string_view::npos;
  require(escaped || text.find(kParty.origin) != std::string_view::npos, "from our page");
  require(escaped || text.find(crypto::base64url_encode(*challenge)) != std::string_view::npos,
          "the challenge is the one that is in it");
}

/// Authenticator data, a signature with its length before it, and the client data behind.
void assertion(Input input) {
  PasskeyAssertion shown;
  shown.authenticator_data = input.take(input.byte());
  shown.signature = input.take(input.byte());
  shown.client_data = input.rest();
  const PasskeyKey key{kPasskeyAlgorithms[0], crypto::from_hex(kKeyHex).value()};
  const auto verified = verify_assertion(kParty, key, false, shown);
  require(verified || verified.error().code == ErrorCode::kInvalidPasskey, "one code refuses");
  if (!verified) return;
  require(shown.authenticator_data.size() == kPlainDataBytes, "no key and no extensions");
  require_of_shopper(shown.authenticator_data);
  shown.client_data += ' ';
  require(!verify_assertion(kParty, key, false, shown), "a signature is over the client data");
}

/// The id with its length before it, and the object behind.
void attestation(Input input) {
  PasskeyAttestation made;
  made.credential_id = input.take(input.byte());
  made.attestation_object = input.rest();
  made.client_data = "{}";
  const auto passkey = verify_attestation(kParty, made);
  require(passkey || passkey.error().code == ErrorCode::kInvalidPasskey, "one code refuses");
  if (!passkey) return;
  require_of_shopper(parse_attestation(made.attestation_object)->authenticator_data);
  require(!verify_assertion(kParty, passkey->key, passkey->backup_eligible, {}),
          "nothing is no signature, whatever the key");
}

const FuzzTarget kTarget("passkey_proof", [](std::string_view bytes) {
  Input input(bytes);
  switch (input.byte() % 4) {
    case 0:
      return client_data(CeremonyKind::kCreate, input.rest());
    case 1:
      return client_data(CeremonyKind::kGet, input.rest());
    case 2:
      return assertion(input);
    default:
      return attestation(input);
  }
});

}  // namespace
}  // namespace pay200::fuzz
