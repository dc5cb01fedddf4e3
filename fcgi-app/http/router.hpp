#pragma once
// Finds a request's row in the table of routes.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fcgi-app/http/route.hpp"

namespace pay200::http {

/// The path's values for the pattern's {names}, in order. Never empty ones.
using PathParams = std::vector<std::pair<std::string, std::string>>;

struct RouteMatch {
  const Route* route = nullptr;  ///< null: none
  PathParams params = {};
  /// Without a route: the methods that the path does have ("GET, HEAD"); empty: no such path.
  std::string allowed = {};
  /// Without a route: whether shops' pages ask this path from other origins.
  bool for_pages = false;
};

RouteMatch find_route(const std::vector<Route>& routes, std::string_view method,
                      std::string_view path);

}  // namespace pay200::http
