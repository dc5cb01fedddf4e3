#pragma once
// The keys of the gateway, in a TOML file of their own that only its owner may read. The whole
// file serves every role on one machine; where roles have machines or users of their own, each
// gets a file with only its keys.

#include <optional>
#include <string>
#include <vector>

#include "core/platform/result.hpp"

namespace pay200 {

/// Each 32 bytes, or empty if the role may not hold it (payout_key: also if the file has none).
/// Cleansed at the end.
struct Secrets {
  std::string token_key;           ///< QR tokens and other derived tokens
  std::string idempotency_key;     ///< HMAC of requests
  std::string pin_key;             ///< HMAC of payment PINs
  std::string key_encryption_key;  ///< wraps the card data keys
  std::string pan_hmac_key;        ///< finds duplicate cards
  std::string webhook_key;         ///< seals the secrets of webhook endpoints
  std::string payout_key;          ///< seals the account numbers that merchants are paid to

  Secrets() = default;
  Secrets(Secrets&&) = default;
  Secrets& operator=(Secrets&&) = default;
  Secrets(const Secrets&) = delete;
  Secrets& operator=(const Secrets&) = delete;
  ~Secrets();
};

enum class SecretsFor {
  kApi,       ///< token_key, idempotency_key, pin_key, webhook_key
  kLink,      ///< key_encryption_key, pan_hmac_key
  kRelay,     ///< webhook_key
  kStream,    ///< token_key
  kOperator,  ///< idempotency_key, pin_key, payout_key
};

/// What `role` may hold, and nothing else. kInvalidRequest with a `detail` to show, never a secret
/// in it; also if the group or others may read the file (the message names the chmod command).
Result<Secrets> load_secrets(const std::string& path, SecretsFor role);

/// The text of a secrets file with new random keys, for a first set-up. The caller writes it with
/// mode 0600.
std::string new_secrets_text();

struct SecretsFile {
  std::string name;                ///< "api.toml"
  std::optional<SecretsFor> role;  ///< none: the whole file
  std::string text;
};

/// The same keys in several files: the whole first ("gateway.toml"), then for each role what it may
/// hold, for roles that run by themselves. The caller writes each with mode 0600.
std::vector<SecretsFile> new_secrets_files();

}  // namespace pay200
