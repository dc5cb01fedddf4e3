#pragma once
// What an authenticator app does with a secret that was typed into it.

#include <string>

#include "core/platform/clock.hpp"

namespace pay200::dev {

/// The six digits that it shows at this time. `secret_text`: base32 (RFC 4648).
std::string authenticator_code(const std::string& secret_text, Time now);

}  // namespace pay200::dev
