#include "core/settlement/payout_account.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

bool all_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

const FuzzTarget kTarget("payout_account", [](std::string_view text) {
  const auto number = parse_account_number(text);
  if (!number) {
    require(number.error().param == "payoutAccount", "a refusal names the field");
    return;
  }
  require(number->bank_code.size() == 3 && all_digits(number->bank_code), "a bank's three digits");
  require(number->digits.size() >= 8 && number->digits.size() <= 20 && all_digits(number->digits),
          "a number's 8 to 20 digits");
  std::string typed;
  for (const char c : text) {
    if (c != '-') typed += c;
  }
  require(typed == number->bank_code + number->digits, "every digit is kept, in its place");
  const auto again = parse_account_number(number->bank_code + "-" + number->digits);
  require(again && again->digits == number->digits, "without hyphens it is the same number");
});

}  // namespace
}  // namespace pay200::fuzz
