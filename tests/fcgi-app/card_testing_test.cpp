// Who has numbers and wants to know which of them are cards: what stops it, by number, shopper and
// address, before the bank is asked.

#include <gtest/gtest.h>
#include <pqxx/pqxx>
#include <string>

#include "core/payment/payment_service.hpp"
#include "core/shopper/shopper_service.hpp"
#include "tests/fcgi-app/scripted_bank.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

using std::chrono::seconds;
using test::PaymentWorld;
using test::model::Bank;

/// The nth number of a kind, with its check digit.
std::string card_number(int n) {
  const std::string some = std::to_string(1'000'000 + n);
  std::string digits = "42424242" + some;
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 0) digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
    sum += digit;
  }
  return digits + std::to_string((10 - sum % 10) % 10);
}

class WorldClock final : public Clock {
 public:
  explicit WorldClock(const PaymentWorld& world) : world_(world) {}
  Time now() const override { return world_.now; }

 private:
  const PaymentWorld& world_;
};

class CardTestingTest : public testing::Test {
 protected:
  CardTestingTest()
      : bank_(world_.database().owner()),
        link_(bank_.socket()),
        clock_(world_),
        shoppers_(world_.api(), clock_, config_, &link_, PaymentWorld::kPinKey),
        payments_(world_.api(), clock_, config_, &link_, PaymentWorld::kPinKey) {
    config_.acquirers.emplace_back();
    config_.acquirers[0].name = "sandbox";
    world_.now = system_clock().now() + std::chrono::hours(1);
    bank_.follow({.pay = Bank::kRefuses});
  }

