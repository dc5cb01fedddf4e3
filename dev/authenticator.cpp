#include "dev/authenticator.hpp"

#include <cstdint>
#include <stdexcept>

#include "core/staff/totp.hpp"

namespace pay200::dev {

std::string authenticator_code(const std::string& secret_text, Time now) {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string secret;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : secret_text) {
    const auto value = alphabet.find(c);
    if (value == std::string::npos) throw std::runtime_error("no base32: " + secret_text);
    buffer = buffer << 5U | static_cast<std::uint32_t>(value);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    secret += static_cast<char>(buffer >> static_cast<unsigned>(bits) & 0xFFU);
  }
  return totp_code(secret, totp_step_of(now));
}

}  // namespace pay200::dev
