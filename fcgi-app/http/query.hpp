#pragma once
// What stands behind the '?' of a URL, read as strictly as a body: valid percent-encoding and
// UTF-8, no NUL, no parameter twice. What nobody asked for is ignored.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/platform/result.hpp"
#include "fcgi-app/http/json_body.hpp"

namespace pay200::http {

class Query {
 public:
  /// kInvalidRequest. `text` without the '?'.
  static Result<Query> parse(std::string_view text);

  std::optional<std::string> find(const std::string& name) const;
  /// kInvalidRequest, `name`. nullopt if it is missing.
  Result<std::optional<std::int64_t>> integer(const std::string& name, IntegerRange range) const;

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace pay200::http
