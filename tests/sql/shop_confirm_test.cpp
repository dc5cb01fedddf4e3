// A payment whose amount a browser chose: the shopper's confirm waits for the shop's, and whoever
// locks the payment first wins.

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "tests/support/payment_world.hpp"
#include "tests/support/together.hpp"

namespace pay200::test {
namespace {

using payment_store::Transition;
using std::chrono::microseconds;
using std::chrono::minutes;

const IdempotencyClaim kClaim{std::string(32, 's'), std::string(32, 'r')};

class ShopConfirmTest : public ::testing::Test {
 protected:
  ShopConfirmTest() : pool_(options(world_)) { world_.by_client = true; }
  void TearDown() override { EXPECT_EQ(world_.violations(), std::vector<std::string>{}); }

  static db::DatabaseOptions options(PaymentWorld& world) {
    db::DatabaseOptions options;
    options.conninfo = world.database().conninfo("pay200_api");
    options.connections = 8;
    return options;
  }

  payment_store::NewAttempt attempt_for(const KnownPayment& payment) {
    auto attempt = world_.new_attempt();
    attempt.confirm_id = payment.confirm_id;
    return attempt;
  }
  Transition claim(const payment_store::NewAttempt& attempt, const PaymentKey& key,
                   const payment_store::OptionalClaim& idempotency = std::nullopt) {
    return payment_store::begin_attempt(pool_, key, attempt, PaymentWorld::kMaxAttempts,
                                        idempotency, world_.now);
  }

