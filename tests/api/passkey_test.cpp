#include "tests/support/authenticator.hpp"
#include "tests/support/together.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;
using dev::Told;
using Json = nlohmann::json;

/// Payments confirmed by a passkey instead of the PIN, from end to end.
class PasskeyTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.host = "localhost";  // an address will not do
    start_stack(options);
  }

  static std::string path_of(const std::string& payment_key, const std::string& what) {
    return "/v1/shopper/payments/" + payment_key + what;
  }

  ApiAnswer register_device(App& app, Authenticator& device) {
    const auto options = app.client.api().post("/v1/shopper/passkeys/options", {{"pin", kPin}});
    const Json credential =
        device.create_json(dev::expect_ok(options, "ask").body, stack().base_url());
    return app.client.api().post("/v1/shopper/passkeys",
                                 {{"name", "내 휴대폰"}, {"credential", credential}});
  }

  App app_with(Authenticator& device) {
    App app = new_app();
    dev::expect_ok(register_device(app, device), "register");
    return app;
  }

  static ApiAnswer ask(App& app, const std::string& payment_key,
                       const std::string& last_four = kGoodCard) {
    return app.client.api().post(path_of(payment_key, "/passkey-options"),
                                 {{"cardId", app.card_ids.at(last_four)}});
  }

  static Json body_with(App& app, const Json& passkey, const std::string& last_four = kGoodCard) {
    return {{"cardId", app.card_ids.at(last_four)}, {"passkey", passkey}};
  }

  /// As it confirms this payment with this card.
  static Json body_of(App& app, Authenticator& device, const std::string& payment_key,
                      const std::string& last_four = kGoodCard) {
    const auto options = dev::expect_ok(ask(app, payment_key, last_four), "ask for a passkey");
    return body_with(app, device.get_json(options.body, stack().base_url()), last_four);
  }

  static ApiAnswer confirm(App& app, const std::string& payment_key, const Json& body,
                           const std::string& idempotency_key = {}) {
    return app.client.api().post(path_of(payment_key, "/confirm"), body, idempotency_key);
  }
};

TEST_F(PasskeyTest, EveryKindOfPasskeyPays) {
  for (const int algorithm : kPasskeyAlgorithms) {
    SCOPED_TRACE(algorithm);
    Authenticator device(algorithm);
    App app = app_with(device);
    const std::string key = held_by(app);
    EXPECT_EQ(confirm(app, key, body_of(app, device, key)).text("status"), "DONE");
    told(key, Told::What::kApproved);
    const auto listed = app.client.api().get("/v1/shopper/passkeys").body.at("passkeys");
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].at("name"), "내 휴대폰");
    EXPECT_TRUE(listed[0].at("lastUsedAt").is_string());
  }
}

TEST_F(PasskeyTest, TheSameRequestUnderItsKeyIsTheSameAnswerAndOneCharge) {
  Authenticator device;
  App app = app_with(device);
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);
  const Json body = body_of(app, device, key);
  const ApiAnswer first = confirm(app, key, body, "passkey-1");
  ASSERT_EQ(first.status, 200) << first.summary();
  const ApiAnswer again = confirm(app, key, body, "passkey-1");
  EXPECT_EQ(again.status, 200) << again.summary();
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.raw.body, first.raw.body);
  EXPECT_EQ(purchases_of(amount).size(), 1U);
  told(key, Told::What::kApproved);
}

TEST_F(PasskeyTest, AReplayThatCannotNameItsKeyIsTold) {
  Authenticator device;
  App app = app_with(device);
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);
  const Json body = body_of(app, device, key);
  ASSERT_EQ(confirm(app, key, body, "passkey-2").status, 200);
  EXPECT_EQ(confirm(app, key, body).code(), "EXPIRED_PASSKEY_CHALLENGE");
  EXPECT_EQ(confirm(app, key, body, "passkey-3").code(), "EXPIRED_PASSKEY_CHALLENGE");
  EXPECT_EQ(ask(app, key).code(), "ALREADY_PROCESSED_PAYMENT");
  EXPECT_EQ(purchases_of(amount).size(), 1U);
  told(key, Told::What::kApproved);
}

