#pragma once
// What the shop's page follows a payment with: "ptk_" and 66 characters that hold the merchant, the
// payment, until when the token is good, and 128 bits of HMAC-SHA256 over them. It is derived from
// the payment, never stored. Whoever has it may read what the shopper at that page sees, and cancel
// the purchase before it is approved; nothing else.

#include <optional>
#include <string>
#include <string_view>

#include "core/platform/clock.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

struct PageToken {
  std::string text;
  Time expires_at;
};

/// Good for an hour from `requested_at`, the payment's, so that the same payment's is always the
/// same. `token_key` is the gateway's (keys.token_key, 32 bytes).
PageToken page_token(std::string_view token_key, const PaymentKey& key, Time requested_at);

/// Whose a token is, and until when.
struct PageTokenClaim {
  PaymentKey payment;
  Time expires_at;
};

/// nullopt unless this gateway made it, every character as it was made, and it is good at `now`.
std::optional<PageTokenClaim> read_page_token(std::string_view token_key, std::string_view token,
                                              Time now);

}  // namespace pay200
