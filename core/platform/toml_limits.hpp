#pragma once
// What toml++ is not given: inputs on which fuzzing saw undefined behaviour in it, or recursion
// without an end. Nothing that a configuration of ours says is among them. Pure.

#include <optional>
#include <string_view>

#include "core/platform/toml_document.hpp"

namespace pay200 {

/// The first of these: nested deeper than 32 levels, more than 32 parts in one name, more than 1
/// MiB, and what begins as a number but is none of up to 18 digits, with or without a fraction
/// (dates, exponents and hexadecimal are TOML, but nothing here takes them). Whether the rest is
/// TOML is the library's to say.
std::optional<TomlFault> fault_beyond_limits(std::string_view text);

}  // namespace pay200
