#pragma once
// Passkeys, and what a browser is asked for, in the JSON forms of WebAuthn Level 3
// (PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON). Pure.

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "core/shopper/passkey_service.hpp"

namespace pay200::render {

nlohmann::ordered_json passkey_json(const Passkey& passkey);
nlohmann::ordered_json passkeys_json(const std::vector<Passkey>& passkeys);

/// For navigator.credentials.create() and get().
nlohmann::ordered_json creation_options_json(const PasskeyService::Registration& registration);
nlohmann::ordered_json request_options_json(const PasskeyRequest& request);

}  // namespace pay200::render
