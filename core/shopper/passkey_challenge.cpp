#include "core/shopper/passkey_challenge.hpp"

#include <algorithm>
#include <cstddef>

#include "core/platform/crypto/crypto.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kTimeBytes = 6;  // of a UUIDv7: milliseconds since 1970
constexpr std::size_t kProofBytes = 32;

std::string proof(std::string_view key, std::string_view id, std::string_view purpose) {
  return crypto::hmac_sha256(key, "passkey:" + std::string(id) + std::string(purpose));
}

Time time_in(std::string_view id) {
  std::int64_t milliseconds = 0;
  for (const char byte : id.substr(0, kTimeBytes)) {
    milliseconds = milliseconds << 8 | static_cast<unsigned char>(byte);
  }
  return Time(std::chrono::milliseconds(milliseconds));
}

}  // namespace

std::string to_register(std::string_view session_token) {
  return "register " + crypto::to_hex(crypto::sha256(session_token));
}

std::string to_confirm(std::string_view session_token, const PasskeyConfirm& confirm) {
  return "confirm " + crypto::to_hex(crypto::sha256(session_token)) + " " + to_text(confirm.key) +
         " " + std::to_string(confirm.total_minor) + " " + to_text(confirm.card_id) + " " +
         std::to_string(confirm.installment_months);
}

std::string make_challenge(std::string_view key, std::string_view purpose, Time now) {
  const auto bytes = Uuid::make_v7(now).bytes;
  const std::string id(bytes.begin(), bytes.end());
  return id + proof(key, id, purpose);
}

std::optional<Challenge> read_challenge(std::string_view key, std::string_view purpose,
                                        std::string_view challenge) {
  if (challenge.size() != kIdBytes + kProofBytes) return std::nullopt;
  const std::string_view id = challenge.substr(0, kIdBytes);
  if (!crypto::equal_constant_time(challenge.substr(kIdBytes), proof(key, id, purpose))) {
    return std::nullopt;
  }
  Challenge read{.id = {}, .made_at = time_in(id)};
  std::ranges::transform(id, read.id.bytes.begin(),
                         [](char c) { return static_cast<std::uint8_t>(c); });
  return read;
}

}  // namespace pay200
