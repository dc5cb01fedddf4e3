#include "core/payment/page_token.hpp"

#include <cstddef>
#include <cstdint>

#include "core/platform/assert.hpp"
#include "core/platform/crypto/crypto.hpp"

namespace pay200 {
namespace {

constexpr std::string_view kPrefix = "ptk_";
constexpr std::string_view kKeyPrefix = "pay_";
constexpr std::size_t kKeyBytes = 21;    // what a paymentKey holds: merchant and payment
constexpr std::size_t kExpiryBytes = 4;  // seconds since 1970, high byte first: until 2106
constexpr std::size_t kSignedBytes = kKeyBytes + kExpiryBytes;
constexpr std::size_t kProofBytes = 16;
constexpr std::chrono::hours kLifetime{1};

std::string key_bytes(const PaymentKey& key) {
  const std::string text = to_text(key);
  const auto bytes = base32_decode(std::string_view(text).substr(kKeyPrefix.size()));
  PAY200_ASSERT(bytes && bytes->size() == kKeyBytes);
  return *bytes;
}

std::string expiry_bytes(Time expires_at) {
  const auto seconds = static_cast<std::uint32_t>(
      std::chrono::duration_cast<std::chrono::seconds>(expires_at.time_since_epoch()).count());
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(static_cast<unsigned char>(seconds >> shift));
  }
  return bytes;
}

Time expiry_from(std::string_view bytes) {
  std::uint32_t seconds = 0;
  for (const char byte : bytes) seconds = seconds << 8 | static_cast<unsigned char>(byte);
  return Time(std::chrono::seconds(seconds));
}

/// A QR token, over fewer bytes and under another name, is never one of these.
std::string proof(std::string_view token_key, std::string_view bytes) {
  return crypto::hmac_sha256(token_key, "page" + std::string(bytes)).substr(0, kProofBytes);
}

}  // namespace

PageToken page_token(std::string_view token_key, const PaymentKey& key, Time requested_at) {
  const Time expires_at =
      std::chrono::time_point_cast<std::chrono::seconds>(requested_at + kLifetime);
  const std::string bytes = key_bytes(key) + expiry_bytes(expires_at);
  return {std::string(kPrefix) + base32_encode(bytes + proof(token_key, bytes)), expires_at};
}

std::optional<PageTokenClaim> read_page_token(std::string_view token_key, std::string_view token,
                                              Time now) {
  if (!token.starts_with(kPrefix)) return std::nullopt;
  const auto bytes = base32_decode(token.substr(kPrefix.size()));
  if (!bytes || bytes->size() != kSignedBytes + kProofBytes) return std::nullopt;
  const std::string_view view = *bytes;
  const std::string_view checked = view.substr(0, kSignedBytes);
  if (!crypto::equal_constant_time(view.substr(kSignedBytes), proof(token_key, checked))) {
    return std::nullopt;
  }
  const Time expires_at = expiry_from(checked.substr(kKeyBytes));
  if (now >= expires_at) return std::nullopt;
  const auto key =
      payment_key_from_text(std::string(kKeyPrefix) + base32_encode(checked.substr(0, kKeyBytes)));
  if (!key) return std::nullopt;
  return PageTokenClaim{*key, expires_at};
}

}  // namespace pay200
