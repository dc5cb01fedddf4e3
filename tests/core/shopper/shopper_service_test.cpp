#include "core/shopper/shopper_service.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <gtest/gtest.h>
#include <limits>

#include "core/platform/crypto/crypto.hpp"
#include "core/shopper/shopper_store.hpp"
#include "tests/core/shopper/sample_shopper.hpp"
#include "tests/support/test_database.hpp"

namespace pay200 {
namespace {

using std::chrono::seconds;

class ShopperServiceTest : public testing::Test {
 protected:
  ShopperId create(const NewShopper& shopper = test::sample_shopper()) {
    return operators_.create_shopper(shopper).value();
  }
  std::string refused_param(const NewShopper& shopper) {
    const auto created = operators_.create_shopper(shopper);
    if (created) return "accepted";
    EXPECT_EQ(created.error().code, ErrorCode::kInvalidRequest);
    EXPECT_FALSE(created.error().detail.empty());
    return created.error().param;
  }
  Result<ShopperService::LoggedIn> log_in(std::string_view password) {
    return service_.log_in("mina@example.com", password, false);
  }
  ErrorCode refusal(std::string_view password) { return log_in(password).error().code; }
  void fail_log_ins(int times) {
    for (int i = 0; i < times; ++i) {
      ASSERT_EQ(refusal("wrong password"), ErrorCode::kInvalidCredentials) << i;
    }
  }

