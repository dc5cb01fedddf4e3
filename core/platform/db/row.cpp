// Reading results, in PostgreSQL's text form.
#include <charconv>
#include <pqxx/pqxx>

#include "core/platform/assert.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/platform/db/database.hpp"

namespace pay200::db {
namespace {

std::optional<std::string_view> view(const pqxx::row& row, const char* column) {
  const pqxx::field field = row.at(column);
  if (field.is_null()) return std::nullopt;
  // Into the result's own memory, which the row keeps.
  return std::string_view(field.c_str(), field.size());
}

std::string_view required(const pqxx::row& row, const char* column) {
  const auto value = view(row, column);
  PAY200_ASSERT(value.has_value());
  return *value;
}

std::string bytes_from(std::string_view value) {
  PAY200_ASSERT(value.starts_with("\\x"));  // the session's bytea_output is hex
  auto bytes = crypto::from_hex(value.substr(2));
  PAY200_ASSERT(bytes.has_value());
  return *std::move(bytes);
}

Time time_from(std::string_view value) {
  // "2026-11-22 07:05:03.123456+00": ISO 8601 but for the space.
  std::string text(value);
  if (const auto space = text.find(' '); space != std::string::npos) text[space] = 'T';
  const auto time = from_iso8601(text);
  PAY200_ASSERT(time.has_value());
  return *time;
}

}  // namespace

std::string text(const pqxx::row& row, const char* column) {
  return std::string(required(row, column));
}

std::optional<std::string> optional_text(const pqxx::row& row, const char* column) {
  const auto value = view(row, column);
  if (!value) return std::nullopt;
  return std::string(*value);
}

std::int64_t number(const pqxx::row& row, const char* column) {
  const std::string_view value = required(row, column);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  PAY200_ASSERT(error == std::errc() && end == value.data() + value.size());
  return number;
}

std::optional<std::int64_t> optional_number(const pqxx::row& row, const char* column) {
  if (row[column].is_null()) return std::nullopt;
  return number(row, column);
}

bool flag(const pqxx::row& row, const char* column) {
  const std::string_view value = required(row, column);
  PAY200_ASSERT(value == "t" || value == "f");
  return value == "t";
}

std::string bytes(const pqxx::row& row, const char* column) {
  return bytes_from(required(row, column));
}

std::optional<std::string> optional_bytes(const pqxx::row& row, const char* column) {
  const auto value = view(row, column);
  if (!value) return std::nullopt;
  return bytes_from(*value);
}

Time time(const pqxx::row& row, const char* column) { return time_from(required(row, column)); }

std::optional<Time> optional_time(const pqxx::row& row, const char* column) {
  const auto value = view(row, column);
  if (!value) return std::nullopt;
  return time_from(*value);
}

}  // namespace pay200::db
