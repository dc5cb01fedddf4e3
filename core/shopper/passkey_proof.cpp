#include "core/shopper/passkey_proof.hpp"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/platform/crypto/crypto.hpp"

namespace pay200 {
namespace {

using Json = nlohmann::json;

// Of the authenticator data, section 6.1.
constexpr std::size_t kRpIdHashBytes = 32;
constexpr unsigned kUserPresent = 0x01;
constexpr unsigned kUserVerified = 0x04;
constexpr unsigned kBackupEligible = 0x08;
constexpr unsigned kBackedUp = 0x10;

static_assert(kPasskeyAlgorithms[0] == COSE_ES256 && kPasskeyAlgorithms[1] == COSE_EDDSA &&
              kPasskeyAlgorithms[2] == COSE_RS256);

Error refused(std::string detail) {
  return {.code = ErrorCode::kInvalidPasskey, .detail = std::move(detail)};
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string text_of(const unsigned char* bytes, std::size_t size) {
  return bytes == nullptr ? std::string() : std::string(bytes, bytes + size);
}

struct CredFree {
  void operator()(fido_cred_t* cred) const { fido_cred_free(&cred); }
};
using Cred = std::unique_ptr<fido_cred_t, CredFree>;

struct AssertFree {
  void operator()(fido_assert_t* assertion) const { fido_assert_free(&assertion); }
};
using Assert = std::unique_ptr<fido_assert_t, AssertFree>;

// ---- keys

using LoadedKey = std::unique_ptr<void, void (*)(void*)>;

/// Null unless the bytes are a key: a point of the curve, for one.
template <auto New, auto Free, auto From>
LoadedKey loaded(std::string_view bytes) {
  auto* const key = New();
  LoadedKey held(key, [](void* given) {
    auto* typed = static_cast<decltype(New())>(given);
    Free(&typed);
  });
  if (key == nullptr || From(key, bytes.data(), bytes.size()) != FIDO_OK) held.reset();
  return held;
}

LoadedKey load(const PasskeyKey& key) {
  switch (key.algorithm) {
    case COSE_ES256:
      return loaded<es256_pk_new, es256_pk_free, es256_pk_from_ptr>(key.bytes);
    case COSE_EDDSA:
      return loaded<eddsa_pk_new, eddsa_pk_free, eddsa_pk_from_ptr>(key.bytes);
    case COSE_RS256:
      return loaded<rs256_pk_new, rs256_pk_free, rs256_pk_from_ptr>(key.bytes);
    default:
      return {nullptr, [](void*) {}};
  }
}

// ---- the authenticator data

std::optional<Error> fault_in_flags(unsigned flags) {
  if ((flags & kUserPresent) == 0) return refused("the user was not present");
  if ((flags & kUserVerified) == 0) return refused("the user was not verified");
  if ((flags & kBackedUp) != 0 && (flags & kBackupEligible) == 0) {
    return refused("backed up, though it cannot be");
  }
  return std::nullopt;
}

// ---- the attestation

struct AttestationObject {
  std::string format;
  std::string authenticator_data;
  std::string signature;  ///< by the key itself; empty with the format "none"
};

std::optional<std::string> binary_in(const Json& map, const char* name) {
  const auto found = map.find(name);
  if (found == map.end() || !found->is_binary()) return std::nullopt;
  const auto& bytes = found->get_binary();
  return std::string(bytes.begin(), bytes.end());
}

std::optional<AttestationObject> parse_attestation(const std::string& cbor) {
  const Json object = Json::from_cbor(cbor, true, false);
  if (!object.is_object()) return std::nullopt;
  auto data = binary_in(object, "authData");
  const Json format = object.value("fmt", Json());
  const Json statement = object.value("attStmt", Json());
  if (!data || !statement.is_object()) return std::nullopt;
  if (format == "none" && statement.empty()) return AttestationObject{"none", *std::move(data), {}};
  auto signature = binary_in(statement, "sig");
  if (format != "packed" || !signature || statement.contains("x5c")) return std::nullopt;
  return AttestationObject{"packed", *std::move(data), *std::move(signature)};
}

/// libfido2 takes a key of the algorithm that it is told to expect.
Cred read_authenticator_data(const std::string& data) {
  for (const int algorithm : kPasskeyAlgorithms) {
    Cred cred(fido_cred_new());
    if (cred != nullptr && fido_cred_set_type(cred.get(), algorithm) == FIDO_OK &&
        fido_cred_set_authdata_raw(cred.get(), bytes_of(data), data.size()) == FIDO_OK) {
      return cred;
    }
  }
  return nullptr;
}

bool signed_by_itself(const RelyingParty& party, fido_cred_t& cred, const AttestationObject& object,
                      const std::string& client_data) {
  return fido_cred_set_rp(&cred, party.id.c_str(), nullptr) == FIDO_OK &&
         fido_cred_set_clientdata(&cred, bytes_of(client_data), client_data.size()) == FIDO_OK &&
         fido_cred_set_fmt(&cred, object.format.c_str()) == FIDO_OK &&
         fido_cred_set_sig(&cred, bytes_of(object.signature), object.signature.size()) == FIDO_OK &&
         fido_cred_verify_self(&cred) == FIDO_OK;
}

}  // namespace

Result<std::string> verified_challenge(const RelyingParty& party, CeremonyKind ceremony,
                                       std::string_view client_data) {
  const Json data = Json::parse(client_data, nullptr, false);
  if (!data.is_object()) return refused("no client data");
  const char* type = ceremony == CeremonyKind::kCreate ? "webauthn.create" : "webauthn.get";
  if (data.value("type", Json()) != type) return refused(std::string("not ") + type);
  if (data.value("origin", Json()) != party.origin) return refused("for another origin");
  if (data.value("crossOrigin", Json(false)) != false || data.contains("topOrigin")) {
    return refused("in a frame of another origin");
  }
  const Json challenge = data.value("challenge", Json());
  auto bytes = crypto::base64url_decode(challenge.is_string() ? challenge.get<std::string>() : "");
  if (!bytes) return refused("no challenge");
  return *std::move(bytes);
}

Result<NewPasskey> verify_attestation(const RelyingParty& party,
                                      const PasskeyAttestation& attestation) {
  const auto object = parse_attestation(attestation.attestation_object);
  if (!object) return refused("no attestation that is taken here");
  const Cred cred = read_authenticator_data(object->authenticator_data);
  if (!cred) return refused("no key that is taken here");
  if (object->authenticator_data.substr(0, kRpIdHashBytes) != crypto::sha256(party.id)) {
    return refused("for another relying party");
  }
  const unsigned flags = fido_cred_flags(cred.get());
  if (auto fault = fault_in_flags(flags)) return *std::move(fault);
  if (text_of(fido_cred_id_ptr(cred.get()), fido_cred_id_len(cred.get())) !=
      attestation.credential_id) {
    return refused("another id than it has");
  }
  NewPasskey passkey{.key = {fido_cred_type(cred.get()), text_of(fido_cred_pubkey_ptr(cred.get()),
                                                                 fido_cred_pubkey_len(cred.get()))},
                     .sign_count = fido_cred_sigcount(cred.get()),
                     .backup_eligible = (flags & kBackupEligible) != 0};
  if (!load(passkey.key)) return refused("no key");
  if (object->format == "packed" &&
      !signed_by_itself(party, *cred, *object, attestation.client_data)) {
    return refused("not signed by its key");
  }
  return passkey;
}

Result<VerifiedAssertion> verify_assertion(const RelyingParty& party, const PasskeyKey& key,
                                           bool backup_eligible,
                                           const PasskeyAssertion& assertion) {
  const LoadedKey loaded_key = load(key);
  if (!loaded_key) return refused("no key");
  const Assert shown(fido_assert_new());
  const std::string& data = assertion.authenticator_data;
  if (shown == nullptr || fido_assert_set_count(shown.get(), 1) != FIDO_OK ||
      fido_assert_set_rp(shown.get(), party.id.c_str()) != FIDO_OK ||
      fido_assert_set_up(shown.get(), FIDO_OPT_TRUE) != FIDO_OK ||
      fido_assert_set_uv(shown.get(), FIDO_OPT_TRUE) != FIDO_OK ||
      fido_assert_set_clientdata(shown.get(), bytes_of(assertion.client_data),
                                 assertion.client_data.size()) != FIDO_OK ||
      fido_assert_set_authdata_raw(shown.get(), 0, bytes_of(data), data.size()) != FIDO_OK ||
      fido_assert_set_sig(shown.get(), 0, bytes_of(assertion.signature),
                          assertion.signature.size()) != FIDO_OK) {
    return refused("no authenticator data or signature");
  }
  const unsigned flags = fido_assert_flags(shown.get(), 0);
  if (auto fault = fault_in_flags(flags)) return *std::move(fault);
  if (((flags & kBackupEligible) != 0) != backup_eligible) return refused("another kind of key");
  switch (fido_assert_verify(shown.get(), 0, key.algorithm, loaded_key.get())) {
    case FIDO_OK:
      return VerifiedAssertion{fido_assert_sigcount(shown.get(), 0)};
    case FIDO_ERR_INVALID_PARAM:
      return refused("for another relying party, or with extensions");
    default:
      return refused("not signed by this passkey");
  }
}

}  // namespace pay200