  test::TestDatabase database_;
  test::SetClock clock_;
  Config config_;
  ShopperService service_{database_.api(), clock_, config_, nullptr, test::kPinKey};
  ShopperService operators_{database_.operators(), clock_, config_, nullptr, test::kPinKey};
};

TEST_F(ShopperServiceTest, ACreatedShopperLogsInAndIsWhoTheTokenSays) {
  const ShopperId id = create();
  const auto logged_in = log_in("correct horse");
  ASSERT_TRUE(logged_in);
  EXPECT_EQ(logged_in->session.shopper_id, id);
  EXPECT_EQ(logged_in->session.name, "김민아");
  EXPECT_EQ(logged_in->expires_at, clock_.now() + seconds(config_.shopper.session_lifetime_s));
  const auto session = service_.authenticate(logged_in->token);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->shopper_id, id);
  EXPECT_EQ(session->name, "김민아");
  EXPECT_FALSE(session->live);
}

TEST_F(ShopperServiceTest, ARefusalNamesTheFieldAtFault) {
  struct Case {
    const char* param;
    std::function<void(NewShopper&)> spoil;
  };
  const std::vector<Case> cases = {
      {"loginId", [](auto& s) { s.login_id = ""; }},
      {"loginId", [](auto& s) { s.login_id = "mina"; }},
      {"loginId", [](auto& s) { s.login_id = "@example.com"; }},
      {"loginId", [](auto& s) { s.login_id = "mina@example"; }},
      {"loginId", [](auto& s) { s.login_id = "mina@.com"; }},
      {"loginId", [](auto& s) { s.login_id = "mina@example.com."; }},
      {"loginId", [](auto& s) { s.login_id = "mi na@example.com"; }},
      {"loginId", [](auto& s) { s.login_id = "mina@a@example.com"; }},
      {"loginId", [](auto& s) { s.login_id = "민아@example.com"; }},
      {"loginId", [](auto& s) { s.login_id = std::string(250, 'a') + "@b.kr"; }},
      {"name", [](auto& s) { s.name = ""; }},
      {"name", [](auto& s) { s.name = "a\nb"; }},
      {"name", [](auto& s) { s.name = std::string(61, 'a'); }},
      {"password", [](auto& s) { s.password = "1234567"; }},
      {"password", [](auto& s) { s.password = "비밀번호일곱자"; }},
      {"password", [](auto& s) { s.password = std::string(129, 'a'); }},
      {"password", [](auto& s) { s.password = "12345678\xFF"; }},
      {"pin", [](auto& s) { s.pin = "12345"; }},
      {"pin", [](auto& s) { s.pin = "1234567"; }},
      {"pin", [](auto& s) { s.pin = "12345a"; }},
      {"pin", [](auto& s) { s.pin = "١٢٣"; }},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    NewShopper shopper = test::sample_shopper();
    cases[i].spoil(shopper);
    EXPECT_EQ(refused_param(shopper), cases[i].param) << "case " << i;
  }
  EXPECT_EQ(database_.execute("SELECT count(*) FROM pay200.shopper"), "0\n");
}

TEST_F(ShopperServiceTest, ALogInNameIsTakenOncePerMode) {
  create();
  const auto taken = [this](const NewShopper& shopper) {
    return operators_.create_shopper(shopper).error().code;
  };
  EXPECT_EQ(taken(test::sample_shopper()), ErrorCode::kDuplicatedLoginId);
  NewShopper shouting = test::sample_shopper();
  shouting.login_id = "MINA@Example.com";
  EXPECT_EQ(taken(shouting), ErrorCode::kDuplicatedLoginId);
  NewShopper live = test::sample_shopper();
  live.live = true;
  live.password = "another password";
  const ShopperId live_id = create(live);
  EXPECT_EQ(log_in("another password").error().code, ErrorCode::kInvalidCredentials);
  const auto logged_in = service_.log_in("Mina@example.com", "another password", true);
  ASSERT_TRUE(logged_in);
  EXPECT_EQ(logged_in->session.shopper_id, live_id);
  EXPECT_TRUE(logged_in->session.live);
}

TEST_F(ShopperServiceTest, NeitherPasswordNorPinNorTokenIsKept) {
  create();
  const auto logged_in = log_in("correct horse");
  ASSERT_TRUE(logged_in);
  const std::string rows = database_.execute(
      "SELECT s::text, e::text FROM pay200.shopper s JOIN pay200.shopper_session e USING "
      "(shopper_id)");
  EXPECT_EQ(rows.find("correct horse"), std::string::npos);
  EXPECT_EQ(rows.find("428317"), std::string::npos);
  EXPECT_EQ(rows.find(logged_in->token.substr(4)), std::string::npos);
  EXPECT_NE(rows.find("$argon2id$"), std::string::npos);
  EXPECT_NE(rows.find(crypto::to_hex(crypto::sha256(logged_in->token))), std::string::npos);
}

TEST_F(ShopperServiceTest, FiveWrongPasswordsLockTheAccountForAWhile) {
  create();
  fail_log_ins(5);
  const auto locked = log_in("correct horse");
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().code, ErrorCode::kAccountLocked);
  EXPECT_EQ(locked.error().retry_after_s, config_.shopper.login_lock_s);
  clock_.advance(seconds(config_.shopper.login_lock_s - 1));
  EXPECT_EQ(log_in("correct horse").error().retry_after_s, 1);
  clock_.advance(seconds(1));
  EXPECT_TRUE(log_in("correct horse"));
}

