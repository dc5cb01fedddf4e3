#pragma once
// Holds what pgctl prints with --output json against its published schema,
// docs/schema/pgctl/<noun>-<verb>.json, with every field that it has described.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace pay200::test {

/// Commands whose answer is a text, whatever --output says.
extern const std::vector<std::string> kCommandsWithText;

/// "tx search" of {"--live", "tx", "search", "--limit", "3"}; empty if it is none.
std::string command_of(const std::vector<std::string>& arguments);

/// Null if the file is not there or is no JSON.
nlohmann::json schema_of(const std::string& command);

/// What does not fit; a schema that is not there is a complaint.
std::vector<std::string> answer_complaints(const std::string& command, const std::string& answer);

/// Fails the running test with each complaint, if the arguments ask for JSON and something was
/// answered.
void expect_fits_schema(const std::vector<std::string>& arguments, const std::string& answer);

}  // namespace pay200::test
