#pragma once
// Sessions' tokens: a prefix and, in base32, whose session it is (so that its look-up is routed)
// and 256 random bits. Kept as SHA-256.

#include <optional>
#include <string>
#include <string_view>

#include "core/platform/id.hpp"

namespace pay200 {

std::string make_session_token(std::string_view prefix, const Uuid& owner);
/// nullopt: it is no such token. Whether there is such a session is another question.
std::optional<Uuid> owner_of_session_token(std::string_view prefix, std::string_view token);

}  // namespace pay200
