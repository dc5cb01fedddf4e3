#pragma once
// The few cryptographic acts pay200 needs, on OpenSSL and libargon2. Bytes travel as std::string.
// Functions throw std::runtime_error only when the library itself fails.

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace pay200::crypto {

/// From the system's CSPRNG.
std::string random_bytes(std::size_t count);
/// Uniform over 0-9A-Za-z.
std::string random_base62(std::size_t count);

std::string sha256(std::string_view data);  ///< 32 bytes
/// SHA-256 of what comes bit by bit.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view data);
  std::string digest();  ///< 32 bytes; once

 private:
  void* context_;
};
std::string hmac_sha256(std::string_view key, std::string_view data);  ///< 32 bytes
/// Only where a standard says so (RFC 6238). 20 bytes.
std::string hmac_sha1(std::string_view key, std::string_view data);
std::uint32_t crc32(std::string_view data);  ///< ISO-HDLC, as in zlib

/// In constant time for equal lengths.
bool equal_constant_time(std::string_view a, std::string_view b);

/// Overwrites before the memory is given back.
void cleanse(std::string& secret);

struct Sealed {
  std::string nonce;       ///< 12 random bytes
  std::string ciphertext;  ///< with the 16-byte tag at its end
};
/// AES-256-GCM; key is 32 bytes; aad is bound to the result.
Sealed seal(std::string_view key, std::string_view plaintext, std::string_view aad);
/// nullopt when key, aad or a byte is not the one that sealed it.
std::optional<std::string> open(std::string_view key, const Sealed& sealed, std::string_view aad);

/// In a process, two hashes are computed at once and six callers wait; the next one gets this.
struct TooBusy : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// argon2id, m = 19 MiB, t = 2, p = 1, encoded with its parameters ("$argon2id$..."). Throws
/// TooBusy.
std::string hash_password(std::string_view password);
/// Throws TooBusy.
bool verify_password(std::string_view encoded, std::string_view password);
/// Takes as long as verify_password: for a log-in name that nobody has. Throws TooBusy.
void verify_nobodys_password(std::string_view password);

std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);
std::string base64_encode(std::string_view bytes);                ///< RFC 4648, padded
std::optional<std::string> base64_decode(std::string_view text);  ///< strict
std::string base64url_encode(std::string_view bytes);  ///< RFC 4648 section 5, not padded
std::optional<std::string> base64url_decode(std::string_view text);  ///< strict

}  // namespace pay200::crypto
