#pragma once
// What a log-in name, a name, a password and a payment PIN must be. Pure.

#include <optional>
#include <string>
#include <string_view>

#include "core/platform/result.hpp"

namespace pay200 {

/// An e-mail address in lower case. Rough on purpose: whether it exists, only a mail can tell.
bool is_email_address(std::string_view text);
/// Phones like to begin an address with a capital.
std::string lower_case(std::string_view text);

/// Six ASCII digits: what a PIN looks like, a weak one too.
bool is_pin(std::string_view text);

/// kInvalidRequest "name": 1 to 60 characters on one line.
std::optional<Error> fault_in_name(std::string_view name);
/// kInvalidRequest `param`: 8 to 128 characters, not the log-in name or its part before the @, and
/// not one of those that are tried first.
std::optional<Error> fault_in_password(std::string_view password, std::string_view login_id,
                                       const char* param);
/// kInvalidRequest `param`: six digits, and not one of those that are tried first: one digit over
/// and over, a run up or down, a group of two or three repeated.
std::optional<Error> fault_in_pin(std::string_view pin, const char* param);

}  // namespace pay200
