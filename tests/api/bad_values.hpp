#pragma once
// Wrong values made from a schema of fcgi-app/openapi.json: of the wrong type, beyond each limit,
// outside each enum and pattern; and texts that are no JSON at all. What a schema does not forbid
// is not among them, so a limit that only the program knows is never tried here: it must be written
// down first.
//
// A schema's keyword that this does not know is a std::logic_error, so that nobody believes it is
// tried.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace pay200::test {

struct BadValue {
  std::string name;  ///< "2^63", "one character too many", ...
  std::string text;  ///< as it stands in a body; any bytes
};

/// Whether a value keeps to the schema. 10.0 is no integer here (money is never a float), and
/// lengths are code points.
bool fits(const nlohmann::json& schema, const nlohmann::json& value);

/// JSON that does not fit. `good` is a value that fits, to be spoilt.
std::vector<BadValue> bad_values(const nlohmann::json& schema, const nlohmann::json& good);

/// Not JSON, or not strict, wherever a value may stand.
const std::vector<BadValue>& malformed_values();

/// Texts of a query parameter, a path segment or a header that do not fit, not yet
/// percent-encoded; without NUL and line breaks.
std::vector<BadValue> bad_texts(const nlohmann::json& schema, const std::string& good);

/// JSON that fits, at the schema's limits: longest, shortest, least, most, each word of an enum.
std::vector<BadValue> limit_values(const nlohmann::json& schema);

}  // namespace pay200::test