  /// "ok", or why it is none.
  std::string register_card(ShopperId shopper, int number, const char* address = "203.0.113.7") {
    const auto card = shoppers_.add_card(
        shopper, {.number = card_number(number), .expiry = "3012", .cvc = "123"}, address);
    return std::string(card ? "ok" : wire_name(card.error().code));
  }
  /// A live shopper: test cards are everybody's.
  ShopperId live_shopper(const std::string& login_id) {
    const auto shopper = ShopperId::make(world_.now);
    world_.database().operators().call(
        {"card_testing_shopper",
         "SELECT create_shopper($1, 'live', $2, '김하나', 'no hash', $3, $4)"},
        db::Params().add(shopper).add(login_id).add_bytes(std::string(32, 'p')).add(world_.now));
    return shopper;
  }
  /// Of a payment that the shopper holds, with a card of theirs.
  std::string confirm(const char* pin = PaymentWorld::kPin) {
    const auto created = payments_.create_payment({.merchant_id = world_.merchant_id,
                                                   .order_id = "order-" + std::to_string(++orders_),
                                                   .order_name = "커피",
                                                   .amount = {1'000, Currency::kKrw},
                                                   .customer_name = std::nullopt,
                                                   .idempotency = std::nullopt});
    const PaymentKey key = created.result.value().key;
    EXPECT_TRUE(payments_.scan_payment(key, world_.shopper_id, false));
    const auto answer = payments_.confirm_payment({.key = key,
                                                   .shopper_id = world_.shopper_id,
                                                   .card_id = world_.card_id,
                                                   .pin = pin,
                                                   .idempotency = std::nullopt});
    return std::string(answer.result ? "ok" : wire_name(answer.result.error().code));
  }
  const Config::Limits& limits() const { return config_.limits; }

  PaymentWorld world_;
  test::ScriptedBank bank_;
  LinkClient link_;
  WorldClock clock_;
  Config config_;
  ShopperService shoppers_;
  PaymentService payments_;
  int orders_ = 0;
};

TEST_F(CardTestingTest, ANumberThatIsRefusedPausesWhoeverTriesIt) {
  const auto one = live_shopper("one@example.kr");
  const auto two = live_shopper("two@example.kr");
  for (int i = 0; i < limits().tries_per_card_number; ++i) {
    EXPECT_EQ(register_card(one, 1), "REJECT_CARD_COMPANY") << i;
  }
  const int asked = bank_.verified();
  EXPECT_EQ(register_card(two, 1, "198.51.100.1"), "TOO_MANY_REQUESTS");
  EXPECT_EQ(bank_.verified(), asked) << "the bank was asked all the same";
  EXPECT_EQ(register_card(two, 2, "198.51.100.1"), "REJECT_CARD_COMPANY") << "another number";
  world_.now += seconds(limits().card_number_window_s + 1);
  EXPECT_EQ(register_card(two, 1, "198.51.100.1"), "REJECT_CARD_COMPANY");
}

TEST_F(CardTestingTest, AShopperWhoseCardsAreRefusedPauses) {
  for (int i = 0; i < limits().cards_per_shopper; ++i) {
    // Each from elsewhere, so that no address is used up.
    const std::string address = "203.0.113." + std::to_string(i);
    EXPECT_EQ(register_card(world_.shopper_id, i, address.c_str()), "REJECT_CARD_COMPANY") << i;
  }
  const int asked = bank_.verified();
  EXPECT_EQ(register_card(world_.shopper_id, 100, "198.51.100.1"), "TOO_MANY_REQUESTS");
  EXPECT_EQ(bank_.verified(), asked);
  EXPECT_EQ(register_card(world_.other_shopper_id, 100, "198.51.100.1"), "REJECT_CARD_COMPANY");
  world_.now += seconds(limits().card_window_s + 1);
  EXPECT_EQ(register_card(world_.shopper_id, 100, "198.51.100.1"), "REJECT_CARD_COMPANY");
}

TEST_F(CardTestingTest, AnAddressWhoseCardsAreRefusedPausesForEveryShopper) {
  config_.limits.cards_per_address = 4;
  const auto third = live_shopper("three@example.kr");
  for (int i = 0; i < 4; ++i) {
    const auto shopper = i % 2 == 0 ? world_.shopper_id : world_.other_shopper_id;
    const std::string address = "2001:db8:1:2::" + std::to_string(i + 1);  // one subscriber's
    EXPECT_EQ(register_card(shopper, i, address.c_str()), "REJECT_CARD_COMPANY") << i;
  }
  const int asked = bank_.verified();
  EXPECT_EQ(register_card(third, 100, "2001:db8:1:2::ffff"), "TOO_MANY_REQUESTS");
  EXPECT_EQ(bank_.verified(), asked);
  EXPECT_EQ(register_card(third, 100, "2001:db8:1:3::1"), "REJECT_CARD_COMPANY") << "a neighbour";
}

TEST_F(CardTestingTest, CardsThatAreTakenAndABankThatIsAwayPauseNobody) {
  config_.limits.cards_per_shopper = 1;
  bank_.follow({.pay = Bank::kDoes});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(register_card(world_.shopper_id, i), "ok") << i;
  bank_.follow({.pay = Bank::kNotSent});
  for (int i = 3; i < 6; ++i) {
    EXPECT_EQ(register_card(world_.shopper_id, i), "ACQUIRER_UNAVAILABLE") << i;
  }
  bank_.follow({.pay = Bank::kRefuses});
  EXPECT_EQ(register_card(world_.shopper_id, 6), "REJECT_CARD_COMPANY");
  EXPECT_EQ(register_card(world_.shopper_id, 7), "TOO_MANY_REQUESTS");
}

TEST_F(CardTestingTest, AShopperConfirmsOnlySoOftenARightOrAWrongPinAlike) {
  config_.limits.confirms_per_shopper = 4;
  EXPECT_EQ(confirm("000000"), "INVALID_PIN");
  for (int i = 1; i < 4; ++i) EXPECT_EQ(confirm(), "REJECT_CARD_PAYMENT") << i;
  const int asked = bank_.paid_messages();
  EXPECT_EQ(confirm(), "TOO_MANY_REQUESTS");
  EXPECT_EQ(bank_.paid_messages(), asked) << "a card was tried all the same";
  world_.now += seconds(limits().confirm_window_s + 1);
  EXPECT_EQ(confirm(), "REJECT_CARD_PAYMENT");
}

}  // namespace
}  // namespace pay200
