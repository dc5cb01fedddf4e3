#include <stdexcept>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/db/database.hpp"

namespace pay200::db {
namespace {

void refuse_nul(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) {
    throw std::invalid_argument("a NUL in a text parameter");
  }
}

/// One element of PostgreSQL's array text form.
std::string array_element(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

Params& Params::append(const Params& others) {
  values_.insert(values_.end(), others.values_.begin(), others.values_.end());
  return *this;
}

Params& Params::add(std::string_view text) {
  refuse_nul(text);
  values_.emplace_back(std::string(text));
  return *this;
}

Params& Params::add(std::int64_t number) {
  values_.emplace_back(std::to_string(number));
  return *this;
}

Params& Params::add(bool flag) {
  values_.emplace_back(flag ? "t" : "f");
  return *this;
}

Params& Params::add(Time time) {
  values_.emplace_back(to_sql(time));
  return *this;
}

Params& Params::add_bytes(std::string_view bytes) {
  values_.emplace_back("\\x" + crypto::to_hex(bytes));
  return *this;
}

Params& Params::add_null() {
  values_.emplace_back(std::nullopt);
  return *this;
}

Params& Params::add(const std::vector<std::string>& texts) {
  std::string array = "{";
  for (const std::string& text : texts) {
    refuse_nul(text);
    if (array.size() > 1) array += ',';
    array += array_element(text);
  }
  values_.emplace_back(array + "}");
  return *this;
}

Params& Params::add(const std::vector<std::int64_t>& numbers) {
  std::string array = "{";
  for (const std::int64_t number : numbers) {
    if (array.size() > 1) array += ',';
    array += std::to_string(number);
  }
  values_.emplace_back(array + "}");
  return *this;
}

}  // namespace pay200::db