  PaymentWorld world_;
  db::Database pool_;
};

TEST_F(ShopConfirmTest, TheShopFindsWhatTheShopperChose) {
  const auto held = world_.bring_to(PaymentState::kHeld);
  auto confirm = world_.new_confirm();
  confirm.installment_months = 3;
  ASSERT_EQ(world_.await_shop(held.key, confirm).outcome, "confirmed");
  const auto terms = payment_store::terms_to_shop_confirm(world_.api(), held.key);
  ASSERT_TRUE(terms && terms->confirm);
  EXPECT_FALSE(terms->refusal);
  EXPECT_EQ(terms->order_id, world_.read(held.key).order_id);
  EXPECT_EQ(terms->total_minor, PaymentWorld::kAmount);
  EXPECT_EQ(terms->confirm->id, confirm.id);
  EXPECT_EQ(terms->confirm->shopper_id, world_.shopper_id);
  EXPECT_EQ(terms->confirm->card.pan_ciphertext, confirm.card.pan_ciphertext);
  EXPECT_EQ(terms->confirm->installment_months, 3);
}

TEST_F(ShopConfirmTest, AConfirmMadeTwiceIsOneConfirm) {
  const auto held = world_.bring_to(PaymentState::kHeld);
  const auto confirm = world_.new_confirm();
  EXPECT_EQ(world_.await_shop(held.key, confirm, kClaim).outcome, "confirmed");
  const auto again = world_.await_shop(held.key, confirm, kClaim);
  EXPECT_EQ(again.outcome, "confirmed");
  EXPECT_FALSE(again.replayed) << "the same call, after a broken connection";
  const auto replay = world_.await_shop(held.key, world_.new_confirm(), kClaim);
  EXPECT_EQ(replay.outcome, "confirmed");
  EXPECT_TRUE(replay.replayed);
  EXPECT_EQ(world_.await_shop(held.key, world_.new_confirm()).outcome, "PAYMENT_IN_PROGRESS");
  EXPECT_EQ(world_.value("SELECT count(*) FROM payment_confirm"), "1");
}

/// Whoever knows an order and the client key would set its amount.
TEST_F(ShopConfirmTest, APageDoesNotReplaceWhatAServerHasMade) {
  world_.by_client = false;
  const auto made = world_.new_payment("order-of-a-server");
  ASSERT_EQ(world_.create(made).outcome, "created");
  world_.by_client = true;
  EXPECT_EQ(world_.create(world_.new_payment("order-of-a-server")).outcome, "DUPLICATED_ORDER_ID");
  EXPECT_EQ(world_.read(made.key).state, PaymentState::kReady);
  world_.now += minutes(10);
  ASSERT_EQ(payment_store::expire_payment(world_.relay(), made.key, world_.now),
            PaymentState::kExpired);
  EXPECT_EQ(world_.create(world_.new_payment("order-of-a-server")).outcome, "DUPLICATED_ORDER_ID")
      << "not when it has ended unpaid either";
}

TEST_F(ShopConfirmTest, AServerReplacesWhatAPageHasMadeForGood) {
  ASSERT_EQ(world_.create(world_.new_payment("order-of-both")).outcome, "created");
  EXPECT_EQ(world_.create(world_.new_payment("order-of-both")).outcome, "created");
  world_.by_client = false;
  ASSERT_EQ(world_.create(world_.new_payment("order-of-both")).outcome, "created");
  world_.by_client = true;
  EXPECT_EQ(world_.create(world_.new_payment("order-of-both")).outcome, "DUPLICATED_ORDER_ID");
}

TEST_F(ShopConfirmTest, OnlyMonthsThatThePaymentOffersAreTaken) {
  auto made = world_.new_payment();
  made.installment_least = 0;
  made.installment_most = 6;
  world_.create(made);
  world_.scan(made.key, world_.shopper_id);
  for (const int months : {-1, 1, 7, 12}) {
    auto confirm = world_.new_confirm();
    confirm.installment_months = months;
    EXPECT_EQ(world_.await_shop(made.key, confirm).outcome, "INVALID_CARD_INSTALLMENT_PLAN")
        << months;
  }
  auto confirm = world_.new_confirm();
  confirm.installment_months = 6;
  EXPECT_EQ(world_.await_shop(made.key, confirm).outcome, "confirmed");
}

TEST_F(ShopConfirmTest, ItIsTheShopsUntilTheDeadlineAndExpiresAtIt) {
  const auto in_time = world_.bring_to(PaymentState::kConfirmed);
  const auto too_late = world_.bring_to(PaymentState::kConfirmed);
  world_.now += minutes(10) - microseconds(1);
  EXPECT_EQ(claim(attempt_for(in_time), in_time.key).outcome, "started");
  world_.now += microseconds(1);
  EXPECT_EQ(payment_store::due_payments(world_.relay(), 10, world_.now).size(), 1U);
  EXPECT_EQ(claim(attempt_for(too_late), too_late.key).outcome, "EXPIRED_PAYMENT");
  EXPECT_EQ(world_.state_of(too_late.key), PaymentState::kExpired) << "though its QR code lived on";
}

TEST_F(ShopConfirmTest, ADeclineGivesItBackAndBothConfirmAgain) {
  KnownPayment payment = world_.bring_to(PaymentState::kAuthorizing);
  EXPECT_EQ(world_.decline(payment).payment->state, PaymentState::kHeld);
  EXPECT_EQ(claim(attempt_for(payment), payment.key).outcome, "NOT_CONFIRMED_PAYMENT");
  const auto confirm = world_.new_confirm();
  EXPECT_EQ(world_.await_shop(payment.key, confirm).outcome, "confirmed");
  EXPECT_EQ(claim(attempt_for(payment), payment.key).outcome, "PAYMENT_IN_PROGRESS")
      << "the card that was declined is not the one that was confirmed now";
  payment.confirm_id = confirm.id;
  const auto attempt = attempt_for(payment);
  EXPECT_EQ(claim(attempt, payment.key).outcome, "started");
  payment.attempt_id = attempt.id;
  EXPECT_EQ(world_.approve(payment).outcome, "approved");
}

TEST_F(ShopConfirmTest, WhatWasNotSentWaitsForItsShopAsBefore) {
  const auto payment = world_.bring_to(PaymentState::kAuthorizing);
  const Time deadline = world_.now + minutes(10);
  world_.now += minutes(1);
  EXPECT_EQ(world_.release(payment).payment->state, PaymentState::kConfirmed);
  EXPECT_EQ(world_.read(payment.key).hold_expires_at, deadline) << "no longer than before";
  EXPECT_EQ(claim(attempt_for(payment), payment.key).outcome, "started");
}

TEST_F(ShopConfirmTest, AMerchantThatConfirmsItselfIsNotWaitedFor) {
  world_.value("UPDATE merchant SET auto_confirm = true");
  const auto payment = world_.new_payment();
  const auto made = world_.create(payment);
  EXPECT_FALSE(made.payment->shop_confirms);
  world_.scan(payment.key, world_.shopper_id);
  EXPECT_EQ(world_.begin(payment.key, world_.new_attempt()).outcome, "started");
}

TEST_F(ShopConfirmTest, EightConfirmsUnderOneKeyChargeOnce) {
  for (int round = 0; round < 20; ++round) {
    const auto payment = world_.bring_to(PaymentState::kConfirmed);
    const IdempotencyClaim mine{std::string(31, 's') + static_cast<char>('A' + round),
                                std::string(32, 'r')};
    std::vector<payment_store::NewAttempt> attempts;
    for (int i = 0; i < 8; ++i) attempts.push_back(attempt_for(payment));
    std::vector<Transition> answers(attempts.size());
    together(attempts.size(),
             [&](std::size_t i) { answers[i] = claim(attempts[i], payment.key, mine); });
    std::map<std::string, int> counts;
    for (const Transition& answer : answers) ++counts[answer.outcome];
    EXPECT_EQ(counts, (std::map<std::string, int>{{"started", 1}, {"IDEMPOTENCY_KEY_IN_USE", 7}}));
  }
}

TEST_F(ShopConfirmTest, AWithdrawalAndTheShopsConfirmAtOnceHaveOneWinner) {
  std::map<std::string, int> seen;
  for (int round = 0; round < 1'000; ++round) {
    const auto payment = world_.bring_to(PaymentState::kConfirmed);
    const auto attempt = attempt_for(payment);
    auto cancel = world_.new_cancel();
    cancel.by_shopper = world_.shopper_id;
    Transition withdrawn, claimed;
    together({[&] {
                withdrawn =
                    payment_store::cancel_payment(pool_, payment.key, cancel, {}, world_.now);
              },
              [&] { claimed = claim(attempt, payment.key); }});
    const PaymentState end = world_.state_of(payment.key);
    if (withdrawn.outcome == "canceled") {
      ASSERT_EQ(claimed.outcome, "ALREADY_CANCELED_PAYMENT");
      ASSERT_EQ(end, PaymentState::kCanceled);
    } else {
      // Too late to withdraw what is on its way; what it brings will be undone.
      ASSERT_EQ(withdrawn.outcome, "recorded");
      ASSERT_EQ(claimed.outcome, "started");
      ASSERT_EQ(end, PaymentState::kAuthorizingCancel);
    }
    ++seen[std::string(to_text(end))];
  }
  EXPECT_EQ(seen.size(), 2U) << "they never met";
}

TEST_F(ShopConfirmTest, TheShopsConfirmAndTheSweepAtOnceHaveOneWinner) {
  for (int round = 0; round < 200; ++round) {
    const auto payment = world_.bring_to(PaymentState::kConfirmed);
    const auto attempt = attempt_for(payment);
    Transition claimed;
    PaymentState swept = PaymentState::kReady;
    together({[&] { claimed = claim(attempt, payment.key); },
              [&] {
                swept = payment_store::expire_payment(world_.relay(), payment.key,
                                                      world_.now + minutes(10));
              }});
    ASSERT_EQ(claimed.outcome, swept == PaymentState::kExpired ? "EXPIRED_PAYMENT" : "started");
  }
}

TEST_F(ShopConfirmTest, ANewCreateRetiresWhatWaitsForItsShop) {
  const auto waiting = world_.bring_to(PaymentState::kConfirmed);
  const auto newer = world_.new_payment(world_.read(waiting.key).order_id);
  EXPECT_EQ(world_.create(newer).outcome, "created");
  EXPECT_EQ(claim(attempt_for(waiting), waiting.key).outcome, "EXPIRED_PAYMENT");
}

}  // namespace
}  // namespace pay200::test
