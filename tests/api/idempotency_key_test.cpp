#include <algorithm>

#include "tests/support/together.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;
using dev::Told;

constexpr std::size_t kTimes = 8;

/// The same request under the same Idempotency-Key, at once and again.
class IdempotencyKeyTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() { start_stack(); }
  void TearDown() override {
    stack().sandbox().set_reply_delay_ms(0);
    WholeStackTest::TearDown();
  }

  /// At least one answer with this status, all of those the same bytes; the others honest 409s.
  static ApiAnswer expect_one_answer(const std::vector<ApiAnswer>& answers, int status) {
    std::vector<ApiAnswer> done;
    for (const auto& answer : answers) {
      if (answer.status == status) {
        done.push_back(answer);
      } else {
        EXPECT_EQ(answer.status, 409) << answer.summary();
        EXPECT_EQ(answer.code(), "IDEMPOTENCY_KEY_IN_USE");
      }
    }
    EXPECT_FALSE(done.empty());
    if (done.empty()) return {};
    for (const auto& answer : done) EXPECT_EQ(answer.raw.body, done.front().raw.body);
    const auto fresh = std::count_if(done.begin(), done.end(),
                                     [](const auto& answer) { return !answer.replayed(); });
    EXPECT_EQ(fresh, 1) << "all but the one that did it are marked as replays";
    return done.front();
  }

  static dev::NewOrder order(std::int64_t amount) {
    return {dev::unused_order_id(), "시험 주문", amount, std::nullopt};
  }
};

TEST_F(IdempotencyKeyTest, EightCreatesAtOnceMakeOnePayment) {
  const auto wanted = order(10'000);
  std::vector<dev::ShopClient> shops;
  for (std::size_t i = 0; i < kTimes; ++i) shops.push_back(same_shop());
  const auto answers = results_together(kTimes, [&](std::size_t i) {
    return shops[i].create_payment(wanted, "create-" + wanted.order_id);
  });
  const ApiAnswer one = expect_one_answer(answers, 200);
  EXPECT_EQ(stack().postgres().execute(
                "SELECT count(*) FROM pay200.payment WHERE order_id = '" + wanted.order_id + "'",
                "pay200"),
            "1\n");
  const ApiAnswer again = shop().create_payment(wanted, "create-" + wanted.order_id);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.raw.body, one.raw.body);
  EXPECT_TRUE(again.replayed());
}

TEST_F(IdempotencyKeyTest, EightConfirmsAtOnceAreOneAuthorization) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);
  stack().sandbox().set_reply_delay_ms(300);
  std::vector<App> apps;
  for (std::size_t i = 0; i < kTimes; ++i) apps.push_back(app.another());
  const auto answers = results_together(
      kTimes, [&](std::size_t i) { return apps[i].confirm(key, kGoodCard, "confirm-once"); });
  const ApiAnswer one = expect_one_answer(answers, 200);
  EXPECT_EQ(one.text("status"), "DONE");
  told(key, Told::What::kApproved);
  EXPECT_EQ(purchases_of(amount).size(), 1U);

  const ApiAnswer again = app.confirm(key, kGoodCard, "confirm-once");
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.raw.body, one.raw.body);
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(purchases_of(amount).size(), 1U);
}

TEST_F(IdempotencyKeyTest, EightVoidsAtOnceAreOneVoid) {
  App app = new_app();
  const std::string key = paid_by(app);
  std::vector<dev::ShopClient> shops;
  for (std::size_t i = 0; i < kTimes; ++i) shops.push_back(same_shop());
  const auto answers = results_together(kTimes, [&](std::size_t i) {
    return shops[i].cancel_payment(key, "단순 변심", "cancel-once");
  });
  for (const auto& answer : answers) {
    EXPECT_TRUE(answer.status == 200 || answer.status == 202 || answer.status == 409)
        << answer.summary();
  }
  ASSERT_TRUE(becomes(key, "CANCELED"));
  told(key, Told::What::kCanceled);
  const ApiAnswer again = shop().cancel_payment(key, "단순 변심", "cancel-once");
  EXPECT_EQ(again.status, 200) << again.summary();
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.body["cancels"].size(), 1U);
}

TEST_F(IdempotencyKeyTest, ADeclineIsReplayedAndNotSentAgain) {
  App app = new_app();
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);
  const ApiAnswer first = app.confirm(key, kEmptyCard, "declined-once");
  const ApiAnswer again = app.confirm(key, kEmptyCard, "declined-once");
  EXPECT_EQ(first.status, 402);
  EXPECT_EQ(again.status, 402);
  EXPECT_EQ(again.code(), first.code());
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(purchases_of(amount).size(), 1U);
}

TEST_F(IdempotencyKeyTest, AKeyOfAnotherRequestIsRefused) {
  const auto first = order(10'000);
  auto other = first;
  other.amount_minor = 20'000;
  const std::string idempotency_key = "reused-" + first.order_id;
  EXPECT_EQ(shop().create_payment(first, idempotency_key).status, 200);
  const ApiAnswer refused = shop().create_payment(other, idempotency_key);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.code(), "IDEMPOTENCY_KEY_REUSED");
}

TEST_F(IdempotencyKeyTest, AnotherShopsSameKeyIsAnotherKey) {
  auto other_shop = new_shop();
  const auto wanted = order(10'000);
  const ApiAnswer first = shop().create_payment(wanted, "shared-key");
  const ApiAnswer second = other_shop.create_payment(wanted, "shared-key");
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(second.status, 200);
  EXPECT_NE(first.text("paymentKey"), second.text("paymentKey"));
  EXPECT_FALSE(second.replayed());
}

}  // namespace
}  // namespace pay200::test
