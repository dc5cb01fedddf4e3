#pragma once

#include <string_view>

namespace pay200::handlers {

/// 6 to 64 of A-Za-z0-9-_. as Toss Payments has it.
bool is_order_id(std::string_view text);

}  // namespace pay200::handlers
