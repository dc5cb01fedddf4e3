#pragma once
// The whole API on one page: see routes.cpp.

#include <vector>

#include "fcgi-app/http/route.hpp"

namespace pay200 {

const std::vector<http::Route>& routes();

}  // namespace pay200
