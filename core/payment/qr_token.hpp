#pragma once
// The token in a payment's QR code: "qrt_" and 60 characters that hold the merchant, the payment
// and 128 bits of HMAC-SHA256 over them. It is derived from the payment, never stored, and says
// only which payment is scanned: what may be done with it is up to its state and its deadlines.

#include <optional>
#include <string>
#include <string_view>

#include "core/platform/id.hpp"

namespace pay200 {

/// `token_key` is the gateway's (keys.token_key, 32 bytes).
std::string qr_token(std::string_view token_key, const PaymentKey& key);

/// nullopt unless this gateway made it, every character as it was made.
std::optional<PaymentKey> payment_key_from_qr_token(std::string_view token_key,
                                                    std::string_view token);

}  // namespace pay200
