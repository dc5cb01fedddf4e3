#include "fcgi-app/http/query.hpp"

#include <algorithm>
#include <charconv>

#include "core/platform/utf8.hpp"

namespace pay200::http {
namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// "+" is a space; nullopt: an escape that is none, a NUL, or no UTF-8.
std::optional<std::string> decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? digit_of(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? digit_of(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    result += static_cast<char>(16 * high + low);
    i += 2;
  }
  if (result.find('\0') != std::string::npos || !utf8_length(result)) return std::nullopt;
  return result;
}

Error invalid(std::string param, std::string detail) {
  return {
      .code = ErrorCode::kInvalidRequest, .param = std::move(param), .detail = std::move(detail)};
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
    auto name = decoded(pair.substr(0, equals));
    auto value = decoded(pair.substr(std::min(equals + 1, pair.size())));
    if (!name) return invalid("query", "not percent-encoded UTF-8");
    if (!value) return invalid(*name, "not percent-encoded UTF-8");
    if (query.optional_text(name->c_str())) return invalid(*name, "given twice");
    query.params_.emplace_back(*std::move(name), *std::move(value));
  }
  return query;
}

std::optional<std::string> Query::optional_text(const char* name) const {
  const auto found = std::find_if(params_.begin(), params_.end(),
                                  [&](const auto& param) { return param.first == name; });
  if (found == params_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::int64_t> Query::optional_integer(const char* name, IntegerRange range) {
  const auto text = optional_text(name);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), number);
  // As it is written once only: no "007", no "-0".
  const bool whole = read.ec == std::errc() && *text == std::to_string(number);
  if (!whole || number < range.least || number > range.most) {
    refuse(name, "must be " + std::to_string(range.least) + " to " + std::to_string(range.most));
    return std::nullopt;
  }
  return number;
}

void Query::refuse(const char* name, std::string detail) {
  if (!error_) error_ = invalid(name, std::move(detail));
}

}  // namespace pay200::http
