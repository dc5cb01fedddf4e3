#include "tests/api/bad_values.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <optional>
#include <regex>
#include <set>
#include <stdexcept>

#include "tests/api/api_operation.hpp"

namespace pay200::test {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kVeryLong = 10'000;

const std::set<std::string>& known_keywords() {
  static const std::set<std::string> keywords = {
      "type",       "enum",        "minimum",  "maximum",  "minLength",   "maxLength",
      "pattern",    "items",       "minItems", "maxItems", "uniqueItems", "required",
      "properties", "description", "examples", "default"};
  return keywords;
}

void expect_known_keywords(const Json& schema) {
  for (const auto& [keyword, value] : schema.items()) {
    if (!known_keywords().contains(keyword)) {
      throw std::logic_error("tests/api/bad_values.cpp does not know the keyword \"" + keyword +
                             "\" of a request's schema: teach it, so that it is tried");
    }
  }
}

bool is_of_type(const std::string& type, const Json& value) {
  if (type == "null") return value.is_null();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  throw std::logic_error("tests/api/bad_values.cpp does not know the type \"" + type + "\"");
}

std::set<std::string> types_of(const Json& schema) {
  const Json& type = schema.at("type");
  if (type.is_string()) return {type.get<std::string>()};
  return type.get<std::set<std::string>>();
}

std::size_t length_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}

std::string repeated(const std::string& piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

/// The library's expressions go deeper with each character: long texts must not meet them.
bool matches(const std::string& pattern, const std::string& text) {
  if (pattern != "^[A-Za-z0-9_-]+$") return std::regex_search(text, std::regex(pattern));
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-';
  });
}

bool text_fits(const Json& schema, const std::string& text) {
  const std::size_t length = length_of(text);
  if (length < schema.value("minLength", std::size_t{0})) return false;
  if (schema.contains("maxLength") && length > schema.at("maxLength").get<std::size_t>()) {
    return false;
  }
  return !schema.contains("pattern") || matches(schema.at("pattern"), text);
}

/// What exceeds int64 is an unsigned number to the library.
bool integer_fits(const Json& schema, const Json& value) {
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t{INT64_MAX}) {
    return !schema.contains("maximum");
  }
  const auto number = value.get<std::int64_t>();
  return (!schema.contains("minimum") || number >= schema.at("minimum").get<std::int64_t>()) &&
         (!schema.contains("maximum") || number <= schema.at("maximum").get<std::int64_t>());
}

bool array_fits(const Json& schema, const Json& value) {
  if (value.size() < schema.value("minItems", std::size_t{0})) return false;
  if (schema.contains("maxItems") && value.size() > schema.at("maxItems").get<std::size_t>()) {
    return false;
  }
  const std::set<Json> different(value.begin(), value.end());
  if (schema.value("uniqueItems", false) && different.size() < value.size()) return false;
  return std::ranges::all_of(
      value, [&](const Json& item) { return fits(resolved(schema.at("items")), item); });
}

bool object_fits(const Json& schema, const Json& value) {
  for (const Json& name : schema.value("required", Json::array())) {
    if (!value.contains(name.get<std::string>())) return false;
  }
  const Json properties = schema.value("properties", Json::object());
  return std::ranges::all_of(properties.items(), [&](const auto& property) {
    return !value.contains(property.key()) ||
           fits(resolved(property.value()), value.at(property.key()));
  });
}

