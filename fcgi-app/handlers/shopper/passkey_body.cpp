#include "fcgi-app/handlers/shopper/passkey_body.hpp"

namespace pay200::handlers {
namespace {

// Of the texts. An id has at most 1023 bytes, a user handle 64 (WebAuthn); the others have room.
constexpr http::TextRule kId{.most = 1364};
constexpr http::TextRule kUserHandle{.most = 86};
constexpr http::TextRule kClientData{.most = 4096};
constexpr http::TextRule kAuthenticatorData{.most = 2048};
constexpr http::TextRule kSignature{.most = 1024};
constexpr http::TextRule kAttestation{.most = 16384};
constexpr std::size_t kMostTransports = 10;

}  // namespace

PasskeyAttestation attestation_in(http::JsonBody& body) {
  PasskeyAttestation attestation;
  attestation.credential_id = body.base64url("credential.id", kId);
  attestation.client_data = body.base64url("credential.response.clientDataJSON", kClientData);
  attestation.attestation_object =
      body.base64url("credential.response.attestationObject", kAttestation);
  attestation.transports = body.labels("credential.response.transports", kMostTransports);
  return attestation;
}

PasskeyAssertion assertion_in(http::JsonBody& body) {
  PasskeyAssertion assertion;
  assertion.credential_id = body.base64url("passkey.id", kId);
  assertion.client_data = body.base64url("passkey.response.clientDataJSON", kClientData);
  assertion.authenticator_data =
      body.base64url("passkey.response.authenticatorData", kAuthenticatorData);
  assertion.signature = body.base64url("passkey.response.signature", kSignature);
  assertion.user_handle = body.optional_base64url("passkey.response.userHandle", kUserHandle);
  return assertion;
}

}  // namespace pay200::handlers
