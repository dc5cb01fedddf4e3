#include "core/staff/totp.hpp"

#include <algorithm>

#include "core/platform/crypto/crypto.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kSecretSize = 20;
constexpr std::size_t kDigits = 6;
constexpr std::uint32_t kModulus = 1'000'000;
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string eight_bytes(std::int64_t step) {
  std::string bytes(8, '\0');
  auto rest = static_cast<std::uint64_t>(step);
  for (std::size_t i = bytes.size(); i-- > 0; rest >>= 8U) {
    bytes[i] = static_cast<char>(rest & 0xFFU);
  }
  return bytes;
}

/// RFC 3986: what is not unreserved is escaped.
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      result += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    result += '%';
    result += kHex[byte >> 4U];
    result += kHex[byte & 0xFU];
  }
  return result;
}

}  // namespace

std::string new_totp_secret() { return crypto::random_bytes(kSecretSize); }

bool is_totp_code(std::string_view text) {
  return text.size() == kDigits &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::int64_t totp_step_of(Time now) {
  const auto since_epoch = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  return since_epoch / kTotpStep;
}

std::string totp_code(std::string_view secret, std::int64_t step) {
  const std::string mac = crypto::hmac_sha1(secret, eight_bytes(step));
  const auto byte = [&mac](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[i]));
  };
  // RFC 4226, section 5.3: the last four bits say where the 31 bits that count begin.
  const std::size_t at = byte(mac.size() - 1) & 0xFU;
  const std::uint32_t number =
      (byte(at) & 0x7FU) << 24U | byte(at + 1) << 16U | byte(at + 2) << 8U | byte(at + 3);
  const std::string digits = std::to_string(number % kModulus);
  return std::string(kDigits - digits.size(), '0') + digits;
}

std::optional<std::int64_t> matching_totp_step(std::string_view secret, std::string_view code,
                                               Time now) {
  std::optional<std::int64_t> found;
  const std::int64_t present = totp_step_of(now);
  for (const std::int64_t step : {present - 1, present, present + 1}) {
    if (crypto::equal_constant_time(totp_code(secret, step), code)) found = step;
  }
  return found;
}

std::string totp_secret_text(std::string_view secret) {
  std::string text;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : secret) {
    buffer = buffer << 8U | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) {
      text += kBase32[buffer >> static_cast<unsigned>(bits - 5) & 0x1FU];
    }
  }
  if (bits > 0) text += kBase32[buffer << static_cast<unsigned>(5 - bits) & 0x1FU];
  return text;
}

std::string otpauth_url(std::string_view secret, std::string_view login_id) {
  return "otpauth://totp/pay200:" + percent_encoded(login_id) +
         "?secret=" + totp_secret_text(secret) + "&issuer=pay200&algorithm=SHA1&digits=6&period=30";
}

}  // namespace pay200
