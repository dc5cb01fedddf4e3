#include "tests/support/authenticator.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <stdexcept>

#include "core/platform/crypto/crypto.hpp"

namespace pay200::test {
namespace {

using Json = nlohmann::json;

constexpr unsigned kAttestedCredentialData = 0x40;

EVP_PKEY* new_key(int algorithm) {
  switch (algorithm) {
    case -7:
      return EVP_EC_gen("P-256");
    case -8:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    default:
      return EVP_RSA_gen(2048);
  }
}

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void must(bool done) {
  if (!done) throw std::runtime_error("OpenSSL");
}

/// Uncompressed: 04, x, y.
std::string point_of(EVP_PKEY* key) {
  std::string point(65, '\0');
  std::size_t size = 0;
  must(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, bytes_of(point), point.size(),
                                       &size) == 1 &&
       size == point.size());
  return point;
}

std::string raw_key_of(EVP_PKEY* key) {
  std::string raw(32, '\0');
  std::size_t size = raw.size();
  must(EVP_PKEY_get_raw_public_key(key, bytes_of(raw), &size) == 1 && size == raw.size());
  return raw;
}

std::string modulus_of(EVP_PKEY* key) {
  BIGNUM* number = nullptr;
  must(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &number) == 1);
  std::string modulus(256, '\0');
  const int size = BN_bn2binpad(number, bytes_of(modulus), 256);
  BN_free(number);
  must(size == 256);
  return modulus;
}

/// RFC 9052, section 7.
std::string cose_key_of(int algorithm, EVP_PKEY* key) {
  using namespace std::string_literals;
  switch (algorithm) {
    case -7: {
      const std::string point = point_of(key);
      return "\xA5\x01\x02\x03\x26\x20\x01\x21\x58\x20"s + point.substr(1, 32) + "\x22\x58\x20"s +
             point.substr(33);
    }
    case -8:
      return "\xA4\x01\x01\x03\x27\x20\x06\x21\x58\x20"s + raw_key_of(key);
    default:
      return "\xA4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00"s + modulus_of(key) +
             "\x21\x43\x01\x00\x01"s;
  }
}

std::string big_endian(std::uint32_t number, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    text += static_cast<char>(static_cast<unsigned char>(number >> shift));
  }
  return text;
}

std::string client_data(const Ceremony& ceremony, const char* type) {
  Json data = {{"type", ceremony.type.empty() ? type : ceremony.type},
               {"challenge", crypto::base64url_encode(ceremony.challenge)},
               {"origin", ceremony.origin}};
  data.update(ceremony.more_client_data);
  return data.dump();
}

Json binary(const std::string& bytes) {
  return Json::binary(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
}

std::string cbor_of(const Json& value) {
  const auto bytes = Json::to_cbor(value);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

Authenticator::Authenticator(int algorithm)
    : algorithm_(algorithm),
      key_(new_key(algorithm), EVP_PKEY_free),
      credential_id_(crypto::random_bytes(32)) {
  must(key_ != nullptr);
  cose_key = cose_key_of(algorithm, key_.get());
}

/// WebAuthn, section 6.1.
std::string Authenticator::authenticator_data(const Ceremony& ceremony, bool with_key) const {
  const unsigned flags = ceremony.flags | (with_key ? kAttestedCredentialData : 0U);
  std::string data = crypto::sha256(ceremony.rp_id) + static_cast<char>(flags) +
                     big_endian(counter.value_or(0), 4);
  if (with_key) {
    data += std::string(16, '\0') +
            big_endian(static_cast<std::uint32_t>(credential_id_.size()), 2) + credential_id_ +
            cose_key;
  }
  return data;
}

std::string Authenticator::sign(const std::string& authenticator_data,
                                const std::string& client_data) const {
  std::string message = authenticator_data + crypto::sha256(client_data);
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   EVP_MD_CTX_free);
  const EVP_MD* digest = algorithm_ == -8 ? nullptr : EVP_sha256();
  std::size_t size = 0;
  must(EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
       EVP_DigestSign(context.get(), nullptr, &size, bytes_of(message), message.size()) == 1);
  std::string signature(size, '\0');
  must(EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(message),
                      message.size()) == 1);
  signature.resize(size);
  return signature;
}

PasskeyAttestation Authenticator::create(const Ceremony& ceremony) const {
  PasskeyAttestation made;
  made.credential_id = credential_id_;
  made.client_data = client_data(ceremony, "webauthn.create");
  const std::string data = authenticator_data(ceremony, true);
  Json statement = Json::object();
  if (ceremony.format != "none") {
    statement = {{"alg", algorithm_}, {"sig", binary(sign(data, made.client_data))}};
  }
  made.attestation_object = cbor_of(
      {{"fmt", ceremony.format}, {"attStmt", std::move(statement)}, {"authData", binary(data)}});
  made.transports = {"internal", "hybrid"};
  return made;
}

PasskeyAssertion Authenticator::get(const Ceremony& ceremony) {
  if (counter) ++*counter;
  PasskeyAssertion shown;
  shown.credential_id = credential_id_;
  shown.client_data = client_data(ceremony, "webauthn.get");
  shown.authenticator_data = authenticator_data(ceremony, false);
  shown.signature = sign(shown.authenticator_data, shown.client_data);
  return shown;
}

Json Authenticator::create_json(const Json& options, const std::string& origin) const {
  return to_json(create(ceremony_of(options, origin)));
}

Json Authenticator::get_json(const Json& options, const std::string& origin) {
  return to_json(get(ceremony_of(options, origin)));
}

Ceremony ceremony_of(const Json& options, const std::string& origin) {
  const Json& asked = options.at("publicKey");
  const auto challenge = crypto::base64url_decode(asked.at("challenge").get<std::string>());
  must(challenge.has_value());
  return {.challenge = *challenge,
          .origin = origin,
          .rp_id = asked.contains("rpId") ? asked.at("rpId") : asked.at("rp").at("id")};
}

Json to_json(const PasskeyAttestation& attestation) {
  const std::string id = crypto::base64url_encode(attestation.credential_id);
  return {{"id", id},
          {"rawId", id},
          {"type", "public-key"},
          {"clientExtensionResults", Json::object()},
          {"response",
           {{"clientDataJSON", crypto::base64url_encode(attestation.client_data)},
            {"attestationObject", crypto::base64url_encode(attestation.attestation_object)},
            {"transports", attestation.transports}}}};
}

Json to_json(const PasskeyAssertion& assertion) {
  const std::string id = crypto::base64url_encode(assertion.credential_id);
  Json json = {{"id", id},
               {"rawId", id},
               {"type", "public-key"},
               {"clientExtensionResults", Json::object()},
               {"response",
                {{"clientDataJSON", crypto::base64url_encode(assertion.client_data)},
                 {"authenticatorData", crypto::base64url_encode(assertion.authenticator_data)},
                 {"signature", crypto::base64url_encode(assertion.signature)}}}};
  if (assertion.user_handle) {
    json["response"]["userHandle"] = crypto::base64url_encode(*assertion.user_handle);
  }
  return json;
}

}  // namespace pay200::test
