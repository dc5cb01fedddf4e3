#pragma once
// Requests spoilt in one place, as text: what is sent need not be JSON.

#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

namespace pay200::test {

struct BodyField {
  nlohmann::json::json_pointer at;
  nlohmann::json schema;
  nlohmann::json value;  ///< what the good request has there
  bool required = false;
};

/// Each field of a body, outermost first. std::logic_error if the good body lacks one.
std::vector<BodyField> body_fields(const nlohmann::json& schema, const nlohmann::json& good_body);

/// Stands in a body for what is no JSON value.
inline constexpr const char* kPlaceholder = "@@here@@";

/// Everything but letters, digits and -_~. (RFC 3986).
std::string percent_encoded(const std::string& text);

/// The first `what` in a text made `by`.
std::string with(std::string text, const std::string& what, const std::string& by);

/// "cards[0].number" of the pointer /cards/0/number.
std::string field_name(const nlohmann::json::json_pointer& pointer);

/// The body with `text` where the pointer leads.
std::string spoilt(const nlohmann::json& body, const nlohmann::json::json_pointer& where,
                   const std::string& text);

/// A text with one to four places of it changed, cut, doubled, or filled with what parsers trip
/// over.
std::string mutated(std::string text, std::mt19937_64& random);

/// For a person: what is not ASCII escaped, and not too long.
std::string shown(const std::string& text);

}  // namespace pay200::test
