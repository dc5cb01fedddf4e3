#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

/// Its keys go on: what it has sold it must be able to see and give back. It sells nothing more,
/// not even what had begun.
class SuspendedMerchantTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() { start_stack(); }

  void set(const std::string& verb, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"merchant", verb, shop_account().merchant_id, "--yes"});
    const auto done = stack().pgctl(more);
    ASSERT_EQ(done.status, 0) << done.err;
  }
};

TEST_F(SuspendedMerchantTest, ItsKeysReadAndGiveBackAndSellNothing) {
  App app = new_app();
  const std::string paid = paid_by(app);
  const std::string held = held_by(app);
  set("suspend", {"--reason", "case 311"});

  EXPECT_EQ(status_of(paid), "DONE");
  EXPECT_EQ(shop().api().get("/v1/transactions?limit=1").status, 200);

  const auto refused = shop().create_payment({dev::unused_order_id(), "책", 1'000, {}});
  EXPECT_EQ(refused.status, 403) << refused.summary();
  EXPECT_EQ(refused.code(), "MERCHANT_SUSPENDED");
  const auto confirmed = app.confirm(held);
  EXPECT_FALSE(confirmed.ok()) << confirmed.summary();
  EXPECT_LT(confirmed.status, 500) << confirmed.summary();

  const auto canceled = shop().cancel_payment(paid, "영업 정지");
  EXPECT_TRUE(canceled.ok()) << canceled.summary();
  EXPECT_TRUE(becomes(paid, "CANCELED"));
  told(paid, dev::Told::What::kCanceled);

  set("resume", {"--reason", "case 311"});
  EXPECT_TRUE(app.confirm(held).ok()) << "what waited meanwhile";
  told(held, dev::Told::What::kApproved);
}

}  // namespace
}  // namespace pay200::test
