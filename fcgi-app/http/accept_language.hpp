#pragma once
// Accept-Language (RFC 9110, 12.5.4) between the two languages that messages exist in.

#include <string_view>

#include "core/platform/error_code.hpp"

namespace pay200::http {

/// The language with the higher weight; Korean when neither is named, or both weigh the same and
/// Korean comes first. Never fails: what cannot be read does not count.
Language preferred_language(std::string_view accept_language);

}  // namespace pay200::http
