#include "fcgi-app/http/router.hpp"

#include <algorithm>
#include <optional>

namespace pay200::http {
namespace {

/// Takes the first segment off: "/a/b" gives "a" and leaves "/b".
std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);
  const auto end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

std::optional<PathParams> match(std::string_view pattern, std::string_view path) {
  PathParams params;
  while (pattern.starts_with('/') && path.starts_with('/')) {
    const std::string_view wanted = next_segment(pattern);
    const std::string_view found = next_segment(path);
    if (wanted.starts_with('{')) {
      if (found.empty()) return std::nullopt;
      params.emplace_back(wanted.substr(1, wanted.size() - 2), found);
    } else if (wanted != found) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return params;
}

}  // namespace

RouteMatch find_route(const std::vector<Route>& routes, std::string_view method,
                      std::string_view path) {
  RouteMatch result;
  const std::string_view sought = method == "HEAD" ? "GET" : method;
  for (const Route& route : routes) {
    auto params = match(route.pattern, path);
    if (!params) continue;
    if (route.method == sought) return {&route, std::move(*params), {}, false};
    result.for_pages |= std::holds_alternative<PageHandler>(route.handler) ||
                        std::holds_alternative<StreamEndpoint>(route.handler);
    if (!result.allowed.empty()) result.allowed += ", ";
    const bool has_head =
        route.method == "GET" && !std::holds_alternative<StreamEndpoint>(route.handler);
    result.allowed += has_head ? "GET, HEAD" : std::string(route.method);
  }
  return result;
}

}  // namespace pay200::http
