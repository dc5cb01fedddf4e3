#pragma once
// Idempotency-Key (IETF draft): the same request under the same key gets the same answer, once
// done. The scope is who asks, method, path and key; the request is its body. Both are kept as
// HMACs.

#include <optional>
#include <string>
#include <string_view>

#include "core/platform/result.hpp"

namespace pay200 {

struct IdempotencyClaim {
  std::string scope;         ///< 32 bytes
  std::string request_hash;  ///< 32 bytes
};

/// A key is 1 to 255 visible ASCII characters; an RFC 8941 string's quotes are taken off.
/// kInvalidIdempotencyKey otherwise.
Result<std::string> parse_idempotency_key(std::string_view header);

/// `principal` is "merchant:<id>" or "shopper:<id>"; `secret` is the gateway's idempotency key.
IdempotencyClaim make_claim(std::string_view secret, std::string_view principal,
                            std::string_view method, std::string_view path, std::string_view key,
                            std::string_view body);

}  // namespace pay200
