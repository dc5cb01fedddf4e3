#pragma once
// What can be told from a card number alone.

#include <string>
#include <string_view>

namespace pay200 {

/// ISO/IEC 7812: 13 to 19 digits that pass Luhn's check.
bool is_valid_pan(std::string_view digits);
/// "visa", "mastercard", "amex", "jcb", "unionpay", "diners", "discover" or "unknown", by prefix.
std::string card_brand(std::string_view digits);

}  // namespace pay200