TEST_F(PasskeyTest, WhereNothingCouldBeSentTheSameRequestPaysLater) {
  Authenticator device;
  App app = app_with(device);
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);
  const Json body = body_of(app, device, key);
  stack().stop_part(dev::Part::kSandbox);
  const ApiAnswer refused = confirm(app, key, body, "passkey-503");
  EXPECT_EQ(refused.status, 503) << refused.summary();
  EXPECT_EQ(refused.code(), "ACQUIRER_UNAVAILABLE");
  stack().start_part(dev::Part::kSandbox);
  ASSERT_TRUE(stack().wait_until_ready(std::chrono::seconds(30)));
  EXPECT_EQ(confirm(app, key, body).code(), "EXPIRED_PASSKEY_CHALLENGE") << "another request";
  EXPECT_EQ(confirm(app, key, body, "passkey-503").text("status"), "DONE");
  EXPECT_EQ(purchases_of(amount).size(), 1U);
  told(key, Told::What::kApproved);
}

TEST_F(PasskeyTest, PressedEightTimesAtOnceItChargesOnce) {
  Authenticator device;
  App app = app_with(device);
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);
  const Json body = body_of(app, device, key);
  const auto answers = results_together(8, [&](std::size_t) {
    App same = app.another();
    return confirm(same, key, body, "passkey-8");
  });
  for (const ApiAnswer& answer : answers) {
    EXPECT_TRUE(answer.status == 200 || answer.status == 409) << answer.summary();
  }
  EXPECT_EQ(confirm(app, key, body, "passkey-8").text("status"), "DONE");
  EXPECT_EQ(purchases_of(amount).size(), 1U);
  told(key, Told::What::kApproved);
}

TEST_F(PasskeyTest, AfterADeclineAnotherCardNeedsAnotherSignature) {
  Authenticator device;
  App app = app_with(device);
  const std::string key = held_by(app);
  const Json body = body_of(app, device, key, kEmptyCard);
  EXPECT_EQ(confirm(app, key, body, "try-1").status, 402);
  const ApiAnswer again = confirm(app, key, body, "try-1");
  EXPECT_EQ(again.status, 402) << again.summary();
  EXPECT_TRUE(again.replayed());
  Json other = body;
  other["cardId"] = app.card_ids.at(kGoodCard);
  EXPECT_EQ(confirm(app, key, other).code(), "INVALID_PASSKEY");
  EXPECT_EQ(confirm(app, key, body_of(app, device, key)).text("status"), "DONE");
  told(key, Told::What::kApproved);
}

TEST_F(PasskeyTest, WhatIsSignedForOnePaymentPaysNoOther) {
  Authenticator device;
  App app = app_with(device);
  const std::int64_t amount = unused_amount();
  const std::string small = held_by(app);
  const std::string large = held_by(app, amount);
  EXPECT_EQ(confirm(app, large, body_of(app, device, small)).code(), "INVALID_PASSKEY");
  EXPECT_TRUE(purchases_of(amount).empty());
  EXPECT_EQ(confirm(app, large, body_of(app, device, large)).text("status"), "DONE");
  told(large, Told::What::kApproved);
}

TEST_F(PasskeyTest, AnAmountThatChangedAfterwardsIsNotPaid) {
  Authenticator device;
  App app = app_with(device);
  const std::string key = held_by(app);
  const Json body = body_of(app, device, key);
  const auto change_by = [](const std::string& amount) {
    stack().postgres().execute("UPDATE pay200.payment SET total_minor = total_minor + " + amount +
                                   ", supplied_minor = supplied_minor + " + amount +
                                   " WHERE state = 'held'",
                               "pay200");
  };
  change_by("89000");
  EXPECT_EQ(confirm(app, key, body).code(), "INVALID_PASSKEY");
  change_by("(-89000)");
  EXPECT_EQ(confirm(app, key, body).text("status"), "DONE");
  told(key, Told::What::kApproved);
}

