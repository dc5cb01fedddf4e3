#include "tests/support/openapi.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace pay200::test {
namespace {

using Json = nlohmann::json;

/// Clients are told to ignore fields they do not know; we are told to document each.
void refuse_undocumented_fields(Json& schema) {
  if (schema.is_object() && schema.contains("properties") && schema.at("properties").is_object() &&
      !schema.contains("additionalProperties")) {
    schema["additionalProperties"] = false;
  }
  if (!schema.is_structured()) return;
  for (auto& [name, inner] : schema.items()) {
    if (name != "examples") refuse_undocumented_fields(inner);
  }
}

const Json& strict_components() {
  static const Json components = [] {
    Json strict = openapi_document().at("components");
    refuse_undocumented_fields(strict.at("schemas"));
    return strict;
  }();
  return components;
}

std::vector<std::string> segments(const std::string& path) {
  std::vector<std::string> result;
  std::istringstream stream(path);
  for (std::string segment; std::getline(stream, segment, '/');) result.push_back(segment);
  if (path.ends_with('/')) result.emplace_back();
  return result;
}

bool fits(const std::string& pattern, const std::string& path) {
  const auto wanted = segments(pattern);
  const auto found = segments(path);
  return std::equal(wanted.begin(), wanted.end(), found.begin(), found.end(),
                    [](const std::string& a, const std::string& b) {
                      return a == b || (a.starts_with('{') && !b.empty());
                    });
}

const Json& resolved(const Json& node) {
  if (!node.contains("$ref")) return node;
  const auto reference = node.at("$ref").get<std::string>();
  return openapi_document().at(Json::json_pointer(reference.substr(1)));
}

/// The schema of an answer; null if the status is not documented.
const Json* find_schema(const Json* operation, int status) {
  static const Json problem = {{"$ref", "#/components/schemas/Problem"}};
  // Said of what is no operation, so that no operation documents it.
  if (status == 405 || (operation == nullptr && status == 404)) return &problem;
  if (operation == nullptr) return nullptr;
  const auto& responses = operation->at("responses");
  const auto response = responses.find(std::to_string(status));
  if (response == responses.end()) return nullptr;
  return &resolved(*response).at("content").front().at("schema");
}

}  // namespace

const Json& openapi_document() {
  static const Json document =
      Json::parse(std::ifstream(PAY200_SOURCE_DIR "/fcgi-app/openapi.json"));
  return document;
}

const Json* find_operation(const std::string& method, const std::string& path) {
  std::string lower = method == "HEAD" ? "GET" : method;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const Json* found = nullptr;
  for (const auto& [pattern, operations] : openapi_document().at("paths").items()) {
    if (!fits(pattern, path) || !operations.contains(lower)) continue;
    if (found == nullptr || pattern == path) found = &operations.at(lower);
  }
  return found;
}

std::vector<std::string> schema_complaints(const Json& schema, const Json& value) {
  Json root = schema;
  refuse_undocumented_fields(root);
  root["components"] = strict_components();
  const valijson::adapters::NlohmannJsonAdapter root_adapter(root);
  valijson::Schema compiled;
  valijson::SchemaParser().populateSchema(root_adapter, compiled);

  const valijson::adapters::NlohmannJsonAdapter target(value);
  valijson::ValidationResults results;
  std::vector<std::string> complaints;
  if (valijson::Validator().validate(compiled, target, &results)) return complaints;
  for (valijson::ValidationResults::Error error; results.popError(error);) {
    std::string where;
    for (const auto& step : error.context) where += step;
    complaints.push_back(where + ": " + error.description);
  }
  return complaints;
}

std::vector<std::string> openapi_complaints(const std::string& method, const std::string& path,
                                            int status, const std::string& body) {
  const Json* schema = find_schema(find_operation(method, path), status);
  if (schema == nullptr) {
    return {"not documented in openapi.json: " + method + " " + path + " answering " +
            std::to_string(status)};
  }
  const bool text = schema->value("type", "") == "string";  // then it is not JSON
  const Json value = text ? Json(body) : Json::parse(body, nullptr, false);
  if (value.is_discarded()) return {"not JSON: " + body};
  return schema_complaints(*schema, value);
}

void expect_matches_openapi(const std::string& method, const std::string& path, int status,
                            const std::string& body) {
  for (const std::string& complaint : openapi_complaints(method, path, status, body)) {
    ADD_FAILURE() << method << " " << path << " " << status << ": " << complaint << "\n" << body;
  }
}

}  // namespace pay200::test
