#include "core/shopper/passkey_proof.hpp"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/strict_json.hpp"
#include "core/shopper/attestation_object.hpp"

namespace pay200 {
namespace {

using Json = nlohmann::json;

/// Of client data: browsers write one level, and two where they add something of theirs.
constexpr std::size_t kMostLevels = 4;

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

/// libfido2 wants it in each thread that uses it.
void begin_in_this_thread() {
  thread_local const bool begun = [] {
    fido_init(0);
    return true;
  }();
  static_cast<void>(begun);
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
  return object.algorithm == fido_cred_type(&cred) &&
         fido_cred_set_rp(&cred, party.id.c_str(), nullptr) == FIDO_OK &&
         fido_cred_set_clientdata(&cred, bytes_of(client_data), client_data.size()) == FIDO_OK &&
         fido_cred_set_fmt(&cred, object.format.c_str()) == FIDO_OK &&
         fido_cred_set_sig(&cred, bytes_of(object.signature), object.signature.size()) == FIDO_OK &&
         fido_cred_verify_self(&cred) == FIDO_OK;
}

// ---- the client data

/// Empty if there is none.
std::string text_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_framed_by_another_origin(const Json& client_data) {
  const auto said = client_data.find("crossOrigin");
  return (said != client_data.end() && *said != false) || client_data.contains("topOrigin");
}

}  // namespace

Result<std::string> verified_challenge(const RelyingParty& party, CeremonyKind ceremony,
                                       std::string_view client_data) {
  if (fault_in_json(client_data, kMostLevels)) return refused("no client data");
  const Json data = Json::parse(client_data);
  if (!data.is_object()) return refused("no client data");
  const char* type = ceremony == CeremonyKind::kCreate ? "webauthn.create" : "webauthn.get";
  if (text_in(data, "type") != type) return refused(std::string("not ") + type);
  if (text_in(data, "origin") != party.origin) return refused("for another origin");
  if (is_framed_by_another_origin(data)) return refused("in a frame of another origin");
  auto bytes = crypto::base64url_decode(text_in(data, "challenge"));
  if (!bytes) return refused("no challenge");
  return *std::move(bytes);
}

Result<NewPasskey> verify_attestation(const RelyingParty& party,
                                      const PasskeyAttestation& attestation) {
  const auto object = parse_attestation(attestation.attestation_object);
  if (!object) return refused("no attestation that is taken here");
  const auto data = data_with_key(*object);
  if (!data) return refused("no key that is taken here");
  begin_in_this_thread();
  const Cred cred = read_authenticator_data(*data);
  if (!cred) return refused("no key that is taken here");
  if (data->substr(0, kRpIdHashBytes) != crypto::sha256(party.id)) {
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
  const std::string& data = assertion.authenticator_data;
  if (!is_plain_data(data)) return refused("more or less than was asked for");
  begin_in_this_thread();
  const LoadedKey loaded_key = load(key);
  if (!loaded_key) return refused("no key");
  const Assert shown(fido_assert_new());
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
      return refused("for another relying party");
    default:
      return refused("not signed by this passkey");
  }
}

}  // namespace pay200
