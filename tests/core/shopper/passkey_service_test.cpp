#include "core/shopper/passkey_service.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

#include "tests/core/shopper/sample_shopper.hpp"
#include "tests/support/authenticator.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::test {
namespace {

constexpr const char* kSession = "ses_mine";
constexpr const char* kPin = "428317";

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "OK" : std::string(wire_name(result.error().code));
}

class PasskeyServiceTest : public testing::Test {
 protected:
  PasskeyServiceTest() {
    config_.payment.public_base_url = "https://pay.example";
    card_id_ = add_card(shopper_id_);
  }

  ShopperId create(const std::string& login_id) {
    NewShopper shopper = sample_shopper();
    shopper.login_id = login_id;
    return ShopperService(database_.operators(), clock_, config_, nullptr, kPinKey)
        .create_shopper(shopper)
        .value();
  }
  CardId add_card(ShopperId shopper) {
    const CardId id = CardId::make(clock_.now());
    database_.execute("SELECT pay200.add_card('" + shopper.to_sql() + "', '" + id.to_sql() +
                      "', '\\x00', '\\x00', 1, sha256('" + id.to_sql() +
                      "'), '424242', '4242', 'visa', '3012', 10, now())");
    return id;
  }

  // ---- registering

  PasskeyAttestation made_for(const PasskeyRequest& request) {
    return authenticator_.create({.challenge = request.challenge});
  }
  PasskeyRequest asked_to_register(std::string_view session = kSession) {
    return passkeys_.begin_passkey(shopper_id_, session, kPin).value().request;
  }
  Result<Passkey> add(const PasskeyAttestation& attestation, std::string_view session = kSession) {
    return passkeys_.add_passkey(shopper_id_, session, attestation, "내 휴대폰");
  }
  Passkey registered() { return add(made_for(asked_to_register())).value(); }

  // ---- confirming

  PasskeyConfirm sample() const {
    return {
        .key = payment_key_, .total_minor = 9'900, .card_id = card_id_, .installment_months = 0};
  }
  PasskeyAssertion shown_for(const PasskeyConfirm& confirm, std::string_view session = kSession) {
    const auto request = passkeys_.begin_confirm(shopper_id_, session, confirm).value();
    return authenticator_.get({.challenge = request.challenge});
  }
  /// By a request of its own.
  ShownPasskey by_request(const PasskeyAssertion& assertion,
                          std::string_view session = kSession) const {
    return {std::string(session), assertion, Uuid::make_v7(clock_.now())};
  }
  Result<CardToCharge> charge(const PasskeyAssertion& assertion, const PasskeyConfirm& confirm,
                              std::string_view session = kSession) {
    return passkeys_.card_to_charge(shopper_id_, confirm, by_request(assertion, session),
                                    {.now = clock_.now()});
  }
  std::string charged(const PasskeyAssertion& assertion) {
    return code_of(charge(assertion, sample()));
  }
  std::string pin_says(std::string_view pin) {
    return code_of(verify_pin(database_.api(), kPinKey, shopper_id_, pin, 5));
  }

  TestDatabase database_;
  SetClock clock_;
  Config config_;
  ShopperId shopper_id_ = create("mina@example.com");
  CardId card_id_;
  PaymentKey payment_key_{MerchantId{7}, PaymentId::make(clock_.now())};
  PasskeyService passkeys_{database_.api(), clock_, config_, kPinKey};
  Authenticator authenticator_;
};

// ------------------------------------------------------------------ registering

TEST_F(PasskeyServiceTest, WhoKnowsThePinRegistersADeviceAndItIsListed) {
  const auto begun = passkeys_.begin_passkey(shopper_id_, kSession, kPin);
  ASSERT_TRUE(begun.ok());
  EXPECT_EQ(begun->request.party.id, "pay.example");
  EXPECT_EQ(begun->login_id, "mina@example.com");
  EXPECT_EQ(begun->user_handle, user_handle(shopper_id_));
  EXPECT_TRUE(begun->request.known.empty());
  const auto added = add(made_for(begun->request));
  ASSERT_TRUE(added.ok()) << added.error().detail;
  const auto listed = passkeys_.list_passkeys(shopper_id_);
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].id, added->id);
  EXPECT_EQ(listed[0].name, "내 휴대폰");
  EXPECT_EQ(listed[0].credential_id, authenticator_.credential_id());
  EXPECT_EQ(listed[0].transports, (std::vector<std::string>{"internal", "hybrid"}));
  EXPECT_FALSE(listed[0].shared);
  EXPECT_FALSE(listed[0].last_used_at);
  EXPECT_EQ(asked_to_register().known.size(), 1U) << "to be excluded";
  EXPECT_TRUE(passkeys_.list_passkeys(create("other@example.com")).empty());
}

