#pragma once
// The operations of fcgi-app/openapi.json, with their references resolved, so that tests can be
// made from what is written there.

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace pay200::test {

struct ApiParameter {
  std::string name;
  std::string in;  ///< "path", "query", "header"
  bool required = false;
  nlohmann::json schema;
};

struct ApiOperation {
  /// "createPayment". Where a body may have several forms, each is an operation of its own, and the
  /// second's is "confirmPaymentForm2".
  std::string id;
  std::string method;   ///< "POST"
  std::string pattern;  ///< "/v1/payments/{paymentKey}"
  std::vector<ApiParameter> parameters;
  nlohmann::json body;  ///< its schema; null if it takes none
  std::set<std::string> schemes;
};

/// Google Test shows it by its id.
std::ostream& operator<<(std::ostream& out, const ApiOperation& operation);

/// In the order of the document's paths; of a path's, all forms of its body.
const std::vector<ApiOperation>& api_operations();

/// The methods that a concrete path has ("GET", "POST"), by whatever pattern fits it.
std::set<std::string> methods_of(const std::string& path);

/// The schema itself, whatever refers to it.
const nlohmann::json& resolved(const nlohmann::json& schema_or_reference);

}  // namespace pay200::test
