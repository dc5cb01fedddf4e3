#pragma once
// What a browser's navigator.credentials gave, in the JSON forms of WebAuthn Level 3
// (RegistrationResponseJSON, AuthenticationResponseJSON): binary fields are base64url. What is
// wrong is in body.error().

#include "core/shopper/passkey.hpp"
#include "fcgi-app/http/json_body.hpp"

namespace pay200::handlers {

/// The object `credential`.
PasskeyAttestation attestation_in(http::JsonBody& body);
/// The object `passkey`.
PasskeyAssertion assertion_in(http::JsonBody& body);

}  // namespace pay200::handlers