TEST_F(PasskeyServiceTest, WithoutThePinThereIsNoChallengeAndTheGuessIsCounted) {
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(code_of(passkeys_.begin_passkey(shopper_id_, kSession, "000000")), "INVALID_PIN");
  }
  EXPECT_EQ(code_of(passkeys_.begin_passkey(shopper_id_, kSession, "000000")), "PIN_LOCKED");
  EXPECT_EQ(code_of(passkeys_.begin_passkey(shopper_id_, kSession, kPin)), "PIN_LOCKED");
}

TEST_F(PasskeyServiceTest, AChallengeIsGoodForItsOwnSessionOnly) {
  EXPECT_EQ(code_of(add(made_for(asked_to_register()), "ses_another")), "INVALID_PASSKEY");
  EXPECT_TRUE(passkeys_.list_passkeys(shopper_id_).empty());
}

TEST_F(PasskeyServiceTest, AChallengeToPayRegistersNothing) {
  registered();
  const auto request = passkeys_.begin_confirm(shopper_id_, kSession, sample()).value();
  const auto made = Authenticator().create({.challenge = request.challenge});
  EXPECT_EQ(code_of(add(made)), "INVALID_PASSKEY");
}

TEST_F(PasskeyServiceTest, ADeviceThatTakesTooLongIsToldSo) {
  const auto request = asked_to_register();
  clock_.advance(request.lifetime + std::chrono::seconds(1));
  EXPECT_EQ(code_of(add(made_for(request))), "EXPIRED_PASSKEY_CHALLENGE");
}

TEST_F(PasskeyServiceTest, AChallengeRegistersOnePasskeyAndTheSameRequestAgainTheSame) {
  const auto request = asked_to_register();
  const auto made = made_for(request);
  const auto added = add(made);
  ASSERT_TRUE(added.ok());
  clock_.advance(std::chrono::seconds(5));
  const auto again = passkeys_.add_passkey(shopper_id_, kSession, made, "another name");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->id, added->id);
  EXPECT_EQ(again->name, "내 휴대폰") << "what is kept, not what was sent the second time";
  EXPECT_EQ(again->created_at, added->created_at);
  EXPECT_EQ(code_of(add(Authenticator().create({.challenge = request.challenge}))),
            "EXPIRED_PASSKEY_CHALLENGE");
  EXPECT_EQ(passkeys_.list_passkeys(shopper_id_).size(), 1U);
  ASSERT_TRUE(passkeys_.delete_passkey(shopper_id_, added->id).ok());
  EXPECT_EQ(code_of(add(made)), "EXPIRED_PASSKEY_CHALLENGE")
      << "what is deleted does not come back";
}

TEST_F(PasskeyServiceTest, OneDeviceIsRegisteredOnceAndAShopperHasSoManyAtMost) {
  registered();
  EXPECT_EQ(code_of(add(made_for(asked_to_register()))), "DUPLICATED_PASSKEY");
  config_.shopper.max_passkeys = 2;
  const auto early = asked_to_register();
  const auto late = asked_to_register();
  EXPECT_EQ(code_of(add(Authenticator().create({.challenge = early.challenge}))), "OK");
  EXPECT_EQ(code_of(add(Authenticator().create({.challenge = late.challenge}))),
            "EXCEED_MAX_PASSKEYS");
  EXPECT_EQ(code_of(passkeys_.begin_passkey(shopper_id_, kSession, kPin)), "EXCEED_MAX_PASSKEYS");
}

TEST_F(PasskeyServiceTest, OnlyItsOwnerDeletesAPasskey) {
  const Passkey passkey = registered();
  const ShopperId other = create("other@example.com");
  EXPECT_EQ(code_of(passkeys_.delete_passkey(other, passkey.id)), "NOT_FOUND_PASSKEY");
  EXPECT_EQ(code_of(passkeys_.delete_passkey(shopper_id_, passkey.id)), "OK");
  EXPECT_EQ(code_of(passkeys_.delete_passkey(shopper_id_, passkey.id)), "NOT_FOUND_PASSKEY");
  EXPECT_EQ(code_of(passkeys_.begin_confirm(shopper_id_, kSession, sample())), "NOT_FOUND_PASSKEY");
}

