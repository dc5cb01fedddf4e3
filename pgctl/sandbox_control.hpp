#pragma once
// Asks a running pay200-sandbox something over its control socket (sandbox/control.hpp says what).

#include <string>

#include "pgctl/output/json_value.hpp"

namespace pay200::pgctl {

/// Where the packaged sandbox listens.
inline constexpr const char* kSandboxControl = "/run/pay200-sandbox/control.sock";

/// The answer to {"op": ...}. Failure: kFailed if it does not listen or breaks off, kUsage with its
/// own words if it refuses.
Json ask_sandbox(const std::string& socket, const Json& question);

}  // namespace pay200::pgctl
