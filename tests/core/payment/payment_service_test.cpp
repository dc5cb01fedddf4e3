#include "core/payment/payment_service.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/authenticator.hpp"
#include "tests/support/payment_world.hpp"

// What works with no acquirer in reach: tests/fcgi-app/payment_path_test.cpp has the rest.

namespace pay200 {
namespace {

using std::chrono::seconds;
using test::PaymentWorld;

class WorldClock final : public Clock {
 public:
  explicit WorldClock(const PaymentWorld& world) : world_(world) {}
  Time now() const override { return world_.now; }

 private:
  const PaymentWorld& world_;
};

constexpr const char* kSession = "ses_mine";
const IdempotencyClaim kClaim{std::string(32, 's'), std::string(32, 'r')};

class PaymentServiceTest : public ::testing::Test {
 protected:
  PaymentServiceTest()
      : clock_(world_),
        link_("/nonexistent/link.sock"),
        service_(world_.api(), clock_, config_, &link_, PaymentWorld::kPinKey) {}
  void TearDown() override { EXPECT_EQ(world_.violations(), std::vector<std::string>{}); }

  CreatePaymentRequest create_request(const std::string& order_id = "order-1") {
    return {.merchant_id = world_.merchant_id,
            .order_id = order_id,
            .order_name = "커피 두 잔",
            .amount = {11'000, Currency::kKrw},
            .customer_name = "김하나",
            .idempotency = std::nullopt};
  }
  ConfirmPaymentRequest confirm_request(const PaymentKey& key) {
    return {.key = key,
            .shopper_id = world_.shopper_id,
            .card_id = world_.card_id,
            .pin = PaymentWorld::kPin,
            .idempotency = std::nullopt};
  }
  CancelPaymentRequest cancel_request(const PaymentKey& key) {
    return {.key = key,
            .by_shopper = std::nullopt,
            .amount_minor = std::nullopt,
            .reason = "변심",
            .idempotency = std::nullopt};
  }
  // ---- by a passkey

  void register_device(test::Authenticator& device, ShopperId shopper) {
    config_.payment.public_base_url = "https://pay.example";
    PasskeyService passkeys(world_.api(), clock_, config_, PaymentWorld::kPinKey);
    const auto begun = passkeys.begin_passkey(shopper, kSession, PaymentWorld::kPin).value();
    const auto made = device.create({.challenge = begun.request.challenge});
    ASSERT_TRUE(passkeys.add_passkey(shopper, kSession, made, std::nullopt).ok());
  }
  PasskeyConfirmRequest passkey_request(const PaymentKey& key) {
    return {.key = key,
            .shopper_id = world_.shopper_id,
            .session_token = kSession,
            .card_id = world_.card_id};
  }
  /// As the device confirms this payment.
  ConfirmPaymentRequest signed_by(test::Authenticator& device, const PaymentKey& key) {
    const auto asked = service_.begin_passkey_confirm(passkey_request(key)).value();
    auto request = confirm_request(key);
    request.pin.clear();
    request.passkey = ShownPasskey{kSession, device.get({.challenge = asked.challenge})};
    return request;
  }

  static std::string code(const Result<PasskeyRequest>& result) {
    return std::string(result ? "ok" : wire_name(result.error().code));
  }
  static std::string code(const PaymentAnswer& answer) {
    return std::string(answer.result ? "ok" : wire_name(answer.result.error().code));
  }
  static std::string code(const Result<Payment>& result) {
    return std::string(result ? "ok" : wire_name(result.error().code));
  }

  PaymentWorld world_;
  WorldClock clock_;
  Config config_;
  LinkClient link_;
  PaymentService service_;
};

TEST_F(PaymentServiceTest, ACreatedPaymentIsFoundByItsKeyAndItsOrder) {
  const auto created = service_.create_payment(create_request());
  ASSERT_EQ(code(created), "ok");
  const Payment& payment = created.result.value();
  EXPECT_EQ(payment.status(), PublicStatus::kReady);
  EXPECT_EQ(payment.order_name, "커피 두 잔");
  EXPECT_EQ(payment.customer_name, "김하나");
  EXPECT_EQ(payment.tax.vat_minor, 1'000);
  EXPECT_EQ(payment.expires_at, world_.now + seconds(config_.payment.qr_lifetime_s));
  EXPECT_FALSE(payment.live);
  EXPECT_EQ(service_.get_payment(payment.key)->order_id, "order-1");
  EXPECT_EQ(service_.get_payment_by_order(world_.merchant_id, "order-1")->key, payment.key);
}

TEST_F(PaymentServiceTest, WhatDoesNotExistIsNotFound) {
  const PaymentKey key{world_.merchant_id, PaymentId::make(world_.now)};
  EXPECT_EQ(code(service_.get_payment(key)), "NOT_FOUND_PAYMENT");
  EXPECT_EQ(code(service_.get_payment_by_order(world_.merchant_id, "order-0")),
            "NOT_FOUND_PAYMENT");
  EXPECT_EQ(code(service_.scan_payment(key, world_.shopper_id, false)), "NOT_FOUND_PAYMENT");
  EXPECT_EQ(code(service_.cancel_payment(cancel_request(key))), "NOT_FOUND_PAYMENT");
}

TEST_F(PaymentServiceTest, AnotherMerchantsKeyFindsNothing) {
  const auto payment = world_.bring_to(PaymentState::kReady);
  const PaymentKey other{MerchantId::make_random(), payment.key.payment_id};
  EXPECT_EQ(code(service_.get_payment(other)), "NOT_FOUND_PAYMENT");
  EXPECT_EQ(code(service_.cancel_payment(cancel_request(other))), "NOT_FOUND_PAYMENT");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kReady);
}

TEST_F(PaymentServiceTest, WhatNobodyCouldPayIsRefusedByName) {
  const auto param = [this](auto change) {
    auto request = create_request();
    change(request);
    const auto answer = service_.create_payment(request);
    return answer.result ? std::string("none") : answer.result.error().param;
  };
  EXPECT_EQ(param([](auto& request) { request.order_id = "short"; }), "orderId");
  EXPECT_EQ(param([](auto& request) { request.order_id = std::string(65, 'o'); }), "orderId");
  EXPECT_EQ(param([](auto& request) { request.order_id = "order 1"; }), "orderId");
  EXPECT_EQ(param([](auto& request) { request.order_name = ""; }), "orderName");
  EXPECT_EQ(param([](auto& request) { request.order_name = std::string(101, 'n'); }), "orderName");
  EXPECT_EQ(param([](auto& request) { request.customer_name = ""; }), "customerName");
  EXPECT_EQ(param([](auto& request) { request.amount.amount_minor = 0; }), "amount");
  EXPECT_EQ(param([](auto& request) { request.amount.amount_minor = kMaxAmountMinor + 1; }),
            "amount");
  EXPECT_EQ(param([](auto& request) {
              std::string hundred;
              for (int i = 0; i < 100; ++i) hundred += "가";
              request.order_name = hundred;
            }),
            "none");
}

TEST_F(PaymentServiceTest, AnOrderIsPaidOnce) {
  const auto paid = world_.bring_to(PaymentState::kApproved);
  EXPECT_EQ(code(service_.create_payment(create_request(world_.read(paid.key).order_id))),
            "DUPLICATED_ORDER_ID");
}

TEST_F(PaymentServiceTest, OnlyTheShopperWhoHoldsItSeesIt) {
  const auto payment = world_.bring_to(PaymentState::kReady);
  EXPECT_EQ(code(service_.get_payment_of_shopper(payment.key, world_.shopper_id)),
            "NOT_FOUND_PAYMENT");
  const auto scanned = service_.scan_payment(payment.key, world_.shopper_id, false);
  ASSERT_EQ(code(scanned), "ok");
  EXPECT_EQ(scanned->hold_expires_at, world_.now + seconds(config_.payment.hold_lifetime_s));
  EXPECT_EQ(code(service_.get_payment_of_shopper(payment.key, world_.shopper_id)), "ok");
  EXPECT_EQ(code(service_.get_payment_of_shopper(payment.key, world_.other_shopper_id)),
            "NOT_FOUND_PAYMENT");
}

TEST_F(PaymentServiceTest, TheFirstScanWins) {
  const auto payment = world_.bring_to(PaymentState::kReady);
  EXPECT_EQ(code(service_.scan_payment(payment.key, world_.shopper_id, true)), "MODE_MISMATCH");
  EXPECT_EQ(code(service_.scan_payment(payment.key, world_.shopper_id, false)), "ok");
  EXPECT_EQ(code(service_.scan_payment(payment.key, world_.shopper_id, false)), "ok");
  EXPECT_EQ(code(service_.scan_payment(payment.key, world_.other_shopper_id, false)),
            "ALREADY_SCANNED_PAYMENT");
}

TEST_F(PaymentServiceTest, AConfirmWantsTheShoppersOwnCardAndPin) {
  const auto payment = world_.bring_to(PaymentState::kHeld);
  auto request = confirm_request(payment.key);
  request.card_id = world_.other_card_id;
  EXPECT_EQ(code(service_.confirm_payment(request)), "NOT_FOUND_CARD");
  request = confirm_request(payment.key);
  request.pin = "000000";
  for (int tries = 1; tries < config_.shopper.pin_max_failures; ++tries) {
    EXPECT_EQ(code(service_.confirm_payment(request)), "INVALID_PIN");
  }
  EXPECT_EQ(code(service_.confirm_payment(request)), "PIN_LOCKED");
  EXPECT_EQ(code(service_.confirm_payment(confirm_request(payment.key))), "PIN_LOCKED");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kHeld);
}

TEST_F(PaymentServiceTest, WithNoAcquirerInReachNothingIsChargedAndNothingChanges) {
  const auto payment = world_.bring_to(PaymentState::kHeld);
  const auto answer = service_.confirm_payment(confirm_request(payment.key));
  EXPECT_EQ(code(answer), "ACQUIRER_UNAVAILABLE");
  EXPECT_TRUE(answer.result.error().retry_after_s);
  const Payment after = world_.read(payment.key);
  EXPECT_EQ(after.state, PaymentState::kHeld);
  EXPECT_TRUE(after.attempts.empty());
}

TEST_F(PaymentServiceTest, WhatIsKeptIsAnsweredThoughTheAcquirerIsAway) {
  const auto held = world_.bring_to(PaymentState::kHeld);
  const auto attempt = world_.new_attempt();
  world_.begin(held.key, attempt, kClaim);
  auto request = confirm_request(held.key);
  request.idempotency = kClaim;
  EXPECT_EQ(code(service_.confirm_payment(request)), "IDEMPOTENCY_KEY_IN_USE");
  world_.approve({.key = held.key,
                  .attempt_id = attempt.id,
                  .cancel_id = {},
                  .reversal_id = ReversalId::make(world_.now)});
  const auto replay = service_.confirm_payment(request);
  EXPECT_EQ(code(replay), "ok");
  EXPECT_TRUE(replay.replayed);
  request.pin = "000000";
  EXPECT_EQ(code(service_.confirm_payment(request)), "INVALID_PIN") << "a key is no way to guess";
}

TEST_F(PaymentServiceTest, AnUnsettledConfirmIsAnsweredByWhatHasBecomeOfIt) {
  test::KnownPayment payment = world_.bring_to(PaymentState::kHeld);
  const auto attempt = world_.new_attempt();
  payment.attempt_id = attempt.id;
  payment.reversal_id = ReversalId::make(world_.now);
  world_.begin(payment.key, attempt, kClaim);
  world_.mark_unknown(payment);
  auto request = confirm_request(payment.key);
  request.idempotency = kClaim;
  EXPECT_EQ(code(service_.confirm_payment(request)), "OUTCOME_UNKNOWN");
  world_.acknowledge(payment, "00");
  EXPECT_EQ(code(service_.confirm_payment(request)), "ABORTED_PAYMENT");
  EXPECT_TRUE(service_.confirm_payment(request).replayed);
}

// ------------------------------------------------------------------ by a passkey

TEST_F(PaymentServiceTest, OnceAChallengeHasExpiredWhatIsKeptIsToldAndNothingBegun) {
  test::Authenticator device;
  register_device(device, world_.shopper_id);
  world_.by_client = true;  // nothing is sent: the acquirer is away here
  const auto held = world_.bring_to(PaymentState::kHeld);
  auto request = signed_by(device, held.key);
  request.idempotency = kClaim;
  const auto first = service_.confirm_payment(request);
  ASSERT_EQ(code(first), "ok");
  EXPECT_TRUE(first.pending);
  EXPECT_FALSE(first.replayed);
  world_.now += seconds(config_.shopper.passkey_lifetime_s + 1);
  const auto again = service_.confirm_payment(request);
  EXPECT_EQ(code(again), "ok");
  EXPECT_TRUE(again.pending);
  EXPECT_TRUE(again.replayed);
  auto other = request;
  other.idempotency = IdempotencyClaim{std::string(32, 't'), std::string(32, 'r')};
  EXPECT_EQ(code(service_.confirm_payment(other)), "EXPIRED_PASSKEY_CHALLENGE") << "another key";
  other.idempotency.reset();
  EXPECT_EQ(code(service_.confirm_payment(other)), "EXPIRED_PASSKEY_CHALLENGE") << "no key";
  char& last = request.passkey->assertion.signature.back();
  last = static_cast<char>(last ^ 1);
  EXPECT_EQ(code(service_.confirm_payment(request)), "INVALID_PASSKEY") << "who has proved nothing";
}

TEST_F(PaymentServiceTest, ATooLateConfirmBeginsNothing) {
  test::Authenticator device;
  register_device(device, world_.shopper_id);
  world_.by_client = true;
  const auto held = world_.bring_to(PaymentState::kHeld);
  auto request = signed_by(device, held.key);
  request.idempotency = kClaim;
  world_.now += seconds(config_.shopper.passkey_lifetime_s);
  EXPECT_EQ(code(service_.confirm_payment(request)), "EXPIRED_PASSKEY_CHALLENGE");
  EXPECT_EQ(world_.state_of(held.key), PaymentState::kHeld);
}

TEST_F(PaymentServiceTest, APasskeyIsAskedForOnlyByWhoHoldsThePaymentAndPaysNobodyElses) {
  test::Authenticator device;
  register_device(device, world_.shopper_id);
  world_.by_client = true;
  const auto held = world_.bring_to(PaymentState::kHeld);
  const auto request = signed_by(device, held.key);
  // Its hold has ended meanwhile, and another shopper has scanned it. Card and passkey are right.
  world_.database().execute("UPDATE pay200.payment SET shopper_id = '" +
                            world_.other_shopper_id.to_sql() + "'");
  EXPECT_EQ(code(service_.begin_passkey_confirm(passkey_request(held.key))),
            "ALREADY_SCANNED_PAYMENT");
  EXPECT_EQ(code(service_.confirm_payment(request)), "ALREADY_SCANNED_PAYMENT");
  EXPECT_EQ(world_.state_of(held.key), PaymentState::kHeld);
}

TEST_F(PaymentServiceTest, APasskeyIsNotAskedForWithMonthsThatAreNoPlan) {
  test::Authenticator device;
  register_device(device, world_.shopper_id);
  const auto held = world_.bring_to(PaymentState::kHeld);
  auto request = passkey_request(held.key);
  for (const int months : {0, 2, 12}) {
    request.installment_months = months;
    EXPECT_EQ(code(service_.begin_passkey_confirm(request)), "ok") << months;
  }
  request.installment_months = 1;
  EXPECT_EQ(code(service_.begin_passkey_confirm(request)), "INVALID_CARD_INSTALLMENT_PLAN");
  world_.database().execute("UPDATE pay200.payment SET installment_most = 6");
  request.installment_months = 7;
  EXPECT_EQ(code(service_.begin_passkey_confirm(request)), "INVALID_CARD_INSTALLMENT_PLAN");
}

TEST_F(PaymentServiceTest, BeforeApprovalACancelIsDoneAtOnce) {
  for (const PaymentState state : {PaymentState::kReady, PaymentState::kHeld}) {
    const auto payment = world_.bring_to(state);
    const auto answer = service_.cancel_payment(cancel_request(payment.key));
    ASSERT_EQ(code(answer), "ok");
    EXPECT_FALSE(answer.pending);
    EXPECT_EQ(answer.result->status(), PublicStatus::kCanceled);
    EXPECT_EQ(answer.result->cancels.at(0).state, "done");
    EXPECT_EQ(code(service_.cancel_payment(cancel_request(payment.key))),
              "ALREADY_CANCELED_PAYMENT");
  }
}

TEST_F(PaymentServiceTest, AShopperCancelsOnlyTheirOwn) {
  const auto payment = world_.bring_to(PaymentState::kHeld);
  auto request = cancel_request(payment.key);
  request.by_shopper = world_.other_shopper_id;
  EXPECT_EQ(code(service_.cancel_payment(request)), "NOT_FOUND_PAYMENT");
  request.by_shopper = world_.shopper_id;
  EXPECT_EQ(code(service_.cancel_payment(request)), "ok");
}

TEST_F(PaymentServiceTest, ACancelDuringAnAuthorizationIsPendingAndItsReplayTellsTheEnd) {
  const auto payment = world_.bring_to(PaymentState::kAuthorizing);
  auto request = cancel_request(payment.key);
  request.idempotency = kClaim;
  const auto first = service_.cancel_payment(request);
  EXPECT_EQ(code(first), "ok");
  EXPECT_TRUE(first.pending);
  EXPECT_FALSE(first.replayed);
  EXPECT_TRUE(service_.cancel_payment(request).pending);
  world_.decline(payment);
  const auto replay = service_.cancel_payment(request);
  EXPECT_EQ(code(replay), "ok");
  EXPECT_FALSE(replay.pending);
  EXPECT_TRUE(replay.replayed);
}

TEST_F(PaymentServiceTest, AVoidThatCannotBeSentIsPendingAndLeftToTheRelay) {
  // The business day as the service reckons it must be the approval's.
  auto approved = world_.bring_to(PaymentState::kAuthorizing);
  world_.business_day = seoul_day(world_.now);
  world_.approve(approved);
  const auto answer = service_.cancel_payment(cancel_request(approved.key));
  ASSERT_EQ(code(answer), "ok");
  EXPECT_TRUE(answer.pending);
  EXPECT_EQ(answer.result->status(), PublicStatus::kDone);
  EXPECT_EQ(answer.result->cancels.at(0).state, "in_progress");
  EXPECT_EQ(payment_store::due_reversals(world_.relay(), 10, world_.now + seconds(1)).size(), 1U);
}

TEST_F(PaymentServiceTest, AfterTheCutOffTheWholeIsARefund) {
  config_.acquirers.resize(1);
  config_.acquirers[0].name = "sandbox";
  config_.acquirers[0].cut_off = std::chrono::hours(24);
  auto approved = world_.bring_to(PaymentState::kAuthorizing);
  world_.business_day = seoul_day(world_.now);
  world_.approve(approved);
  world_.now += std::chrono::hours(24);
  const auto answer = service_.cancel_payment(cancel_request(approved.key));
  ASSERT_EQ(code(answer), "ok");
  EXPECT_TRUE(answer.pending) << "no acquirer is in reach";
  EXPECT_EQ(answer.result->cancels.at(0).type, "REFUND");
  EXPECT_EQ(refund_store::due_refunds(world_.relay(), 10, world_.now + seconds(1)).size(), 1U);
}

TEST_F(PaymentServiceTest, APartThatCannotBeSentIsReservedAndLeftToTheRelay) {
  const auto approved = world_.bring_to(PaymentState::kApproved);
  auto request = cancel_request(approved.key);
  request.amount_minor = 4'000;
  request.current_balance_minor = 11'000;
  const auto answer = service_.cancel_payment(request);
  ASSERT_EQ(code(answer), "ok");
  EXPECT_TRUE(answer.pending);
  EXPECT_EQ(answer.result->balance.amount_minor, 7'000);
  EXPECT_EQ(code(service_.cancel_payment(request)), "NOT_MATCHES_REFUNDABLE_AMOUNT");
  const auto due = refund_store::due_refunds(world_.relay(), 10, world_.now + seconds(1));
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].state, RefundState::kPending);
}

}  // namespace
}  // namespace pay200
