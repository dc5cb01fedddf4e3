#include "fcgi-app/http/json_body.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/strict_json.hpp"

namespace pay200::http {
namespace {

Error invalid_json(std::string detail) {
  return {.code = ErrorCode::kInvalidJson, .detail = std::move(detail)};
}

/// Code points of valid UTF-8.
std::size_t length_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}

std::string how_many(std::size_t least, std::size_t most) {
  if (least == most) return std::to_string(least);
  return std::to_string(least) + " to " + std::to_string(most);
}

bool is_forbidden_control(char c, bool several_lines) {
  if (several_lines && (c == '\n' || c == '\r' || c == '\t')) return false;
  return (c >= '\0' && c < ' ') || c == '\x7F';
}

std::string joined(const std::vector<std::string>& words) {
  std::string list;
  for (const auto& word : words) list += (list.empty() ? "" : ", ") + word;
  return list;
}

}  // namespace

JsonBody::~JsonBody() {
  for (auto& member : object_) {
    if (member.is_string()) crypto::cleanse(member.get_ref<std::string&>());
  }
}

Result<JsonBody> JsonBody::parse(std::string_view text) {
  JsonBody body;
  if (text.empty()) return body;
  if (auto fault = fault_in_json(text, kMaxJsonDepth)) return invalid_json(*std::move(fault));
  body.object_ = nlohmann::json::parse(text);
  if (!body.object_.is_object()) return invalid_json("the body must be a JSON object");
  return body;
}

const nlohmann::json* JsonBody::find(const char* name, bool required) {
  if (error_) return nullptr;
  const nlohmann::json* value = &object_;
  const std::string_view path = name;
  for (std::size_t begin = 0; begin <= path.size();) {
    if (!value->is_object()) {
      refuse(std::string(path.substr(0, begin - 1)), "must be an object");
      return nullptr;
    }
    const auto end = std::min(path.find('.', begin), path.size());
    const auto found = value->find(std::string(path.substr(begin, end - begin)));
    if (found == value->end() || found->is_null()) {
      if (required) refuse(name, "required");
      return nullptr;
    }
    value = &*found;
    begin = end + 1;
  }
  return value;
}

bool JsonBody::has(const char* name) const {
  const auto found = object_.find(name);
  return found != object_.end() && !found->is_null();
}

std::optional<std::string> JsonBody::optional_text(const char* name, TextRule rule) {
  const nlohmann::json* value = find(name, false);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) {
    refuse(name, "must be a string");
    return std::nullopt;
  }
  const auto& text = value->get_ref<const std::string&>();
  const std::size_t length = length_of(text);
  if (length < rule.least || length > rule.most) {
    refuse(name, "must have " + how_many(rule.least, rule.most) + " characters");
  } else if (std::any_of(text.begin(), text.end(),
                         [&](char c) { return is_forbidden_control(c, rule.several_lines); })) {
    refuse(name, "must not hold control characters");
  }
  return text;
}

std::string JsonBody::text(const char* name, TextRule rule) {
  find(name, true);
  return optional_text(name, rule).value_or("");
}

std::string JsonBody::digits(const char* name, std::size_t least, std::size_t most) {
  std::string value = text(name, {.least = least, .most = most});
  if (!error_ &&
      !std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    refuse(name, "must hold digits only");
  }
  return value;
}

std::optional<std::int64_t> JsonBody::optional_integer(const char* name, IntegerRange range) {
  const nlohmann::json* value = find(name, false);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number_integer()) {  // 1000.0, 1e3 and "1000" are no integers here
    refuse(name, "must be a JSON integer");
    return std::nullopt;
  }
  // What exceeds int64 is an unsigned number to the library; its comparison would wrap.
  const bool too_large =
      value->is_number_unsigned() && value->get<std::uint64_t>() > std::uint64_t{INT64_MAX};
  if (too_large || value->get<std::int64_t>() < range.least ||
      value->get<std::int64_t>() > range.most) {
    refuse(name, "must be " + std::to_string(range.least) + " to " + std::to_string(range.most));
    return std::nullopt;
  }
  return value->get<std::int64_t>();
}

std::int64_t JsonBody::integer(const char* name, IntegerRange range) {
  find(name, true);
  return optional_integer(name, range).value_or(0);
}

std::string JsonBody::one_of(const char* name, const std::vector<std::string>& words,
                             const std::string& otherwise) {
  const auto value = optional_text(name);
  if (!value) return otherwise;
  if (std::find(words.begin(), words.end(), *value) == words.end()) {
    refuse(name, "must be one of: " + joined(words));
    return otherwise;
  }
  return *value;
}

std::optional<std::vector<std::string>> JsonBody::optional_words(
    const char* name, const std::vector<std::string>& words, std::size_t most) {
  const nlohmann::json* value = find(name, false);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array() || value->empty() || value->size() > most) {
    refuse(name, "must be a list of " + how_many(1, most));
    return std::nullopt;
  }
  std::vector<std::string> chosen;
  for (const auto& item : *value) {
    const std::string word = item.is_string() ? item.get<std::string>() : std::string();
    if (std::find(words.begin(), words.end(), word) == words.end()) {
      refuse(std::string(name) + "[" + std::to_string(chosen.size()) + "]",
             "must be one of: " + joined(words));
      return std::nullopt;
    }
    if (std::find(chosen.begin(), chosen.end(), word) != chosen.end()) {
      refuse(std::string(name) + "[" + std::to_string(chosen.size()) + "]", "is in the list twice");
      return std::nullopt;
    }
    chosen.push_back(word);
  }
  return chosen;
}

std::optional<std::string> JsonBody::optional_base64url(const char* name, TextRule rule) {
  const auto text = optional_text(name, rule);
  if (!text) return std::nullopt;
  auto bytes = crypto::base64url_decode(*text);
  if (!bytes) refuse(name, "must be base64url without padding");
  return bytes;
}

std::string JsonBody::base64url(const char* name, TextRule rule) {
  find(name, true);
  return optional_base64url(name, rule).value_or("");
}

std::vector<std::string> JsonBody::labels(const char* name, std::size_t most) {
  constexpr std::string_view kOf = "abcdefghijklmnopqrstuvwxyz0123456789-";
  const nlohmann::json* value = find(name, false);
  if (value == nullptr) return {};
  if (!value->is_array() || value->size() > most) {
    refuse(name, "must be a list of " + how_many(0, most));
    return {};
  }
  std::vector<std::string> labels;
  for (const auto& item : *value) {
    const std::string label = item.is_string() ? item.get<std::string>() : std::string();
    if (label.empty() || label.size() > 32 || label.find_first_not_of(kOf) != std::string::npos) {
      refuse(std::string(name) + "[" + std::to_string(labels.size()) + "]",
             "must be 1 to 32 lower-case letters, digits and hyphens");
      return {};
    }
    labels.push_back(label);
  }
  return labels;
}

void JsonBody::refuse(const std::string& name, std::string detail) {
  if (error_) return;
  error_ = Error{.code = ErrorCode::kInvalidRequest, .param = name, .detail = std::move(detail)};
}

}  // namespace pay200::http
