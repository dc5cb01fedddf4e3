#pragma once
// JSON as strangers send it, looked at before a value is built of it: RFC 8259 in valid UTF-8, no
// key twice in one object, no NUL, no deeper than its caller wants it. What passes, nlohmann::json
// may parse. Its own parser lets all of that pass.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pay200 {

/// What is wrong, safe to tell whoever sent it; nullopt if nothing is.
std::optional<std::string> fault_in_json(std::string_view text, std::size_t most_levels);

}  // namespace pay200