TEST_F(PasskeyServiceTest, AtAnAddressWithoutANameThereAreNoPasskeys) {
  config_.payment.public_base_url = "http://127.0.0.1:8200";
  EXPECT_EQ(code_of(passkeys_.begin_passkey(shopper_id_, kSession, kPin)), "PASSKEYS_UNAVAILABLE");
  EXPECT_EQ(code_of(passkeys_.begin_confirm(shopper_id_, kSession, sample())),
            "PASSKEYS_UNAVAILABLE");
}

// ------------------------------------------------------------------ confirming

TEST_F(PasskeyServiceTest, APasskeyThatSignedThisConfirmGivesTheCardOnce) {
  registered();
  const auto shown = shown_for(sample());
  const auto card = charge(shown, sample());
  ASSERT_TRUE(card.ok()) << card.error().detail;
  EXPECT_EQ(card->id, card_id_);
  EXPECT_EQ(card->last_four, "4242");
  EXPECT_FALSE(card->live);
  EXPECT_TRUE(passkeys_.list_passkeys(shopper_id_)[0].last_used_at);
  EXPECT_EQ(charged(shown), "EXPIRED_PASSKEY_CHALLENGE");
  EXPECT_EQ(charged(shown_for(sample())), "OK") << "a new challenge for the same payment";
}

TEST_F(PasskeyServiceTest, TheSameRequestMayBeMadeAgainUntilItsTimeIsOver) {
  registered();
  const ShownPasskey shown = by_request(shown_for(sample()));
  const auto ask = [&] {
    return code_of(passkeys_.card_to_charge(shopper_id_, sample(), shown, {.now = clock_.now()}));
  };
  EXPECT_EQ(ask(), "OK");
  EXPECT_EQ(ask(), "OK");
  clock_.advance(std::chrono::seconds(config_.shopper.passkey_lifetime_s + 1));
  EXPECT_EQ(ask(), "EXPIRED_PASSKEY_CHALLENGE");
}

TEST_F(PasskeyServiceTest, OneChallengeIsGoodForOneOfTwoPasskeys) {
  registered();
  Authenticator second;
  ASSERT_TRUE(add(second.create({.challenge = asked_to_register().challenge})).ok());
  const auto request = passkeys_.begin_confirm(shopper_id_, kSession, sample()).value();
  EXPECT_EQ(request.known.size(), 2U);
  EXPECT_EQ(charged(authenticator_.get({.challenge = request.challenge})), "OK");
  EXPECT_EQ(charged(second.get({.challenge = request.challenge})), "EXPIRED_PASSKEY_CHALLENGE");
}

