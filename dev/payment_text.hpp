#pragma once
// A payment of the API, as a person reads it.

#include <nlohmann/json.hpp>
#include <string>

#include "dev/terminal.hpp"

namespace pay200::dev {

/// "12,300원"
std::string amount_text(std::int64_t amount_minor);

/// "결제 완료 (DONE)"
std::string status_text(const std::string& status);

/// The payment's whole timeline, a line an event: time of day in Seoul, what happened, the status
/// after it.
void print_timeline(const Terminal& terminal, const nlohmann::json& payment);

}  // namespace pay200::dev
