#include <csignal>
#include <thread>

#include "tests/support/together.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;
using dev::Told;
using std::chrono::milliseconds;

/// What a shop's page creates with its client key is charged by its server's confirm, once.
class ShopConfirmTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.acquirer_timeout_ms = 1'500;
    options.recovery_grace_ms = 500;
    options.recovery_poll_ms = 100;
    start_stack(options);
  }

  void SetUp() override {
    WholeStackTest::SetUp();
    const dev::ShopAccount account = new_shop_account();
    page_ = std::make_unique<dev::ShopClient>(shop_of(account.client_key));
    secret_key_ = account.secret_key;
    server_ = std::make_unique<dev::ShopClient>(shop_of(secret_key_));
  }

  struct Order {
    std::string key, order_id;
    std::int64_t amount = 0;
  };

  /// Created by the page, scanned by the shopper.
  Order held(App& app, std::int64_t amount) {
    dev::NewOrder wanted;
    wanted.order_id = dev::unused_order_id();
    wanted.order_name = "커피";
    wanted.amount_minor = amount;
    const ApiAnswer made = page_->create_payment(wanted);
    dev::expect_ok(made, "create");
    dev::expect_ok(app.client.scan(made.body.at("qr").at("token")), "scan");
    return {made.text("paymentKey"), wanted.order_id, amount};
  }

  static ApiAnswer confirm(dev::ShopClient& shop, const Order& order,
                           const std::string& idempotency_key = {}) {
    return shop.api().post(
        "/v1/payments/confirm",
        {{"paymentKey", order.key}, {"orderId", order.order_id}, {"amount", order.amount}},
        idempotency_key);
  }
  ApiAnswer confirm(const Order& order, const std::string& idempotency_key = {}) {
    return confirm(*server_, order, idempotency_key);
  }

  std::string status(const Order& order) {
    return dev::expect_ok(server_->get_payment(order.key), "get").text("status");
  }

  dev::ShopClient another_server() const { return shop_of(secret_key_); }

  std::unique_ptr<dev::ShopClient> page_, server_;

 private:
  std::string secret_key_;
};

TEST_F(ShopConfirmTest, ShopperAndShopConfirmAndTheCardIsCharged) {
  App app = new_app();
  const Order order = held(app, 1'000'000 + unused_amount());
  const ApiAnswer waiting = app.client.api().post(
      "/v1/shopper/payments/" + order.key + "/confirm",
      {{"cardId", app.card_ids.at(kGoodCard)}, {"pin", kPin}, {"installmentPlanMonths", 3}});
  EXPECT_EQ(waiting.status, 202) << waiting.summary();
  EXPECT_EQ(waiting.body["waitsForShop"], true);
  EXPECT_TRUE(purchases_of(order.amount).empty()) << "nothing is sent before the shop confirms";

  const ApiAnswer paid = confirm(order, "first");
  ASSERT_EQ(paid.status, 200) << paid.summary();
  EXPECT_EQ(paid.text("status"), "DONE");
  EXPECT_EQ(paid.body["card"]["installmentPlanMonths"], 3);
  told(order.key, Told::What::kApproved);
  EXPECT_EQ(app.client.get_payment(order.key).body["card"]["installmentPlanMonths"], 3);

  const ApiAnswer replay = confirm(order, "first");
  EXPECT_EQ(replay.raw.body, paid.raw.body);
  EXPECT_TRUE(replay.replayed());
  const ApiAnswer again = confirm(order);
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.code(), "ALREADY_PROCESSED_PAYMENT");
  EXPECT_EQ(purchases_of(order.amount).size(), 1U);
  const ApiAnswer receipt = app.client.api().get("/v1/shopper/payments/" + order.key + "/receipt");
  EXPECT_EQ(receipt.body["card"]["installmentPlanMonths"], 3) << receipt.summary();
}

