#pragma once
// A request's query string (application/x-www-form-urlencoded), read as strictly as a body: valid
// UTF-8, no NUL, no name twice. What nobody asked for is ignored.
//
//   Query query = ...;
//   const auto limit = query.optional_integer("limit", {1, 100}).value_or(100);
//   if (query.error()) return *query.error();

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/platform/result.hpp"
#include "fcgi-app/http/json_body.hpp"

namespace pay200::http {

class Query {
 public:
  /// kInvalidRequest: an escape that is none, a name twice.
  static Result<Query> parse(std::string_view text);

  std::optional<std::string> optional_text(const char* name) const;
  std::optional<std::int64_t> optional_integer(const char* name, IntegerRange range);

  /// A rule of the caller's own. The first one is kept.
  void refuse(const char* name, std::string detail);

  const std::optional<Error>& error() const { return error_; }

 private:
  std::vector<std::pair<std::string, std::string>> params_;
  std::optional<Error> error_;
};

}  // namespace pay200::http
