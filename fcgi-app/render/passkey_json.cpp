#include "fcgi-app/render/passkey_json.hpp"

#include <chrono>
#include <nlohmann/json.hpp>

#include "core/platform/crypto/crypto.hpp"

namespace pay200::render {

using Json = nlohmann::ordered_json;

namespace {

constexpr const char* kType = "public-key";

Json descriptors(const std::vector<Passkey>& passkeys) {
  Json list = Json::array();
  for (const Passkey& passkey : passkeys) {
    list.push_back({{"type", kType},
                    {"id", crypto::base64url_encode(passkey.credential_id)},
                    {"transports", passkey.transports}});
  }
  return list;
}

std::int64_t timeout_ms(const PasskeyRequest& request) {
  return std::chrono::milliseconds(request.lifetime).count();
}

}  // namespace

Json passkey_json(const Passkey& passkey) {
  return {
      {"passkeyId", to_text(passkey.id)},
      {"name", passkey.name ? Json(*passkey.name) : Json(nullptr)},
      {"isSynced", passkey.shared},
      {"createdAt", to_iso8601(passkey.created_at)},
      {"lastUsedAt",
       passkey.last_used_at ? Json(to_iso8601(*passkey.last_used_at)) : Json(nullptr)},
  };
}

Json passkeys_json(const std::vector<Passkey>& passkeys) {
  Json list = Json::array();
  for (const Passkey& passkey : passkeys) list.push_back(passkey_json(passkey));
  return {{"passkeys", list}};
}

Json creation_options_json(const PasskeyService::Registration& registration) {
  const PasskeyRequest& request = registration.request;
  Json algorithms = Json::array();
  for (const int algorithm : kPasskeyAlgorithms) {
    algorithms.push_back({{"type", kType}, {"alg", algorithm}});
  }
  return {{"publicKey",
           {{"rp", {{"id", request.party.id}, {"name", "pay200"}}},
            {"user",
             {{"id", crypto::base64url_encode(registration.user_handle)},
              {"name", registration.login_id},
              {"displayName", registration.name}}},
            {"challenge", crypto::base64url_encode(request.challenge)},
            {"pubKeyCredParams", algorithms},
            {"timeout", timeout_ms(request)},
            {"excludeCredentials", descriptors(request.known)},
            {"authenticatorSelection",
             {{"residentKey", "preferred"},
              {"requireResidentKey", false},
              {"userVerification", "required"}}},
            {"attestation", "none"}}}};
}

Json request_options_json(const PasskeyRequest& request) {
  return {{"publicKey",
           {{"challenge", crypto::base64url_encode(request.challenge)},
            {"timeout", timeout_ms(request)},
            {"rpId", request.party.id},
            {"allowCredentials", descriptors(request.known)},
            {"userVerification", "required"}}}};
}

}  // namespace pay200::render
