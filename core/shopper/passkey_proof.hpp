#pragma once
// What WebAuthn asks of a relying party to verify (sections 7.1 and 7.2), on libfido2. Pure: whose
// passkey it is, and whether a challenge is ours and unused, is core/shopper/passkey_service.
//
// Every refusal is kInvalidPasskey, with a detail that says what did not fit.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/platform/result.hpp"
#include "core/shopper/passkey.hpp"

namespace pay200 {

enum class CeremonyKind { kCreate, kGet };

/// The challenge in a client data JSON, once all else in it is right: the ceremony, our origin, no
/// frame of another origin around it.
Result<std::string> verified_challenge(const RelyingParty& party, CeremonyKind ceremony,
                                       std::string_view client_data);

struct NewPasskey {
  PasskeyKey key;
  std::uint32_t sign_count = 0;
  bool backup_eligible = false;
};
/// Our id, the user present and verified, an algorithm that we take, a key that is one. Who made
/// the authenticator is not asked: attestation "none", or "packed" by the key itself, which
/// browsers may leave as it is.
Result<NewPasskey> verify_attestation(const RelyingParty& party,
                                      const PasskeyAttestation& attestation);

/// The same of a signature by this key; and that it is as backup-eligible as ever. The counter is
/// what it shows: the caller compares it.
struct VerifiedAssertion {
  std::uint32_t sign_count = 0;
};
Result<VerifiedAssertion> verify_assertion(const RelyingParty& party, const PasskeyKey& key,
                                           bool backup_eligible, const PasskeyAssertion& assertion);

}  // namespace pay200
