#include "core/platform/session_token.hpp"

#include <algorithm>

#include "core/platform/crypto/crypto.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kRandomSize = 32;

}  // namespace

std::string make_session_token(std::string_view prefix, const Uuid& owner) {
  return std::string(prefix) + base32_encode(std::string(owner.bytes.begin(), owner.bytes.end()) +
                                             crypto::random_bytes(kRandomSize));
}

std::optional<Uuid> owner_of_session_token(std::string_view prefix, std::string_view token) {
  if (!token.starts_with(prefix)) return std::nullopt;
  const auto bytes = base32_decode(token.substr(prefix.size()));
  Uuid owner;
  if (!bytes || bytes->size() != owner.bytes.size() + kRandomSize) return std::nullopt;
  std::transform(bytes->begin(), bytes->begin() + static_cast<std::ptrdiff_t>(owner.bytes.size()),
                 owner.bytes.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
  return owner;
}

}  // namespace pay200
