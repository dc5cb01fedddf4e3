#include "core/money/money.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace pay200 {
namespace {

TEST(MoneyTest, TextHasThousandsSeparators) {
  struct Case {
    std::int64_t amount_minor;
    const char* korean;
    const char* english;
  };
  for (const Case& c : {
           Case{0, "0원", "KRW 0"},
           Case{1, "1원", "KRW 1"},
           Case{999, "999원", "KRW 999"},
           Case{1000, "1,000원", "KRW 1,000"},
           Case{12'300, "12,300원", "KRW 12,300"},
           Case{100'000, "100,000원", "KRW 100,000"},
           Case{1'234'567, "1,234,567원", "KRW 1,234,567"},
           Case{kMaxAmountMinor, "999,999,999,999원", "KRW 999,999,999,999"},
           Case{-1, "-1원", "KRW -1"},
           Case{-123, "-123원", "KRW -123"},
           Case{-1234, "-1,234원", "KRW -1,234"},
           Case{std::numeric_limits<std::int64_t>::min(), "-9,223,372,036,854,775,808원",
                "KRW -9,223,372,036,854,775,808"},
       }) {
    EXPECT_EQ(to_korean_text({c.amount_minor}), c.korean);
    EXPECT_EQ(to_english_text({c.amount_minor}), c.english);
  }
}

TEST(MoneyTest, TheWonHasItsIsoNames) {
  EXPECT_EQ(to_text(Currency::kKrw), "KRW");
  EXPECT_EQ(iso_numeric(Currency::kKrw), "410");
  EXPECT_EQ(currency_from_text("KRW"), Currency::kKrw);
  for (const char* text : {"", "krw", "USD", "KRW "}) {
    EXPECT_EQ(currency_from_text(text), std::nullopt) << text;
  }
}

TEST(MoneyTest, MoneyOfOneCurrencyIsOrderedByAmount) {
  EXPECT_EQ((Money{100}), (Money{100}));
  EXPECT_LT((Money{99}), (Money{100}));
}

TEST(MoneyTest, KnownTaxParts) {
  struct Case {
    std::int64_t total, tax_free, supplied, vat;
  };
  for (const Case& c : {Case{11'000, 0, 10'000, 1'000}, Case{10'000, 0, 9'091, 909},
                        Case{15'000, 4'000, 10'000, 1'000}, Case{5'000, 5'000, 0, 0},
                        Case{0, 0, 0, 0}, Case{1, 0, 1, 0}, Case{6, 0, 5, 1},
                        Case{kMaxAmountMinor, 0, 909'090'909'090, 90'909'090'909}}) {
    const TaxParts parts = tax_parts(c.total, c.tax_free);
    EXPECT_EQ(parts.supplied_minor, c.supplied) << c.total;
    EXPECT_EQ(parts.vat_minor, c.vat) << c.total;
    EXPECT_EQ(parts.tax_free_minor, c.tax_free) << c.total;
  }
}

TEST(MoneyTest, TaxPartsAddUpToTheTotalExactly) {
  for (std::int64_t total = 0; total <= 500; ++total) {
    for (std::int64_t tax_free = 0; tax_free <= total; ++tax_free) {
      const TaxParts parts = tax_parts(total, tax_free);
      ASSERT_EQ(parts.supplied_minor + parts.vat_minor + parts.tax_free_minor, total);
      ASSERT_GE(parts.supplied_minor, 0);
      ASSERT_GE(parts.vat_minor, 0);
    }
  }
}

TEST(MoneyTest, VatIsATenthOfTheSuppliedAmountRoundedHalfUpWhereWholeNumbersAllowIt) {
  for (std::int64_t total = 0; total <= 100'000; ++total) {
    const TaxParts parts = tax_parts(total, 0);
    const std::int64_t half_up = (parts.supplied_minor + 5) / 10;
    // 5, 16, 27, ...: supplied + its tenth rounded half up jumps over these totals.
    const bool impossible = total % 11 == 5;
    ASSERT_EQ(parts.vat_minor, impossible ? half_up - 1 : half_up) << total;
  }
}

TEST(MoneyTest, ATaxFreePartBeyondTheTotalIsAProgrammersError) {
  EXPECT_DEATH(tax_parts(100, 101), "assertion failed");
  EXPECT_DEATH(tax_parts(100, -1), "assertion failed");
}

TEST(MoneyTest, PartsThatAShopGivesMustAddUp) {
  const auto parts = [](std::int64_t tax_free, std::optional<std::int64_t> vat,
                        std::optional<std::int64_t> supplied) {
    const auto given = given_tax_parts(10'000, tax_free, vat, supplied);
    return given ? std::to_string(given->supplied_minor) + "+" + std::to_string(given->vat_minor) +
                       "+" + std::to_string(given->tax_free_minor)
                 : "refused";
  };
  EXPECT_EQ(parts(0, {}, {}), "9091+909+0");
  EXPECT_EQ(parts(1'000, {}, {}), "8182+818+1000");
  EXPECT_EQ(parts(10'000, {}, {}), "0+0+10000");
  EXPECT_EQ(parts(1'000, 900, {}), "8100+900+1000");
  EXPECT_EQ(parts(1'000, {}, 8'500), "8500+500+1000");
  EXPECT_EQ(parts(1'000, 500, 8'500), "8500+500+1000");
  EXPECT_EQ(parts(1'000, 501, 8'500), "refused");
  EXPECT_EQ(parts(10'001, {}, {}), "refused");
  EXPECT_EQ(parts(1'000, 9'001, {}), "refused");
  EXPECT_EQ(parts(1'000, {}, 9'001), "refused");
  EXPECT_EQ(parts(-1, {}, {}), "refused");
  EXPECT_EQ(parts(0, INT64_MAX, INT64_MAX), "refused");
}

}  // namespace
}  // namespace pay200