/// Strings that somebody may send, and a good one spoilt.
std::vector<std::pair<std::string, std::string>> odd_texts(const Json& schema,
                                                           const std::string& good) {
  std::vector<std::pair<std::string, std::string>> texts = {
      {"an empty string", ""},
      {"a space", " "},
      {"one letter", "x"},
      {"another word", "Bogus-Word"},
      {"Hangul", "가나다라마바사아자차"},
      {"an emoji", "\U0001F600"},
      {"a script", "<script>alert(1)</script>"},
      {"SQL", "'; DROP TABLE payment; --"},
      {"a path", "../../../etc/passwd"},
      {"a control character",
       "a\x01"
       "b"},
      {"DEL",
       "a\x7F"
       "b"},
      {"a line break", "a\nb"},
      {"a number below 0", "-1"},
      {"0", "0"},
      {"no expiry", "3013"},
      {"a part", "1.5"},
      {"an exponent", "1e3"},
      {"2^63", "9223372036854775808"},
      {"-2^63-1", "-9223372036854775809"},
      {"no day", "2026-02-30"},
      {"no month", "2026-13"},
      {"far too long", std::string(kVeryLong, 'a')},
      {"far too many digits", std::string(kVeryLong, '1')},
      {"a space before", " " + good},
      {"a space behind", good + " "},
      {"a line break behind", good + "\n"},
      {"a sign before", "+" + good},
      {"twice", good + good},
      {"an accent behind", good + "\u0301"},
      {"digits of another script", "\u0661\u0662\u0663\u0664"},
      {"wide digits", "\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16"},
  };
  if (schema.contains("maxLength")) {
    const auto most = schema.at("maxLength").get<std::size_t>();
    texts.emplace_back("one character too many", std::string(most + 1, 'a'));
    texts.emplace_back("one Hangul too many", repeated("가", most + 1));
  }
  if (schema.value("minLength", std::size_t{0}) > 0) {
    texts.emplace_back("one character too few",
                       std::string(schema.at("minLength").get<std::size_t>() - 1, 'a'));
  }
  return texts;
}

/// Whatever a value's type, somebody may send these.
std::vector<std::pair<std::string, Json>> odd_values() {
  return {{"null", nullptr},
          {"true", true},
          {"false", false},
          {"0", 0},
          {"1", 1},
          {"-1", -1},
          {"a number with a part", 10.5},
          {"a list", Json::array()},
          {"a list of one", Json::array({"x"})},
          {"an object", Json::object()},
          {"an object with a field", {{"value", 1}}},
          {"a string", "x"},
          {"digits as a string", "1000"}};
}

/// Numbers whose spelling matters; each is JSON.
std::vector<BadValue> odd_numbers(const Json& schema) {
  std::vector<BadValue> numbers = {
      {"2^63", "9223372036854775808"},      {"2^64", "18446744073709551616"},
      {"-2^63-1", "-9223372036854775809"},  {"many digits", std::string(300, '9')},
      {"a float without a part", "1000.0"}, {"an exponent", "1e3"},
      {"minus 0 with a part", "-0.0"}};
  for (const auto& [limit, step] : {std::pair("minimum", -1), std::pair("maximum", 1)}) {
    if (!schema.contains(limit)) continue;
    const auto beyond = schema.at(limit).get<std::int64_t>() + step;
    numbers.push_back({std::string("one beyond the ") + limit, std::to_string(beyond)});
  }
  return numbers;
}

/// "^[A-Za-z0-9]{3,4}$", with a fixed beginning perhaps: the least and the most such a pattern
/// takes.
std::vector<std::string> limits_of_pattern(const std::string& pattern) {
  static const std::regex shape(R"(\^([A-Za-z_]*)\[([^\]\\])[^\]]*\]\{(\d+)(?:,(\d+))?\}\$)");
  std::smatch part;
  if (!std::regex_match(pattern, part, shape)) return {};
  std::vector<std::string> texts;
  for (const std::string& count :
       {part[3].str(), part[4].matched ? part[4].str() : part[3].str()}) {
    texts.push_back(part[1].str() + repeated(part[2].str(), std::stoul(count)));
  }
  return texts;
}

}  // namespace

bool fits(const Json& schema, const Json& value) {
  expect_known_keywords(schema);
  const auto types = types_of(schema);
  if (std::ranges::none_of(types, [&](const auto& type) { return is_of_type(type, value); })) {
    return false;
  }
  if (value.is_null()) return true;
  if (schema.contains("enum")) {
    const Json& words = schema.at("enum");
    if (std::find(words.begin(), words.end(), value) == words.end()) return false;
  }
  if (value.is_string()) return text_fits(schema, value.get_ref<const std::string&>());
  if (value.is_number_integer()) return integer_fits(schema, value);
  if (value.is_array()) return array_fits(schema, value);
  if (value.is_object()) return object_fits(schema, value);
  return true;
}