TEST_F(PasskeyTest, ItIsGoodInTheSessionThatAskedForItOnly) {
  Authenticator device;
  App app = app_with(device);
  const std::string key = held_by(app);
  const Json body = body_of(app, device, key);
  App elsewhere{dev::ShopperClient(stack().base_url()), app.account, app.card_ids};
  dev::expect_ok(elsewhere.client.log_in(app.account.login_id, app.account.password), "log in");
  EXPECT_EQ(confirm(elsewhere, key, body).code(), "INVALID_PASSKEY");
  EXPECT_EQ(confirm(elsewhere, key, body_of(elsewhere, device, key)).text("status"), "DONE")
      << "the passkey itself is the shopper's, in every session";
  told(key, Told::What::kApproved);
}

TEST_F(PasskeyTest, WhatABrowserOrDeviceMustNotSayIsRefusedAndChargesNothing) {
  Authenticator device;
  device.counter = 50;
  App app = app_with(device);
  const std::int64_t amount = unused_amount();
  const std::string key = held_by(app, amount);
  const auto shown = [&](const auto& spoil) {
    Ceremony how = ceremony_of(dev::expect_ok(ask(app, key), "ask").body, stack().base_url());
    spoil(how);
    return confirm(app, key, body_with(app, to_json(device.get(how))));
  };
  const auto expect_refused = [&](const char* what, const auto& spoil) {
    const ApiAnswer answer = shown(spoil);
    EXPECT_EQ(answer.status, 403) << what << " " << answer.summary();
    EXPECT_EQ(answer.code(), "INVALID_PASSKEY") << what;
    EXPECT_FALSE(answer.text("detail").empty()) << what;
  };
  expect_refused("unverified", [](Ceremony& how) { how.flags = 0x01; });
  expect_refused("absent", [](Ceremony& how) { how.flags = 0x04; });
  expect_refused("other kind", [](Ceremony& how) { how.flags = 0x05 | 0x08; });
  expect_refused("origin", [](Ceremony& how) { how.origin = "https://evil.example"; });
  expect_refused("port", [](Ceremony& how) { how.origin = "http://localhost"; });
  expect_refused("party", [](Ceremony& how) { how.rp_id = "evil.example"; });
  expect_refused("type", [](Ceremony& how) { how.type = "webauthn.create"; });
  expect_refused("frame", [](Ceremony& how) { how.more_client_data["crossOrigin"] = true; });
  expect_refused("challenge", [](Ceremony& how) { how.challenge = std::string(48, 'c'); });
  expect_refused("counter", [&](Ceremony&) { device.counter = 10; });
  EXPECT_TRUE(purchases_of(amount).empty());
  device.counter = 100;
  EXPECT_EQ(shown([](Ceremony&) {}).text("status"), "DONE");
  told(key, Told::What::kApproved);
}

TEST_F(PasskeyTest, WhoDoesNotHoldThePaymentPaysNothingOfItThoughCardAndPasskeyAreTheirOwn) {
  Authenticator device;
  App owner = app_with(device);
  Authenticator others;
  App other = app_with(others);
  const std::int64_t amount = unused_amount();
  const std::string own = held_by(other, amount);
  const Json body = body_of(other, others, own);
  const std::string key = held_by(owner, amount);
  EXPECT_EQ(ask(other, key).code(), "ALREADY_SCANNED_PAYMENT");
  EXPECT_EQ(confirm(other, key, body).code(), "INVALID_PASSKEY") << "signed for another payment";
  // The hold passes to another shopper after the device has signed.
  stack().postgres().execute(
      "UPDATE pay200.payment p SET shopper_id = o.shopper_id FROM pay200.payment o WHERE p.state = "
      "'held' AND o.state = 'held' AND o.shopper_id <> p.shopper_id AND p.total_minor = " +
          std::to_string(amount) + " AND o.total_minor = " + std::to_string(amount),
      "pay200");
  EXPECT_EQ(confirm(other, own, body).code(), "ALREADY_SCANNED_PAYMENT");
  EXPECT_TRUE(purchases_of(amount).empty());
}

