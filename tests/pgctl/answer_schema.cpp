#include "tests/pgctl/answer_schema.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "pgctl/commands/commands.hpp"
#include "tests/support/openapi.hpp"

namespace pay200::test {
namespace {

using Json = nlohmann::json;

bool holds(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool wants_json(const std::vector<std::string>& arguments) {
  if (holds(arguments, "--output=json")) return true;
  const auto option = std::find(arguments.begin(), arguments.end(), "--output");
  return option != arguments.end() && option + 1 != arguments.end() && *(option + 1) == "json";
}

std::vector<std::string> document_complaints(const std::string& command, const std::string& text) {
  const Json schema = schema_of(command);
  if (schema.is_null()) {
    return {"pgctl " + command + " has no schema; it belongs into docs/schema/pgctl/"};
  }
  const Json answer = Json::parse(text, nullptr, false);
  if (answer.is_discarded()) return {"not JSON"};
  return schema_complaints(schema, answer);
}

}  // namespace

const std::vector<std::string> kCommandsWithText = {"man", "completion", "sandbox start"};

std::string command_of(const std::vector<std::string>& arguments) {
  pgctl::CommandTree tree;
  add_commands(tree);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    for (const auto& command : tree.commands()) {
      if (command.noun.empty() && command.verb == arguments[i]) return command.name();
      const bool both = command.noun == arguments[i] && i + 1 < arguments.size() &&
                        command.verb == arguments[i + 1];
      if (both) return command.name();
    }
  }
  return "";
}

Json schema_of(const std::string& command) {
  std::string name = command;
  std::replace(name.begin(), name.end(), ' ', '-');
  std::ifstream file(PAY200_SOURCE_DIR "/docs/schema/pgctl/" + name + ".json");
  if (!file) return nullptr;
  const Json schema = Json::parse(file, nullptr, false);
  return schema.is_discarded() ? Json(nullptr) : schema;
}

std::vector<std::string> answer_complaints(const std::string& command, const std::string& answer) {
  if (command != "webhook listen") return document_complaints(command, answer);
  // It goes on: a document a line.
  std::vector<std::string> complaints;
  std::istringstream lines(answer);
  for (std::string line; std::getline(lines, line);) {
    const auto found = document_complaints(command, line);
    complaints.insert(complaints.end(), found.begin(), found.end());
  }
  return complaints;
}

void expect_fits_schema(const std::vector<std::string>& arguments, const std::string& answer) {
  const std::string command = command_of(arguments);
  if (!wants_json(arguments) || answer.empty() || holds(kCommandsWithText, command)) return;
  for (const auto& complaint : answer_complaints(command, answer)) {
    ADD_FAILURE() << "pgctl " << command << ": " << complaint << "\n" << answer;
  }
}

}  // namespace pay200::test
