#include "tests/api/api_operation.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

#include "tests/support/openapi.hpp"

namespace pay200::test {
namespace {

using Json = nlohmann::json;

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

ApiOperation operation_from(const std::string& method, const std::string& pattern,
                            const Json& described) {
  ApiOperation operation;
  operation.id = described.at("operationId");
  operation.method = upper(method);
  operation.pattern = pattern;
  for (const Json& reference : described.value("parameters", Json::array())) {
    const Json& parameter = resolved(reference);
    operation.parameters.push_back({parameter.at("name"), parameter.at("in"),
                                    parameter.value("required", false),
                                    resolved(parameter.at("schema"))});
  }
  if (described.contains("requestBody")) {
    operation.body =
        resolved(described.at("requestBody").at("content").at("application/json").at("schema"));
  }
  for (const Json& requirement : described.at("security")) {
    for (const auto& [scheme, scopes] : requirement.items()) operation.schemes.insert(scheme);
  }
  return operation;
}

/// One for each form that its body may have.
std::vector<ApiOperation> forms_of(const ApiOperation& operation) {
  if (!operation.body.is_object() || !operation.body.contains("oneOf")) return {operation};
  std::vector<ApiOperation> forms;
  for (const Json& form : operation.body.at("oneOf")) {
    forms.push_back(operation);
    forms.back().body = resolved(form);
    if (forms.size() > 1) forms.back().id += "Form" + std::to_string(forms.size());
  }
  return forms;
}

}  // namespace

const std::vector<ApiOperation>& api_operations() {
  static const std::vector<ApiOperation> operations = [] {
    std::vector<ApiOperation> all;
    for (const auto& [pattern, methods] : openapi_document().at("paths").items()) {
      for (const auto& [method, described] : methods.items()) {
        for (ApiOperation& form : forms_of(operation_from(method, pattern, described))) {
          all.push_back(std::move(form));
        }
      }
    }
    return all;
  }();
  return operations;
}

std::ostream& operator<<(std::ostream& out, const ApiOperation& operation) {
  return out << operation.id;
}

std::set<std::string> methods_of(const std::string& path) {
  static const std::vector<std::string> methods = {"get", "post", "put", "patch", "delete"};
  std::set<std::string> found;
  for (const std::string& method : methods) {
    if (find_operation(method, path) != nullptr) found.insert(upper(method));
  }
  return found;
}

const Json& resolved(const Json& schema_or_reference) {
  if (!schema_or_reference.contains("$ref")) return schema_or_reference;
  const auto reference = schema_or_reference.at("$ref").get<std::string>();
  return resolved(openapi_document().at(Json::json_pointer(reference.substr(1))));
}

}  // namespace pay200::test