std::vector<BadValue> bad_values(const Json& schema, const Json& good) {
  std::vector<BadValue> candidates;
  for (const auto& [name, value] : odd_values()) candidates.push_back({name, value.dump()});
  for (const auto& number : odd_numbers(schema)) candidates.push_back(number);
  if (types_of(schema).contains("string")) {
    for (const auto& [name, text] : odd_texts(schema, good.is_string() ? std::string(good) : "x")) {
      candidates.push_back({name, Json(text).dump()});
    }
  }
  if (schema.contains("maxItems")) {
    const Json item = good.is_array() && !good.empty() ? good.front() : Json("x");
    candidates.push_back(
        {"one item too many",
         Json(std::vector<Json>(schema.at("maxItems").get<std::size_t>() + 1, item)).dump()});
  }
  if (schema.value("uniqueItems", false)) {
    const Json item = good.is_array() && !good.empty() ? good.front() : Json("x");
    candidates.push_back({"one item twice", Json::array({item, item}).dump()});
  }
  std::erase_if(candidates,
                [&](const BadValue& value) { return fits(schema, Json::parse(value.text)); });
  return candidates;
}

const std::vector<BadValue>& malformed_values() {
  static const std::vector<BadValue> values = {
      {"NUL, escaped", R"("a\u0000b")"},
      {"NUL, as it is", std::string("\"a\0b\"", 5)},
      {"a byte that is no UTF-8", "\"a\xFF\""},
      {"UTF-8 longer than it must be", "\"\xC0\xAF\""},
      {"UTF-8 cut short", "\"\xE2\x82\""},
      {"a surrogate in UTF-8", "\"\xED\xA0\x80\""},
      {"EUC-KR", "\"\xB0\xA1\""},
      {"half a surrogate pair", R"("\ud800")"},
      {"no escape", R"("\x41")"},
      {"a line break inside a string", "\"a\nb\""},
      {"an unclosed string", "\"a"},
      {"single quotes", "'a'"},
      {"nothing", ""},
      {"a word", "undefined"},
      {"half a word", "tru"},
      {"NaN", "NaN"},
      {"infinity", "-Infinity"},
      {"a leading zero", "01"},
      {"no leading zero", ".5"},
      {"no digit behind the point", "1."},
      {"a plus sign", "+1"},
      {"hexadecimal", "0x10"},
      {"beyond every double", "1e999"},
      {"a comment", "1/*x*/"},
      {"two values", "1 1"},
      {"a comma too many", "[1,]"},
      {"nested 9 levels deep", repeated("[", 8) + repeated("]", 8)},
      {"nested 5,000 levels deep", repeated("{\"a\":", 5000) + "1" + repeated("}", 5000)},
      {"a key twice inside", R"({"a":1,"a":1})"},
  };
  return values;
}

std::vector<BadValue> bad_texts(const Json& schema, const std::string& good) {
  std::vector<BadValue> candidates;
  for (const auto& [name, text] : odd_texts(schema, good)) candidates.push_back({name, text});
  const bool number = types_of(schema).contains("integer");
  for (const auto& value : odd_numbers(schema)) {
    if (number) candidates.push_back(value);
  }
  std::erase_if(candidates, [&](const BadValue& value) {
    if (value.text.find_first_of("\n\r") != std::string::npos) return true;
    if (!number) return fits(schema, Json(value.text));
    const Json parsed = Json::parse(value.text, nullptr, false);
    return !parsed.is_discarded() && fits(schema, parsed);
  });
  return candidates;
}

std::vector<BadValue> limit_values(const Json& schema) {
  std::vector<BadValue> values;
  for (const char* limit : {"minimum", "maximum"}) {
    if (schema.contains(limit)) values.push_back({limit, schema.at(limit).dump()});
  }
  for (const Json& word : schema.value("enum", Json::array())) {
    values.push_back({"a word of the enum", word.dump()});
  }
  for (const char* limit : {"minLength", "maxLength"}) {
    if (!schema.contains(limit)) continue;
    const auto length = schema.at(limit).get<std::size_t>();
    values.push_back({limit, Json(std::string(length, 'a')).dump()});
    values.push_back({std::string(limit) + " in Hangul", Json(repeated("가", length)).dump()});
  }
  if (schema.contains("pattern")) {
    for (const auto& text : limits_of_pattern(schema.at("pattern"))) {
      values.push_back({"a limit of the pattern", Json(text).dump()});
    }
  }
  if (types_of(schema).contains("null")) values.push_back({"null", "null"});
  std::erase_if(values,
                [&](const BadValue& value) { return !fits(schema, Json::parse(value.text)); });
  return values;
}

}  // namespace pay200::test