TEST_F(PasskeyServiceTest, ShownByManyAtOnceItIsGoodOnce) {
  constexpr int kThreads = 12;
  registered();
  const auto shown = shown_for(sample());
  config_.limits.passkeys_per_shopper = 0;  // each is a try until it has been found right
  db::DatabaseOptions options;
  options.conninfo = database_.conninfo("pay200_api");
  options.connections = kThreads;
  options.acquire_timeout = std::chrono::seconds(30);
  options.statement_timeout = std::chrono::seconds(30);
  options.lock_timeout = std::chrono::seconds(30);
  db::Database database(options);
  PasskeyService passkeys(database, clock_, config_, kPinKey);
  std::atomic<int> taken{0};
  std::atomic<int> spent{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      const std::string said = code_of(
          passkeys.card_to_charge(shopper_id_, sample(), by_request(shown), {.now = clock_.now()}));
      if (said == "OK") ++taken;
      if (said == "EXPIRED_PASSKEY_CHALLENGE") ++spent;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(spent, kThreads - 1);
}

TEST_F(PasskeyServiceTest, WhatWasNotAskedForIsNotConfirmed) {
  registered();
  const auto shown = shown_for(sample());
  const auto with = [&](auto change) {
    PasskeyConfirm other = sample();
    change(other);
    return code_of(charge(shown, other));
  };
  const CardId second = add_card(shopper_id_);
  config_.limits.passkeys_per_shopper = 0;
  EXPECT_EQ(
      with([&](PasskeyConfirm& other) { other.key.payment_id = PaymentId::make(clock_.now()); }),
      "INVALID_PASSKEY");
  EXPECT_EQ(with([](PasskeyConfirm& other) { other.key.merchant_id = MerchantId{8}; }),
            "INVALID_PASSKEY");
  EXPECT_EQ(with([](PasskeyConfirm& other) { other.total_minor = 99'000; }), "INVALID_PASSKEY");
  EXPECT_EQ(with([&](PasskeyConfirm& other) { other.card_id = second; }), "INVALID_PASSKEY");
  EXPECT_EQ(with([](PasskeyConfirm& other) { other.installment_months = 12; }), "INVALID_PASSKEY");
  EXPECT_EQ(code_of(charge(shown, sample(), "ses_another")), "INVALID_PASSKEY");
  const auto to_register = authenticator_.get({.challenge = asked_to_register().challenge});
  EXPECT_EQ(charged(to_register), "INVALID_PASSKEY");
  const auto forged = authenticator_.get({.challenge = std::string(48, 'c')});
  EXPECT_EQ(charged(forged), "INVALID_PASSKEY");
}

TEST_F(PasskeyServiceTest, ItIsAskedForAgainOnceItsTimeIsOver) {
  registered();
  const auto shown = shown_for(sample());
  clock_.advance(std::chrono::seconds(config_.shopper.passkey_lifetime_s + 1));
  EXPECT_EQ(charged(shown), "EXPIRED_PASSKEY_CHALLENGE");
  EXPECT_EQ(charged(shown_for(sample())), "OK");
}

TEST_F(PasskeyServiceTest, ACounterThatDoesNotGrowIsACopysAndIsRefused) {
  authenticator_.counter = 10;
  registered();
  EXPECT_EQ(charged(shown_for(sample())), "OK");
  authenticator_.counter = 10;  // shows 11 again
  EXPECT_EQ(charged(shown_for(sample())), "INVALID_PASSKEY");
  authenticator_.counter = 3;
  EXPECT_EQ(charged(shown_for(sample())), "INVALID_PASSKEY");
  authenticator_.counter = std::nullopt;
  EXPECT_EQ(charged(shown_for(sample())), "INVALID_PASSKEY") << "back to 0";
  authenticator_.counter = 11;
  EXPECT_EQ(charged(shown_for(sample())), "OK");
}

TEST_F(PasskeyServiceTest, ACounterThatIsAlways0CountsNothing) {
  authenticator_.counter = std::nullopt;
  registered();
  EXPECT_EQ(charged(shown_for(sample())), "OK");
  EXPECT_EQ(charged(shown_for(sample())), "OK");
}

TEST_F(PasskeyServiceTest, APasskeyOfNobodyOrOfAnotherShopperIsNotFound) {
  const Passkey passkey = registered();
  PasskeyAssertion shown = shown_for(sample());
  shown.credential_id += "x";
  EXPECT_EQ(charged(shown), "NOT_FOUND_PASSKEY");
  const ShopperId other = create("other@example.com");
  EXPECT_EQ(code_of(passkeys_.card_to_charge(other, sample(), by_request(shown_for(sample())),
                                             {.now = clock_.now()})),
            "NOT_FOUND_PASSKEY");
  shown = shown_for(sample());
  ASSERT_TRUE(passkeys_.delete_passkey(shopper_id_, passkey.id).ok());
  EXPECT_EQ(charged(shown), "NOT_FOUND_PASSKEY");
}

TEST_F(PasskeyServiceTest, AUserHandleMustBeTheShoppers) {
  registered();
  PasskeyAssertion shown = shown_for(sample());
  shown.user_handle = user_handle(ShopperId::make(clock_.now()));
  EXPECT_EQ(charged(shown), "INVALID_PASSKEY");
  shown.user_handle = user_handle(shopper_id_);
  EXPECT_EQ(charged(shown), "OK");
}

TEST_F(PasskeyServiceTest, ACardThatIsNotThereOrBlockedIsNotChargedThough) {
  registered();
  const auto shown = shown_for(sample());
  database_.execute("UPDATE pay200.card SET blocked_at = now(), blocked_code = '41'");
  EXPECT_EQ(charged(shown), "BLOCKED_CARD");
  EXPECT_EQ(code_of(passkeys_.begin_confirm(shopper_id_, kSession, sample())), "BLOCKED_CARD");
  PasskeyConfirm other = sample();
  other.card_id = CardId::make(clock_.now());
  EXPECT_EQ(code_of(passkeys_.begin_confirm(shopper_id_, kSession, other)), "NOT_FOUND_CARD");
}

// ------------------------------------------------------------------ beside the PIN

TEST_F(PasskeyServiceTest, WrongOnesPauseThePasskeysAndLeaveThePinAlone) {
  config_.limits.passkeys_per_shopper = 3;
  registered();
  const auto good = shown_for(sample());
  PasskeyAssertion wrong = good;
  wrong.signature[9] = static_cast<char>(wrong.signature[9] ^ 1);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(charged(wrong), "INVALID_PASSKEY");
  EXPECT_EQ(charged(wrong), "TOO_MANY_REQUESTS");
  EXPECT_EQ(charged(good), "TOO_MANY_REQUESTS") << "the right one too";
  EXPECT_EQ(pin_says(kPin), "OK");
  clock_.advance(std::chrono::seconds(config_.limits.passkey_window_s + 1));
  EXPECT_EQ(charged(shown_for(sample())), "OK");
}

TEST_F(PasskeyServiceTest, RightOnesAreNotCountedAsTries) {
  config_.limits.passkeys_per_shopper = 2;
  registered();
  for (int i = 0; i < 6; ++i) EXPECT_EQ(charged(shown_for(sample())), "OK") << i;
}

TEST_F(PasskeyServiceTest, ALockedPinLocksNoPasskeyAndAPasskeyUnlocksNoPin) {
  registered();
  for (int i = 0; i < 4; ++i) EXPECT_EQ(pin_says("000000"), "INVALID_PIN");
  EXPECT_EQ(charged(shown_for(sample())), "OK");
  EXPECT_EQ(pin_says("000000"), "PIN_LOCKED") << "the passkey has forgiven no wrong PIN";
  EXPECT_EQ(charged(shown_for(sample())), "OK");
  EXPECT_EQ(pin_says(kPin), "PIN_LOCKED");
}

TEST_F(PasskeyServiceTest, ConfirmsAreCountedWhateverConfirmsThem) {
  registered();
  const ConfirmLimit limit{.most = 1, .window_s = 60, .now = clock_.now()};
  const auto charge_within = [&] {
    return code_of(
        passkeys_.card_to_charge(shopper_id_, sample(), by_request(shown_for(sample())), limit));
  };
  EXPECT_EQ(charge_within(), "OK");
  EXPECT_EQ(charge_within(), "TOO_MANY_REQUESTS");
}

TEST_F(PasskeyServiceTest, ANewPinEndsEveryPasskeyOfThisShopperAndIsWhatRegistersThemAnew) {
  const ShopperId other = create("other@example.com");
  const auto device = Authenticator().create(
      {.challenge = passkeys_.begin_passkey(other, kSession, kPin).value().request.challenge});
  ASSERT_TRUE(passkeys_.add_passkey(other, kSession, device, std::nullopt).ok());
  registered();
  const auto shown = shown_for(sample());
  ShopperService shoppers(database_.api(), clock_, config_, nullptr, kPinKey);
  EXPECT_FALSE(shoppers.change_pin(shopper_id_, "wrong", "864209", kSession).ok());
  EXPECT_EQ(passkeys_.list_passkeys(shopper_id_).size(), 1U);
  ASSERT_TRUE(shoppers.change_pin(shopper_id_, "correct horse", "864209", kSession).ok());
  EXPECT_TRUE(passkeys_.list_passkeys(shopper_id_).empty());
  EXPECT_EQ(passkeys_.list_passkeys(other).size(), 1U);
  EXPECT_EQ(charged(shown), "NOT_FOUND_PASSKEY");
  EXPECT_EQ(code_of(passkeys_.begin_passkey(shopper_id_, kSession, kPin)), "INVALID_PIN");
  const auto anew = passkeys_.begin_passkey(shopper_id_, kSession, "864209");
  ASSERT_TRUE(anew.ok());
  EXPECT_EQ(code_of(add(made_for(anew->request))), "OK");
}

// ------------------------------------------------------------------ clutter

TEST_F(PasskeyServiceTest, UsedChallengesAreForgottenADayAfterTheyExpiredAndNotBefore) {
  registered();
  EXPECT_EQ(charged(shown_for(sample())), "OK");
  const auto forget = [&] { return forget_old_challenges(database_.relay(), 10, clock_.now()); };
  EXPECT_EQ(forget(), 0U);
  clock_.advance(std::chrono::hours(24));
  EXPECT_EQ(forget(), 0U);
  clock_.advance(std::chrono::seconds(config_.shopper.passkey_lifetime_s + 1));
  EXPECT_EQ(forget_old_challenges(database_.relay(), 1, clock_.now()), 1U);
  EXPECT_EQ(forget(), 1U);
  EXPECT_EQ(forget(), 0U);
}

}  // namespace
}  // namespace pay200::test
