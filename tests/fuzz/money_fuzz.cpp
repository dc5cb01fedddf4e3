#include "core/money/money.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

bool in_range(std::int64_t amount) { return amount >= 0 && amount <= kMaxAmountMinor; }

const FuzzTarget kTarget("money", [](std::string_view text) {
  if (const auto currency = currency_from_text(text)) {
    require(to_text(*currency) == text, "there is one name of a currency");
  }
  Input input(text);
  const std::int64_t total = input.number();
  const std::int64_t tax_free = input.number();
  const std::int64_t vat = input.number();
  const std::int64_t supplied = input.number();
  to_korean_text({.amount_minor = total});
  to_english_text({.amount_minor = total});
  if (!in_range(total) || !in_range(tax_free) || tax_free > total) return;
  const TaxParts parts = tax_parts(total, tax_free);
  require(parts.supplied_minor + parts.vat_minor + parts.tax_free_minor == total,
          "the parts add up to the total");
  require(parts.supplied_minor >= 0 && parts.vat_minor >= 0, "no part is negative");
  if (!in_range(vat) || !in_range(supplied)) return;
  const auto given = given_tax_parts(total, tax_free, vat, supplied);
  require(given.has_value() == (total == tax_free + vat + supplied),
          "given parts are taken if they add up");
});

}  // namespace
}  // namespace pay200::fuzz
