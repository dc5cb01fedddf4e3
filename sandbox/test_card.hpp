#pragma once
// How the card network of test mode answers a card by its number alone. The numbers are those
// that payment gateways' test modes commonly use, so that people know them already.
//
//   4242 4242 4242 4242   approves, as does every number that is not listed and passes Luhn
//   4000 0000 0000 0002   05, declined
//   4000 0000 0000 9995   51, insufficient funds; its verification approves, for it asks no amount
//   4000 0000 0000 0341   05 when it pays; its verification approves
//   4000 0000 0000 0069   54, expired
//   4000 0000 0000 9987   41, lost
//   4000 0000 0000 9979   43, stolen
//   4000 0000 0000 0119   96, processing error
//   4000 0000 0000 0259   approves, and is disputed later
//
// A verification with the CVC 999 (or 9999) is declined with N7, whatever the card.

#include <string>
#include <string_view>

namespace pay200::sandbox {

/// ISO/IEC 7812: the check digit is right.
bool passes_luhn(std::string_view card_number);

/// Field 39 for a purchase: "00", or the code above; "14" if the number fails Luhn.
std::string_view code_for_payment(std::string_view card_number);
/// Field 39 for a verification, before its CVC is looked at.
std::string_view code_for_verification(std::string_view card_number);
/// N7's condition.
bool is_wrong_cvc(std::string_view cvc);

/// "424242******4242": all of a card number that ever leaves memory.
std::string masked(std::string_view card_number);

}  // namespace pay200::sandbox
