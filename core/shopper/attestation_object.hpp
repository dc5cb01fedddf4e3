#pragma once
// What a browser hands over of a new passkey, taken apart (WebAuthn, sections 6.1 and 6.5.4) and
// bounded before libfido2 reads what is inside. Pure.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pay200 {

// Of the authenticator data, section 6.1.
inline constexpr std::size_t kRpIdHashBytes = 32;
inline constexpr std::size_t kPlainDataBytes = 37;  ///< with neither a key nor extensions
inline constexpr unsigned kUserPresent = 0x01;
inline constexpr unsigned kUserVerified = 0x04;
inline constexpr unsigned kBackupEligible = 0x08;
inline constexpr unsigned kBackedUp = 0x10;
inline constexpr unsigned kWithKey = 0x40;
inline constexpr unsigned kWithExtensions = 0x80;

/// Of at least kPlainDataBytes.
unsigned flags_of(std::string_view authenticator_data);

struct AttestationObject {
  std::string format;  ///< "none" or "packed"
  std::string authenticator_data;
  std::int64_t algorithm = 0;  ///< COSE, with "packed" only
  std::string signature;       ///< likewise, by the key itself
};

/// nullopt unless it is one of the forms that we ask for.
std::optional<AttestationObject> parse_attestation(std::string_view cbor);

/// As libfido2 may read it: one id and one key, and nothing behind. Extensions, which nobody asked
/// for and some security keys send, are dropped where no signature is over them.
std::optional<std::string> data_with_key(const AttestationObject& object);

/// Of a signature: no key and no extensions, which we do not ask for.
bool is_plain_data(std::string_view authenticator_data);

}  // namespace pay200
