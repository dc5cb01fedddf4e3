#pragma once
// Holds real answers against fcgi-app/openapi.json: the status must be documented for the
// operation, and the body must fit its schema, with every field that it has documented.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace pay200::test {

/// fcgi-app/openapi.json.
const nlohmann::json& openapi_document();

/// The documented operation; null if there is none. A literal path goes before a parameter.
const nlohmann::json* find_operation(const std::string& method, const std::string& path);

/// What does not fit; empty if all is well. `path` is the pattern or a concrete path, without the
/// query.
std::vector<std::string> openapi_complaints(const std::string& method, const std::string& path,
                                            int status, const std::string& body);

/// Fails the running test with each complaint.
void expect_matches_openapi(const std::string& method, const std::string& path, int status,
                            const std::string& body);

/// What in `value` does not fit `schema`; references are resolved in the document.
std::vector<std::string> schema_complaints(const nlohmann::json& schema,
                                           const nlohmann::json& value);

}  // namespace pay200::test
