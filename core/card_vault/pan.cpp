#include "core/card_vault/pan.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace pay200 {
namespace {

constexpr std::size_t kShortest = 13;
constexpr std::size_t kLongest = 19;
constexpr std::size_t kBinDigits = 6;

struct PrefixRange {
  int first, last;  ///< of the first six digits
  const char* brand;
};

// The schemes' own ranges, filled up to six digits. Narrow ranges stand before those they are cut
// out of.
constexpr std::array kRanges{
    PrefixRange{300000, 305999, "diners"},     PrefixRange{309500, 309599, "diners"},
    PrefixRange{340000, 349999, "amex"},       PrefixRange{352800, 358999, "jcb"},
    PrefixRange{360000, 369999, "diners"},     PrefixRange{370000, 379999, "amex"},
    PrefixRange{380000, 399999, "diners"},     PrefixRange{400000, 499999, "visa"},
    PrefixRange{510000, 559999, "mastercard"}, PrefixRange{222100, 272099, "mastercard"},
    PrefixRange{601100, 601199, "discover"},   PrefixRange{620000, 629999, "unionpay"},
    PrefixRange{644000, 659999, "discover"},   PrefixRange{810000, 817199, "unionpay"},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool is_valid_pan(std::string_view digits) {
  if (digits.size() < kShortest || digits.size() > kLongest) return false;
  if (!std::all_of(digits.begin(), digits.end(), is_digit)) return false;
  int sum = 0;
  bool twice = false;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, twice = !twice) {
    const int value = (*digit - '0') * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

std::string card_brand(std::string_view digits) {
  if (digits.size() < kBinDigits) return "unknown";
  int bin = 0;
  for (const char c : digits.substr(0, kBinDigits)) {
    if (!is_digit(c)) return "unknown";
    bin = bin * 10 + (c - '0');
  }
  const auto found = std::find_if(kRanges.begin(), kRanges.end(), [bin](const PrefixRange& range) {
    return range.first <= bin && bin <= range.last;
  });
  return found == kRanges.end() ? "unknown" : found->brand;
}

}  // namespace pay200
