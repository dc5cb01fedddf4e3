#include "tests/api/spoilt_text.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "tests/api/api_operation.hpp"

namespace pay200::test {

using Json = nlohmann::json;

namespace {

bool is_required(const Json& schema, const std::string& name) {
  const auto required = schema.value("required", std::vector<std::string>());
  return std::ranges::find(required, name) != required.end();
}

void add_fields(std::vector<BodyField>& found, const Json& schema, const Json& value,
                const Json::json_pointer& at) {
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [name, reference] : properties.items()) {
    if (!value.is_object() || !value.contains(name)) {
      throw std::logic_error("tests/api/good_requests.cpp must give the field " +
                             field_name(at / name));
    }
    found.push_back({at / name, resolved(reference), value.at(name), is_required(schema, name)});
    add_fields(found, resolved(reference), value.at(name), at / name);
  }
  if (schema.contains("items") && value.is_array() && !value.empty()) {
    const auto first = at / std::size_t{0};
    found.push_back({first, resolved(schema.at("items")), value.front(), false});
    add_fields(found, resolved(schema.at("items")), value.front(), first);
  }
}

}  // namespace

std::vector<BodyField> body_fields(const Json& schema, const Json& good_body) {
  std::vector<BodyField> found;
  add_fields(found, schema, good_body, Json::json_pointer());
  return found;
}

std::string percent_encoded(const std::string& text) {
  std::string encoded;
  for (const char one : text) {
    constexpr const char* kHex = "0123456789ABCDEF";
    const auto c = static_cast<unsigned char>(one);
    if (std::isalnum(c) != 0 || c == '-' || c == '_' || c == '~' || c == '.') {
      encoded += static_cast<char>(c);
    } else {
      encoded += '%';
      encoded += kHex[c / 16];
      encoded += kHex[c % 16];
    }
  }
  return encoded;
}

std::string with(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

std::string field_name(const Json::json_pointer& pointer) {
  std::string name;
  for (auto at = pointer; !at.empty(); at = at.parent_pointer()) {
    const std::string& step = at.back();
    const bool index = step.find_first_not_of("0123456789") == std::string::npos;
    name = (index ? "[" + step + "]" : (at.parent_pointer().empty() ? "" : ".") + step) + name;
  }
  return name;
}

std::string spoilt(const Json& body, const Json::json_pointer& where, const std::string& text) {
  Json copy = body;
  copy[where] = kPlaceholder;
  return with(copy.dump(), Json(kPlaceholder).dump(), text);
}

std::string mutated(std::string text, std::mt19937_64& random) {
  static const std::vector<std::string> kStumbles = {
      "\"",      "\\",      "{",     "}",
      "[",       "]",       ",",     ":",
      "null",    "-1",      "1e999", "9223372036854775808",
      "\\u0000", "\\ud800", "\xC3",  "\xF0\x9F\x98\x80",
      "'",       "%00",     "../",   " ",
      "\t"};
  for (auto changes = 1 + random() % 4; changes > 0; --changes) {
    const std::size_t at = random() % (text.size() + 1);
    const std::size_t length = std::min<std::size_t>(text.size() - at, 1 + random() % 8);
    switch (random() % 5) {
      case 0:
        text.replace(at, length, std::string(length, static_cast<char>(random())));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(at, length));
        break;
      case 3:
        text.insert(at, kStumbles[random() % kStumbles.size()]);
        break;
      default:
        if (length > 0)
          text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << random() % 8));
    }
  }
  return text;
}

std::string shown(const std::string& text) {
  const std::string safe = Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
  return safe.size() > 200 ? safe.substr(0, 200) + "..." : safe;
}

}  // namespace pay200::test
