#include "core/acquirer/flat_json.hpp"

#include <charconv>
#include <system_error>
#include <utility>

#include "core/platform/crypto/crypto.hpp"

namespace pay200 {
namespace {

bool is_plain(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; }

}  // namespace

FlatJsonWriter::FlatJsonWriter(std::string_view prefix, std::size_t most) {
  out_.reserve(most);
  out_ += prefix;
  out_ += '{';
}

void FlatJsonWriter::key(std::string_view key) {
  if (!first_) out_ += ',';
  first_ = false;
  out_.append("\"").append(key).append("\":");
}

FlatJsonWriter& FlatJsonWriter::number(std::string_view name, std::int64_t value) {
  key(name);
  out_ += std::to_string(value);
  return *this;
}

FlatJsonWriter& FlatJsonWriter::flag(std::string_view name, bool value) {
  key(name);
  out_ += value ? "true" : "false";
  return *this;
}

FlatJsonWriter& FlatJsonWriter::text(std::string_view name, std::string_view value) {
  key(name);
  out_ += '"';
  for (const char c : value) out_ += is_plain(c) ? c : '?';
  out_ += '"';
  return *this;
}

FlatJsonWriter& FlatJsonWriter::bytes(std::string_view name, std::string_view value) {
  return text(name, crypto::base64_encode(value));
}

std::string FlatJsonWriter::finish() && {
  out_ += '}';
  return std::move(out_);
}

bool FlatJsonReader::take(std::string_view expected) {
  if (failed_ || rest_.substr(0, expected.size()) != expected) {
    failed_ = true;
    return false;
  }
  rest_.remove_prefix(expected.size());
  return true;
}

bool FlatJsonReader::take_key(std::string_view key) {
  const bool separator = take(first_ ? "{" : ",");
  first_ = false;
  return separator && take("\"") && take(key) && take("\":");
}

std::int64_t FlatJsonReader::number(std::string_view key) {
  if (!take_key(key)) return 0;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
  const auto length = static_cast<std::size_t>(end - rest_.data());
  // One form only: no leading zeros, no "-0".
  if (error != std::errc{} || rest_.substr(0, length) != std::to_string(value)) {
    failed_ = true;
    return 0;
  }
  rest_.remove_prefix(length);
  return value;
}

bool FlatJsonReader::flag(std::string_view key) {
  if (!take_key(key)) return false;
  const bool value = rest_.substr(0, 4) == "true";
  return take(value ? "true" : "false") && value;
}

std::string_view FlatJsonReader::text(std::string_view key) {
  if (!take_key(key) || !take("\"")) return {};
  std::size_t length = 0;
  while (length < rest_.size() && is_plain(rest_[length])) ++length;
  const std::string_view value = rest_.substr(0, length);
  rest_.remove_prefix(length);
  return take("\"") ? value : std::string_view{};
}

std::string FlatJsonReader::bytes(std::string_view key) {
  const std::string_view encoded = text(key);
  auto decoded = crypto::base64_decode(encoded);
  if (!decoded) {
    failed_ = true;
    return {};
  }
  return std::move(*decoded);
}

bool FlatJsonReader::finish() { return take("}") && rest_.empty(); }

}  // namespace pay200