TEST_F(ShopperServiceTest, EachLockIsTwiceAsLongAsTheOneBeforeUpToADay) {
  create();
  int lock_s = config_.shopper.login_lock_s;
  for (int round = 0; round < 10; ++round) {
    fail_log_ins(5);
    const auto locked = log_in("correct horse");
    ASSERT_FALSE(locked);
    EXPECT_EQ(locked.error().retry_after_s, std::min(lock_s, 86'400)) << round;
    clock_.advance(seconds(std::min(lock_s, 86'400)));
    lock_s *= 2;
  }
  ASSERT_TRUE(log_in("correct horse"));
  fail_log_ins(5);
  EXPECT_EQ(log_in("correct horse").error().retry_after_s, config_.shopper.login_lock_s);
}

TEST_F(ShopperServiceTest, ALogInForgetsTheFailuresBeforeIt) {
  create();
  fail_log_ins(4);
  ASSERT_TRUE(log_in("correct horse"));
  fail_log_ins(4);
  EXPECT_TRUE(log_in("correct horse"));
}

TEST_F(ShopperServiceTest, AnUnknownNameCostsAWholePasswordHash) {
  create();
  // Of the processor, which no other work on the machine prolongs.
  const auto processor_us = [] {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
  };
  const auto time_of = [&](const char* login_id) {
    auto least = std::numeric_limits<std::int64_t>::max();
    for (int i = 0; i < 3; ++i) {
      const auto begin = processor_us();
      EXPECT_EQ(service_.log_in(login_id, "wrong password", false).error().code,
                ErrorCode::kInvalidCredentials);
      least = std::min(least, processor_us() - begin);
    }
    return least;
  };
  static_cast<void>(time_of("nobody@example.com"));  // makes the hash that nobody has
  const auto known = time_of("mina@example.com");
  const auto unknown = time_of("nobody@example.com");
  const auto not_a_name = time_of("no name at all");
  EXPECT_GT(unknown, known / 2) << "known " << known << " us, unknown " << unknown << " us";
  EXPECT_GT(not_a_name, known / 2) << "known " << known << " us, not a name " << not_a_name;
}

TEST_F(ShopperServiceTest, ASessionEndsWhenItsTimeIsOver) {
  create();
  const auto logged_in = log_in("correct horse");
  ASSERT_TRUE(logged_in);
  clock_.advance(seconds(config_.shopper.session_lifetime_s - 1));
  EXPECT_TRUE(service_.authenticate(logged_in->token));
  clock_.advance(seconds(1));
  EXPECT_EQ(service_.authenticate(logged_in->token).error().code, ErrorCode::kUnauthorized);
}

TEST_F(ShopperServiceTest, OnlySessionsExpiredADayAgoAreForgottenAndNeverMoreThanAsked) {
  create();
  ASSERT_TRUE(log_in("correct horse"));
  ASSERT_TRUE(log_in("correct horse"));
  EXPECT_EQ(forget_old_sessions(database_.relay(), 10, clock_.now()), 0U);
  clock_.advance(seconds(config_.shopper.session_lifetime_s) + std::chrono::hours(24) - seconds(1));
  const auto young = log_in("correct horse");
  ASSERT_TRUE(young);
  EXPECT_EQ(forget_old_sessions(database_.relay(), 10, clock_.now()), 0U);
  clock_.advance(seconds(1));
  EXPECT_EQ(forget_old_sessions(database_.relay(), 1, clock_.now()), 1U);
  EXPECT_EQ(forget_old_sessions(database_.relay(), 10, clock_.now()), 1U);
  EXPECT_EQ(forget_old_sessions(database_.relay(), 10, clock_.now()), 0U);
  EXPECT_TRUE(service_.authenticate(young->token));
  EXPECT_ANY_THROW(forget_old_sessions(database_.api(), 10, clock_.now()));
}

TEST_F(ShopperServiceTest, EachLogInIsASessionOfItsOwn) {
  create();
  const auto first = log_in("correct horse");
  const auto second = log_in("correct horse");
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->token, second->token);
  EXPECT_TRUE(service_.authenticate(first->token));
  EXPECT_TRUE(service_.authenticate(second->token));
}

TEST_F(ShopperServiceTest, ATokenThatWasNotGivenOutIsRefused) {
  create();
  const std::string token = log_in("correct horse")->token;
  std::vector<std::string> wrong = {"",
                                    "ses_",
                                    token + "0",
                                    token.substr(4),
                                    " " + token,
                                    token.substr(0, token.size() - 1),
                                    "SES_" + token.substr(4)};
  for (std::size_t i = 4; i < token.size(); ++i) {
    wrong.push_back(token);
    wrong.back()[i] = token[i] == '0' ? '1' : '0';
  }
  for (const auto& text : wrong) {
    EXPECT_FALSE(service_.authenticate(text)) << text;
  }
}

TEST_F(ShopperServiceTest, OneShoppersTokenIsNotAnothers) {
  create();
  NewShopper other = test::sample_shopper();
  other.login_id = "jun@example.com";
  const ShopperId other_id = create(other);
  const std::string token = log_in("correct horse")->token;
  std::string bytes = *base32_decode(token.substr(4));
  std::copy(other_id.value.bytes.begin(), other_id.value.bytes.end(), bytes.begin());
  EXPECT_FALSE(service_.authenticate("ses_" + base32_encode(bytes)));
}

TEST_F(ShopperServiceTest, OnlyOperatorsLockAndUnlock) {
  const ShopperId id = create();
  EXPECT_ANY_THROW(service_.lock_shopper(id));
  EXPECT_ANY_THROW(service_.unlock_shopper(id));
  EXPECT_TRUE(log_in("correct horse"));
}

TEST_F(ShopperServiceTest, ASignUpIsLoggedInAndAnAddressMakesOnlySoMany) {
  config_.limits.signups_per_address = 2;
  const auto sign_up = [this](const char* login_id, const char* address) {
    NewShopper shopper = test::sample_shopper();
    shopper.login_id = login_id;
    return service_.sign_up(shopper, address);
  };
  const auto first = sign_up("a@example.com", "203.0.113.7");
  ASSERT_TRUE(first);
  EXPECT_TRUE(service_.authenticate(first->token));
  EXPECT_TRUE(sign_up("b@example.com", "203.0.113.7"));
  EXPECT_EQ(sign_up("c@example.com", "203.0.113.7").error().code, ErrorCode::kTooManyRequests);
  EXPECT_TRUE(sign_up("c@example.com", "203.0.113.8"));
}

TEST_F(ShopperServiceTest, WrongPasswordsFromOneAddressPauseItForEveryAccount) {
  config_.limits.logins_per_address = 3;
  config_.limits.login_window_s = 60;
  create();
  const auto from = [this](const char* password, const char* address) {
    const auto logged_in = service_.log_in("mina@example.com", password, false, address);
    return logged_in ? std::string("ok") : std::string(wire_name(logged_in.error().code));
  };
  for (int i = 0; i < 5; ++i) EXPECT_EQ(from("correct horse", "203.0.113.7"), "ok");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(from("wrong password", "203.0.113.7"), "INVALID_CREDENTIALS");
  }
  EXPECT_EQ(from("correct horse", "203.0.113.7"), "TOO_MANY_REQUESTS");
  EXPECT_EQ(from("correct horse", "203.0.113.8"), "ok") << "only that address";
  clock_.advance(seconds(60));
  EXPECT_EQ(from("correct horse", "203.0.113.7"), "ok");
}

TEST_F(ShopperServiceTest, ALogOutEndsOneSession) {
  const ShopperId id = create();
  const auto one = log_in("correct horse");
  const auto other = log_in("correct horse");
  service_.log_out(id, one->token);
  EXPECT_FALSE(service_.authenticate(one->token));
  EXPECT_TRUE(service_.authenticate(other->token));
  service_.log_out(id, one->token);
}

TEST_F(ShopperServiceTest, ANewPasswordEndsTheOtherSessions) {
  const ShopperId id = create();
  const auto one = log_in("correct horse");
  const auto other = log_in("correct horse");
  EXPECT_EQ(service_.change_password(id, "wrong", "staple battery", one->token).error().code,
            ErrorCode::kInvalidCredentials);
  ASSERT_TRUE(service_.change_password(id, "correct horse", "staple battery", one->token));
  EXPECT_TRUE(service_.authenticate(one->token));
  EXPECT_FALSE(service_.authenticate(other->token));
  EXPECT_EQ(refusal("correct horse"), ErrorCode::kInvalidCredentials);
  EXPECT_TRUE(log_in("staple battery"));
}

TEST_F(ShopperServiceTest, WhatRestedOnAPasswordThatWasResetMeanwhileIsNotDone) {
  const ShopperId id = create();
  const auto token_hash = crypto::sha256(log_in("correct horse")->token);
  const auto old_hash = shopper_store::find_account(database_.api(), id)->password_hash;
  ASSERT_TRUE(operators_.reset_password(operators_.find_shopper("mina@example.com", false).value(),
                                        "staple battery"));
  EXPECT_FALSE(shopper_store::change_password(database_.api(), id, old_hash,
                                              crypto::hash_password("a thief's own"), token_hash));
  EXPECT_FALSE(shopper_store::change_pin(database_.api(), id, old_hash,
                                         pin_hmac(test::kPinKey, id, "864209"), token_hash));
  EXPECT_FALSE(shopper_store::open_session(database_.api(), id, old_hash, crypto::sha256("late"),
                                           clock_.now() + seconds(60), clock_.now()));
  EXPECT_TRUE(verify_pin(database_.api(), test::kPinKey, id, test::sample_shopper().pin, 5));
  EXPECT_EQ(refusal("correct horse"), ErrorCode::kInvalidCredentials);
  EXPECT_TRUE(log_in("staple battery"));
}

TEST_F(ShopperServiceTest, ANewPinFreesALockedOneForWhoeverKnowsThePassword) {
  const ShopperId id = create();
  const auto verify = [&](const char* pin) {
    const auto verified = verify_pin(database_.api(), test::kPinKey, id, pin, 2);
    return verified ? std::string("ok") : std::string(wire_name(verified.error().code));
  };
  verify("000001");
  EXPECT_EQ(verify("000001"), "PIN_LOCKED");
  EXPECT_EQ(service_.change_pin(id, "wrong", "864209", "").error().code,
            ErrorCode::kInvalidCredentials);
  EXPECT_EQ(service_.change_pin(id, "correct horse", "111111", "").error().param, "newPin");
  ASSERT_TRUE(service_.change_pin(id, "correct horse", "864209", ""));
  EXPECT_EQ(verify("864209"), "ok");
}

TEST_F(ShopperServiceTest, ANewPinEndsTheOtherSessionsOfThisShopper) {
  const ShopperId id = create();
  const auto one = log_in("correct horse");
  const auto other = log_in("correct horse");
  ASSERT_TRUE(service_.change_pin(id, "correct horse", "864209", one->token));
  EXPECT_TRUE(service_.authenticate(one->token));
  EXPECT_FALSE(service_.authenticate(other->token));
  EXPECT_TRUE(log_in("correct horse")) << "the password is what it was";
}

TEST_F(ShopperServiceTest, WrongPasswordsAtAChangeLockTheAccountAsAtTheLogIn) {
  const ShopperId id = create();
  for (int i = 0; i < config_.shopper.login_max_failures; ++i) {
    EXPECT_EQ(service_.change_pin(id, "wrong", "864209", "").error().code,
              ErrorCode::kInvalidCredentials);
  }
  EXPECT_EQ(service_.change_pin(id, "correct horse", "864209", "").error().code,
            ErrorCode::kAccountLocked);
  EXPECT_EQ(refusal("correct horse"), ErrorCode::kAccountLocked);
}

TEST_F(ShopperServiceTest, AnOperatorLocksUnlocksAndResets) {
  const ShopperId id = create();
  const auto session = log_in("correct horse");
  EXPECT_TRUE(operators_.lock_shopper(id));
  clock_.advance(seconds(1));
  EXPECT_FALSE(operators_.lock_shopper(id));
  EXPECT_FALSE(service_.authenticate(session->token));
  EXPECT_EQ(refusal("correct horse"), ErrorCode::kAccountLocked);
  operators_.unlock_shopper(id);
  EXPECT_TRUE(log_in("correct horse"));
  const auto account = operators_.find_shopper("MINA@example.com", false);
  ASSERT_TRUE(account);
  EXPECT_FALSE(operators_.find_shopper("mina@example.com", true));
  ASSERT_TRUE(operators_.reset_password(*account, "brand new horse"));
  EXPECT_TRUE(log_in("brand new horse"));
}

}  // namespace
}  // namespace pay200
