#include "core/idempotency/idempotency.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "core/platform/crypto/crypto.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kMaxKeyLength = 255;

bool is_visible(char c) { return c > ' ' && c < '\x7f'; }

std::string_view without_white_space(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// RFC 8941, 3.3.3: what stands between the quotes, a backslash before each quote and backslash.
std::optional<std::string> unquoted(std::string_view text) {
  if (text.size() < 2 || text.back() != '"') return std::nullopt;
  std::string key;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '"') return std::nullopt;
    if (text[i] == '\\') {
      ++i;
      // A backslash before the closing quote means that the string has not ended.
      if (i + 1 >= text.size() || (text[i] != '"' && text[i] != '\\')) return std::nullopt;
    }
    key += text[i];
  }
  return key;
}

/// Each part after its length, so that no two lists of parts give the same bytes.
std::string joined(std::initializer_list<std::string_view> parts) {
  std::string bytes;
  for (const std::string_view part : parts) {
    bytes += std::to_string(part.size());
    bytes += ':';
    bytes += part;
  }
  return bytes;
}

}  // namespace

Result<std::string> parse_idempotency_key(std::string_view header) {
  const std::string_view text = without_white_space(header);
  const bool quoted = text.starts_with('"');
  const auto key = quoted ? unquoted(text) : std::optional<std::string>(text);
  if (!key || key->empty() || key->size() > kMaxKeyLength ||
      !std::ranges::all_of(*key, is_visible)) {
    return Error{.code = ErrorCode::kInvalidIdempotencyKey,
                 .param = "Idempotency-Key",
                 .detail = "1 to 255 visible ASCII characters"};
  }
  return *key;
}

IdempotencyClaim make_claim(std::string_view secret, std::string_view principal,
                            std::string_view method, std::string_view path, std::string_view key,
                            std::string_view body) {
  return {crypto::hmac_sha256(secret, joined({"scope", principal, method, path, key})),
          crypto::hmac_sha256(secret, joined({"request", body}))};
}

}  // namespace pay200