TEST_F(PasskeyTest, ANewPinEndsPasskeysAndTheOtherSessions) {
  Authenticator device;
  App app = app_with(device);
  App elsewhere{dev::ShopperClient(stack().base_url()), app.account, app.card_ids};
  dev::expect_ok(elsewhere.client.log_in(app.account.login_id, app.account.password), "log in");
  const std::string key = held_by(app);
  const Json body = body_of(app, device, key);
  dev::expect_ok(app.client.api().post("/v1/shopper/pin",
                                       {{"password", app.account.password}, {"newPin", "864209"}}),
                 "set a new PIN");
  EXPECT_EQ(confirm(app, key, body).code(), "NOT_FOUND_PASSKEY");
  EXPECT_EQ(elsewhere.client.api().get("/v1/shopper/me").code(), "UNAUTHORIZED");
  EXPECT_EQ(app.client.confirm(key, app.card_ids.at(kGoodCard), "864209").text("status"), "DONE");
  told(key, Told::What::kApproved);
}

TEST_F(PasskeyTest, AnotherShoppersPasskeyIsNotFound) {
  Authenticator device;
  App owner = app_with(device);
  Authenticator own;
  App app = app_with(own);
  const std::string key = held_by(app);
  EXPECT_EQ(confirm(app, key, body_of(app, device, key)).code(), "NOT_FOUND_PASSKEY");
  EXPECT_EQ(confirm(app, key, body_of(app, own, key)).text("status"), "DONE");
  told(key, Told::What::kApproved);
}

TEST_F(PasskeyTest, ADeletedPasskeyPaysNoMore) {
  Authenticator device;
  App app = new_app();
  const std::string id = dev::expect_ok(register_device(app, device), "register").text("passkeyId");
  const std::string key = held_by(app);
  const Json body = body_of(app, device, key);
  const auto left = app.client.api().send("DELETE", "/v1/shopper/passkeys/" + id, std::nullopt);
  EXPECT_TRUE(dev::expect_ok(left, "delete").body.at("passkeys").empty());
  EXPECT_EQ(confirm(app, key, body).code(), "NOT_FOUND_PASSKEY");
  EXPECT_EQ(ask(app, key).code(), "NOT_FOUND_PASSKEY");
  EXPECT_EQ(app.confirm(key).text("status"), "DONE") << "the PIN does";
  told(key, Told::What::kApproved);
}

TEST_F(PasskeyTest, WithALockedPinAPasskeyStillPaysAndRegistersNone) {
  Authenticator device;
  App app = app_with(device);
  const std::string key = held_by(app);
  for (int i = 0; i < 5; ++i) app.client.confirm(key, app.card_ids.at(kGoodCard), "000000");
  EXPECT_EQ(app.confirm(key).code(), "PIN_LOCKED");
  EXPECT_EQ(app.client.api().post("/v1/shopper/passkeys/options", {{"pin", kPin}}).code(),
            "PIN_LOCKED");
  EXPECT_EQ(confirm(app, key, body_of(app, device, key)).text("status"), "DONE");
  told(key, Told::What::kApproved);
}

TEST_F(PasskeyTest, WhereABrowserChoseTheAmountItWaitsForTheShop) {
  Authenticator device;
  App app = app_with(device);
  auto page = shop_of(shop_account().client_key);
  const std::string order_id = dev::unused_order_id();
  const auto made =
      dev::expect_ok(page.create_payment({order_id, "커피 두 잔", 9'900, std::nullopt}), "create");
  const std::string key = made.text("paymentKey");
  dev::expect_ok(app.client.scan(made.body.at("qr").at("token")), "scan");
  const Json body = body_of(app, device, key);
  const ApiAnswer confirmed = confirm(app, key, body, "passkey-shop");
  EXPECT_EQ(confirmed.status, 202) << confirmed.summary();
  EXPECT_TRUE(confirmed.body.at("waitsForShop"));
  const ApiAnswer again = confirm(app, key, body, "passkey-shop");
  EXPECT_EQ(again.status, 202) << again.summary();
  EXPECT_TRUE(again.replayed());
  const ApiAnswer paid = shop().api().post(
      "/v1/payments/confirm", {{"paymentKey", key}, {"orderId", order_id}, {"amount", 9'900}});
  EXPECT_EQ(paid.text("status"), "DONE") << paid.summary();
  told(key, Told::What::kApproved);
}

}  // namespace
}  // namespace pay200::test
