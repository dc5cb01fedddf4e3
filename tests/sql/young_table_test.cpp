#include <gtest/gtest.h>

#include "tests/support/comes_true.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

/// Plans that were made while a table was empty, and PostgreSQL knew nothing of it.
class YoungTableTest : public testing::Test {
 protected:
  std::int64_t scans() { return sum_of("idx_scan"); }
  std::int64_t rows_read() { return sum_of("idx_tup_read"); }

  PaymentWorld world_;

 private:
  std::int64_t sum_of(const std::string& column) {
    return std::stoll(world_.value("SELECT sum(" + column +
                                   ") FROM pg_stat_user_indexes WHERE relname = 'attempt'"));
  }
};

TEST_F(YoungTableTest, AnAttemptIsFoundWithoutReadingTheOthersOfItsMerchant) {
  constexpr std::int64_t kPayments = 200;
  // begin_attempt, approve_payment and the snapshot ask for it at least this often.
  constexpr std::int64_t kLeastScans = 5 * kPayments;
  for (std::int64_t i = 0; i < kPayments; ++i) world_.bring_to(PaymentState::kApproved);
  ASSERT_TRUE(comes_true([this] { return scans() >= kLeastScans; })) << scans();
  EXPECT_LE(rows_read(), 3 * scans());
}

}  // namespace
}  // namespace pay200::test
