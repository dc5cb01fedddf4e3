#include "core/money/money.hpp"

#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

std::string with_thousands_separators(std::int64_t amount) {
  // Through unsigned, so that the least int64_t, whose negation does not exist, prints too.
  const auto bits = static_cast<std::uint64_t>(amount);
  std::string digits = std::to_string(amount < 0 ? 0 - bits : bits);
  for (std::size_t from_right = 3; from_right < digits.size(); from_right += 4) {
    digits.insert(digits.size() - from_right, 1, ',');
  }
  return amount < 0 ? "-" + digits : digits;
}

}  // namespace

std::string_view to_text(Currency currency) {
  switch (currency) {
    case Currency::kKrw:
      return "KRW";
  }
  PAY200_ASSERT(false);
}

std::optional<Currency> currency_from_text(std::string_view text) {
  if (text == "KRW") return Currency::kKrw;
  return std::nullopt;
}

std::string_view iso_numeric(Currency currency) {
  switch (currency) {
    case Currency::kKrw:
      return "410";
  }
  PAY200_ASSERT(false);
}

std::string to_korean_text(Money money) {
  switch (money.currency) {
    case Currency::kKrw:
      return with_thousands_separators(money.amount_minor) + "원";
  }
  PAY200_ASSERT(false);
}

std::string to_english_text(Money money) {
  return std::string(to_text(money.currency)) + " " + with_thousands_separators(money.amount_minor);
}

TaxParts tax_parts(std::int64_t total_minor, std::int64_t tax_free_minor) {
  PAY200_ASSERT(0 <= tax_free_minor && tax_free_minor <= total_minor);
  PAY200_ASSERT(total_minor <= kMaxAmountMinor);
  // supplied + vat = taxable and vat = supplied / 10 give vat = taxable / 11. Rounded to the
  // nearest (a half cannot occur, 11 being odd) it is a tenth of supplied rounded half up wherever
  // whole numbers allow it. They do not for 5, 16, 27, ...: there vat is the lower neighbour.
  const std::int64_t taxable = total_minor - tax_free_minor;
  const std::int64_t vat = (2 * taxable + 11) / 22;
  return {taxable - vat, vat, tax_free_minor};
}

std::optional<TaxParts> given_tax_parts(std::int64_t total_minor, std::int64_t tax_free_minor,
                                        std::optional<std::int64_t> vat_minor,
                                        std::optional<std::int64_t> supplied_minor) {
  PAY200_ASSERT(0 <= total_minor && total_minor <= kMaxAmountMinor);
  const auto is_part = [&](std::int64_t part) { return 0 <= part && part <= total_minor; };
  if (!is_part(tax_free_minor) || !is_part(vat_minor.value_or(0)) ||
      !is_part(supplied_minor.value_or(0))) {
    return std::nullopt;
  }
  if (!vat_minor && !supplied_minor) return tax_parts(total_minor, tax_free_minor);
  const std::int64_t taxable = total_minor - tax_free_minor;
  const std::int64_t vat = vat_minor ? *vat_minor : taxable - *supplied_minor;
  const std::int64_t supplied = supplied_minor.value_or(taxable - vat);
  if (vat < 0 || supplied < 0 || supplied + vat != taxable) return std::nullopt;
  return TaxParts{supplied, vat, tax_free_minor};
}

}  // namespace pay200
