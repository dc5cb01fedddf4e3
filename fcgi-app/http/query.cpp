#include "fcgi-app/http/query.hpp"

#include <algorithm>
#include <charconv>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/utf8.hpp"

namespace pay200::http {
namespace {

Error invalid(std::string param, std::string detail) {
  return {
      .code = ErrorCode::kInvalidRequest, .param = std::move(param), .detail = std::move(detail)};
}

/// nullopt: not valid percent-encoding, or not text.
std::optional<std::string> decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const auto byte = i + 3 <= text.size() ? crypto::from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (!byte) return std::nullopt;
    result += *byte;
    i += 2;
  }
  if (result.find('\0') != std::string::npos || !utf8_length(result)) return std::nullopt;
  return result;
}

}  // namespace

Result<Query> Query::parse(std::string_view text) {
  Query query;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const auto name = decoded(pair.substr(0, equals));
    const auto value = decoded(pair.substr(std::min(equals + 1, pair.size())));
    if (!name) return invalid("", "the query is not valid");
    if (!value) return invalid(*name, "not valid text");
    if (!query.values_.emplace(*name, *value).second) return invalid(*name, "stands there twice");
  }
  return query;
}

std::optional<std::string> Query::find(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

Result<std::optional<std::int64_t>> Query::integer(const std::string& name,
                                                   IntegerRange range) const {
  const auto text = find(name);
  if (!text) return std::optional<std::int64_t>();
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || value < range.least ||
      value > range.most) {
    return invalid(name,
                   "must be " + std::to_string(range.least) + " to " + std::to_string(range.most));
  }
  return std::optional(value);
}

}  // namespace pay200::http
