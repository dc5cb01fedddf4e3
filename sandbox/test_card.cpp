#include "sandbox/test_card.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace pay200::sandbox {
namespace {

struct TestCard {
  std::string_view number;
  std::string_view payment_code;
  std::string_view verification_code;
};

constexpr std::array kTestCards = {
    TestCard{"4000000000000002", "05", "05"}, TestCard{"4000000000009995", "51", "00"},
    TestCard{"4000000000000341", "05", "00"}, TestCard{"4000000000000069", "54", "54"},
    TestCard{"4000000000009987", "41", "41"}, TestCard{"4000000000009979", "43", "43"},
    TestCard{"4000000000000119", "96", "96"}, TestCard{"4000000000000259", "00", "00"},
};

constexpr std::string_view kApproved = "00";
constexpr std::string_view kInvalidNumber = "14";
constexpr std::size_t kBin = 6;
constexpr std::size_t kLast = 4;

}  // namespace

bool passes_luhn(std::string_view card_number) {
  int sum = 0;
  bool doubled = false;
  for (std::size_t at = card_number.size(); at > 0; --at) {
    int digit = card_number[at - 1] - '0';
    if (digit < 0 || digit > 9) return false;
    if (doubled) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
    doubled = !doubled;
  }
  return !card_number.empty() && sum % 10 == 0;
}

std::string_view code_for_payment(std::string_view card_number) {
  if (!passes_luhn(card_number)) return kInvalidNumber;
  const auto* found = std::ranges::find(kTestCards, card_number, &TestCard::number);
  return found == kTestCards.end() ? kApproved : found->payment_code;
}

std::string_view code_for_verification(std::string_view card_number) {
  if (!passes_luhn(card_number)) return kInvalidNumber;
  const auto* found = std::ranges::find(kTestCards, card_number, &TestCard::number);
  return found == kTestCards.end() ? kApproved : found->verification_code;
}

bool is_wrong_cvc(std::string_view cvc) { return cvc == "999" || cvc == "9999"; }

std::string masked(std::string_view card_number) {
  if (card_number.size() < kBin + kLast) return std::string(card_number.size(), '*');
  std::string shown{card_number.substr(0, kBin)};
  return shown.append("******").append(card_number.substr(card_number.size() - kLast));
}

}  // namespace pay200::sandbox
