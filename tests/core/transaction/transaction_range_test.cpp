#include "core/transaction/transaction_range.hpp"

#include <gtest/gtest.h>

namespace pay200 {
namespace {

TEST(TransactionRangeTest, EveryIdOfASpanLiesInIt) {
  const Time from = *from_iso8601("2026-11-22T00:00:00+09:00");
  const Time to = *from_iso8601("2026-11-23T00:00:00+09:00");
  const auto range = transaction_range(from, to);
  for (const Time at : {from, from + std::chrono::minutes(90), to}) {
    const auto id = TransactionId::make(at);
    EXPECT_LE(range.least, id);
    EXPECT_LT(id, range.before);
  }
  EXPECT_EQ(range.from, from);
  EXPECT_EQ(range.to, to);
}

TEST(TransactionRangeTest, WithoutEndsEverythingLiesInIt) {
  const auto range = transaction_range(std::nullopt, std::nullopt);
  EXPECT_LE(range.least, TransactionId{});
  EXPECT_LT(TransactionId::make(*from_iso8601("2999-01-01T00:00:00+09:00")), range.before);
}

TEST(TransactionRangeTest, AnIdSaysWhenItWasMade) {
  const Time at = *from_iso8601("2026-11-22T12:34:56.789+09:00");
  EXPECT_EQ(time_of(TransactionId::make(at)), at);
  EXPECT_EQ(time_of(least_transaction_id_of(at)), at);
}

}  // namespace
}  // namespace pay200
