#include <chrono>
#include <csignal>
#include <thread>

#include "tests/support/comes_true.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;
using dev::Told;

/// What a shopper does beside paying, on the whole stack.
class ShopperTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() { start_stack(); }

  /// Waits for the relay.
  nlohmann::json history_of(App& app, std::size_t entries, const std::string& first_status) {
    nlohmann::json payments;
    for (int i = 0; i < 300; ++i) {
      payments = dev::expect_ok(app.client.history(), "history").body.at("payments");
      if (payments.size() == entries && payments.at(0).at("status") == first_status) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    EXPECT_EQ(payments.size(), entries);
    return payments;
  }
};

TEST_F(ShopperTest, WhoSignsUpRegistersACardAndPays) {
  App app = new_app();  // for its cards' numbers only
  dev::ShopperClient client(stack().base_url());
  const std::string login_id = "new" + dev::unused_order_id() + "@example.com";
  const ApiAnswer made = client.sign_up(login_id, "새 구매자", "a long enough one", kPin);
  ASSERT_EQ(made.status, 200) << made.summary();
  EXPECT_EQ(client.sign_up(login_id, "새 구매자", "a long enough one", kPin).code(),
            "DUPLICATED_LOGIN_ID");
  const ApiAnswer card = client.add_card({"4242424242424242", "3012", "123"});
  ASSERT_EQ(card.status, 200) << card.summary();
  EXPECT_TRUE(card.body.at("isDefault"));
  const ApiAnswer payment = created();
  const std::string key = payment.text("paymentKey");
  ASSERT_EQ(client.scan(payment.body["qr"]["token"]).status, 200);
  EXPECT_EQ(client.confirm(key, card.text("cardId"), kPin).text("status"), "DONE");
  told(key, Told::What::kApproved);
}

TEST_F(ShopperTest, AfterADeclineAnotherCardPays) {
  App app = new_app();
  const std::string key = held_by(app);
  const ApiAnswer declined = app.confirm(key, kEmptyCard);
  EXPECT_EQ(declined.status, 402) << declined.summary();
  EXPECT_EQ(declined.text("advice"), "ANOTHER_CARD");
  EXPECT_EQ(app.confirm(key, kGoodCard).text("status"), "DONE");
  told(key, Told::What::kApproved);
}

TEST_F(ShopperTest, FiveCardsAreTriedAndNoMore) {
  App app = new_app();
  const std::string key = held_by(app);
  for (int i = 1; i <= 5; ++i) {
    EXPECT_EQ(app.confirm(key, i % 2 == 0 ? kEmptyCard : kDeclinedCard).status, 402) << i;
  }
  const ApiAnswer sixth = app.confirm(key, kGoodCard);
  EXPECT_EQ(sixth.status, 409) << sixth.summary();
  EXPECT_EQ(status_of(key), "ABORTED");
}

TEST_F(ShopperTest, ADeletedCardCannotBeChargedAndMayBeRegisteredAgain) {
  App app = new_app();
  const std::string paid = paid_by(app);
  EXPECT_EQ(app.client.delete_card(app.card_ids.at(kGoodCard)).status, 200);
  const std::string key = held_by(app);
  EXPECT_EQ(app.confirm(key).code(), "NOT_FOUND_CARD");
  const ApiAnswer again = app.client.add_card({"4242424242424242", "3012", "123"});
  ASSERT_EQ(again.status, 200) << again.summary();
  EXPECT_EQ(app.client.confirm(key, again.text("cardId"), kPin).text("status"), "DONE");
  told(key, Told::What::kApproved);
  const ApiAnswer voided = shop().cancel_payment(paid, "변심");
  EXPECT_EQ(voided.status, 200) << "what was paid with the deleted card can go back: "
                                << voided.summary();
}

TEST_F(ShopperTest, TheHistoryHasEveryPaymentOnceThoughTheRelayIsKilled) {
  App app = new_app();
  constexpr std::size_t kPayments = 6;
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < kPayments; ++i) {
    keys.push_back(paid_by(app));
    for (const pid_t pid : stack().pids_of("relay")) ::kill(pid, SIGKILL);
  }
  const auto payments = history_of(app, kPayments, "DONE");
  for (std::size_t i = 0; i < kPayments; ++i) {
    EXPECT_EQ(payments.at(i).at("paymentKey"), keys[kPayments - 1 - i]) << "newest first";
  }
  dev::expect_ok(shop().cancel_payment(keys.back(), "변심"), "cancel");
  const auto after = history_of(app, kPayments, "CANCELED");
  EXPECT_EQ(after.at(0).at("balanceAmount"), 0);
  EXPECT_EQ(after.at(0).at("canceledAmount"), 10'000);
  const auto page =
      dev::expect_ok(app.client.history("limit=2&startingAfter=" + keys[3]), "page").body;
  ASSERT_EQ(page.at("payments").size(), 2U);
  EXPECT_EQ(page.at("payments").at(0).at("paymentKey"), keys[2]);
  EXPECT_TRUE(page.at("hasMore"));
}

}  // namespace
}  // namespace pay200::test
