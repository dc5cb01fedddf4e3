#include "core/payment/qr_token.hpp"

#include <cstddef>

#include "core/platform/assert.hpp"
#include "core/platform/crypto/crypto.hpp"

namespace pay200 {
namespace {

constexpr std::string_view kPrefix = "qrt_";
constexpr std::string_view kKeyPrefix = "pay_";
constexpr std::size_t kKeyBytes = 21;  // what a paymentKey holds: merchant and payment
constexpr std::size_t kProofBytes = 16;

std::string key_bytes(const PaymentKey& key) {
  const std::string text = to_text(key);
  const auto bytes = base32_decode(std::string_view(text).substr(kKeyPrefix.size()));
  PAY200_ASSERT(bytes && bytes->size() == kKeyBytes);
  return *bytes;
}

std::string proof(std::string_view token_key, std::string_view bytes) {
  return crypto::hmac_sha256(token_key, "qr" + std::string(bytes)).substr(0, kProofBytes);
}

}  // namespace

std::string qr_token(std::string_view token_key, const PaymentKey& key) {
  const std::string bytes = key_bytes(key);
  return std::string(kPrefix) + base32_encode(bytes + proof(token_key, bytes));
}

std::optional<PaymentKey> payment_key_from_qr_token(std::string_view token_key,
                                                    std::string_view token) {
  if (!token.starts_with(kPrefix)) return std::nullopt;
  const auto bytes = base32_decode(token.substr(kPrefix.size()));
  if (!bytes || bytes->size() != kKeyBytes + kProofBytes) return std::nullopt;
  const std::string_view view = *bytes;
  const std::string_view key = view.substr(0, kKeyBytes);
  if (!crypto::equal_constant_time(view.substr(kKeyBytes), proof(token_key, key))) {
    return std::nullopt;
  }
  return payment_key_from_text(std::string(kKeyPrefix) + base32_encode(key));
}

}  // namespace pay200
