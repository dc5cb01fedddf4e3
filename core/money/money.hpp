#pragma once
// Money: integer minor units and an ISO 4217 currency. KRW has no minor unit, so 1 is one won.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pay200 {

enum class Currency { kKrw };

std::string_view to_text(Currency currency);  ///< "KRW"
std::optional<Currency> currency_from_text(std::string_view text);
std::string_view iso_numeric(Currency currency);  ///< "410", ISO 8583 field 49

struct Money {
  std::int64_t amount_minor = 0;
  Currency currency = Currency::kKrw;
  auto operator<=>(const Money&) const = default;
};

/// ISO 8583 field 4 has twelve digits; one payment never exceeds it.
inline constexpr std::int64_t kMaxAmountMinor = 999'999'999'999;

/// "12,300원" / "KRW 12,300".
std::string to_korean_text(Money money);
std::string to_english_text(Money money);

/// Korean tax parts; supplied + vat + tax_free = total, always.
struct TaxParts {
  std::int64_t supplied_minor = 0;
  std::int64_t vat_minor = 0;
  std::int64_t tax_free_minor = 0;
};
/// vat is a tenth of the supplied amount, rounded half up (half down where no other whole numbers
/// add up: taxable 5, 16, 27, ...). Asserts 0 <= tax_free <= total <= kMaxAmountMinor.
TaxParts tax_parts(std::int64_t total_minor, std::int64_t tax_free_minor);
/// The same with what the shop gives of it; nullopt if the parts do not add up to the total.
std::optional<TaxParts> given_tax_parts(std::int64_t total_minor, std::int64_t tax_free_minor,
                                        std::optional<std::int64_t> vat_minor,
                                        std::optional<std::int64_t> supplied_minor);

}  // namespace pay200