TEST_F(ShopConfirmTest, ADeclineComesToTheShopAndTheShopperTriesAnotherCard) {
  App app = new_app();
  const Order order = held(app, unused_amount());
  EXPECT_EQ(app.confirm(order.key, kEmptyCard).status, 202);
  const ApiAnswer declined = confirm(order, "once");
  EXPECT_EQ(declined.status, 402);
  EXPECT_EQ(declined.code(), "REJECT_CARD_PAYMENT");
  const ApiAnswer seen = app.client.get_payment(order.key);
  EXPECT_EQ(seen.body["waitsForShop"], false);
  EXPECT_EQ(seen.body["failure"]["code"], "REJECT_CARD_PAYMENT");
  EXPECT_EQ(confirm(order).code(), "NOT_CONFIRMED_PAYMENT");

  EXPECT_EQ(app.confirm(order.key, kGoodCard).status, 202);
  EXPECT_EQ(confirm(order, "once").code(), "REJECT_CARD_PAYMENT") << "that request's own answer";
  EXPECT_EQ(confirm(order, "twice").status, 200);
  told(order.key, Told::What::kApproved);
  EXPECT_EQ(purchases_of(order.amount).size(), 2U);
}

TEST_F(ShopConfirmTest, EightAtOnceUnderOneKeyChargeOnce) {
  App app = new_app();
  const Order order = held(app, unused_amount());
  EXPECT_EQ(app.confirm(order.key).status, 202);
  std::vector<dev::ShopClient> servers;
  for (int i = 0; i < 8; ++i) servers.push_back(another_server());
  std::vector<ApiAnswer> answers(servers.size());
  together(servers.size(),
           [&](std::size_t i) { answers[i] = confirm(servers[i], order, "at-once"); });
  int paid = 0;
  for (const ApiAnswer& answer : answers) {
    if (answer.status == 200) ++paid;
    EXPECT_TRUE(answer.status == 200 || answer.code() == "IDEMPOTENCY_KEY_IN_USE")
        << answer.summary();
  }
  EXPECT_GE(paid, 1);
  told(order.key, Told::What::kApproved);
  EXPECT_EQ(purchases_of(order.amount).size(), 1U);
}

TEST_F(ShopConfirmTest, TheShopperWithdrawsBeforeTheShopConfirms) {
  App app = new_app();
  const Order order = held(app, unused_amount());
  EXPECT_EQ(app.confirm(order.key).status, 202);
  EXPECT_EQ(app.client.cancel(order.key).status, 200);
  told(order.key, Told::What::kCanceled);
  EXPECT_EQ(confirm(order).code(), "ALREADY_CANCELED_PAYMENT");
  EXPECT_TRUE(purchases_of(order.amount).empty());
}

TEST_F(ShopConfirmTest, AWorkerKilledDuringTheShopsConfirmLeavesNothingCharged) {
  App app = new_app();
  const Order order = held(app, unused_amount());
  EXPECT_EQ(app.confirm(order.key).status, 202);
  stack().sandbox().set_reply_delay_ms(1'000);
  ApiAnswer answer;
  std::jthread shop([&] { answer = confirm(order, "killed"); });
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (purchases_of(order.amount).empty() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  for (const pid_t pid : stack().pids_of("api")) ::kill(pid, SIGKILL);
  shop.join();
  stack().sandbox().set_reply_delay_ms(0);
  EXPECT_EQ(answer.status, 504) << answer.summary();
  EXPECT_EQ(answer.code(), "OUTCOME_UNKNOWN");
  ASSERT_TRUE(stack().wait_until_ready(std::chrono::seconds(30)));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (status(order) != "ABORTED" && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(milliseconds(50));
  }
  EXPECT_EQ(status(order), "ABORTED");
  EXPECT_EQ(confirm(order, "killed").code(), "ABORTED_PAYMENT");
  EXPECT_EQ(purchases_of(order.amount).size(), 1U);
}

}  // namespace
}  // namespace pay200::test
