#pragma once
// Time-based one-time passwords (RFC 6238): HMAC-SHA-1, steps of 30 s, six digits, which is what
// every authenticator app knows. Pure but for the random secret.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/platform/clock.hpp"

namespace pay200 {

inline constexpr std::chrono::seconds kTotpStep{30};

std::string new_totp_secret();  ///< 20 bytes, as RFC 4226 (R6) recommends

bool is_totp_code(std::string_view text);  ///< six digits, right or not

std::int64_t totp_step_of(Time now);
/// Six digits.
std::string totp_code(std::string_view secret, std::int64_t step);

/// The step whose code this is: that of `now`, or one before or after it, since clocks differ and
/// people type. nullopt: none of them.
std::optional<std::int64_t> matching_totp_step(std::string_view secret, std::string_view code,
                                               Time now);

/// Base32 (RFC 4648) without padding, as apps take a secret that is typed.
std::string totp_secret_text(std::string_view secret);
/// What apps take as a QR code (Google Authenticator's "Key Uri Format").
std::string otpauth_url(std::string_view secret, std::string_view login_id);

}  // namespace pay200
