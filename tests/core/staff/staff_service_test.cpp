// Log-in, second factor and sessions, on a real database. The whole way of a request is in
// tests/fcgi-app/handlers/staff_log_in.case.

#include "core/staff/staff_service.hpp"

#include <atomic>
#include <gtest/gtest.h>

#include "core/platform/crypto/crypto.hpp"
#include "core/staff/member_service.hpp"
#include "core/staff/staff_store.hpp"
#include "dev/authenticator.hpp"
#include "tests/support/payment_world.hpp"
#include "tests/support/together.hpp"

namespace pay200 {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class HandClock : public Clock {
 public:
  Time now() const override { return now_; }
  void advance(seconds by) { now_ += by; }

 private:
  Time now_ = Time{hours(24 * 365 * 57)};
};

constexpr const char* kLogin = "mina@shop.example";
constexpr const char* kPassword = "umbrella on sunday";

class StaffServiceTest : public testing::Test {
 protected:
  StaffServiceTest() {
    const auto added =
        members_.add_member({world_.merchant_id, kLogin, "김미나", StaffRole::kOwner});
    one_time_password_ = added.value().one_time_password.value();
    id_ = added.value().member.staff_id;
  }

  /// Past the first log-in, with a password of one's own.
  StaffSession enrolled() {
    const auto first = staff_.log_in(kLogin, one_time_password_).value();
    secret_ = staff_.enroll_totp(first).value().secret;
    auto made = staff_.confirm_totp(first, code()).value();
    recovery_codes_ = made.recovery_codes;
    EXPECT_TRUE(staff_.change_password(made.session, one_time_password_, kPassword).ok());
    clock_.advance(seconds(30));
    return staff_.authenticate(made.session.token).value();
  }
  std::string code() const { return dev::authenticator_code(secret_, clock_.now()); }
  StaffSession half() { return staff_.log_in(kLogin, kPassword).value(); }

  template <class T>
  static std::string said(const Result<T>& result) {
    return result ? "ok" : std::string(wire_name(result.error().code));
  }

  test::PaymentWorld world_;
  HandClock clock_;
  Config config_;
  StaffService staff_{world_.api(), clock_, config_, test::PaymentWorld::kPinKey};
  MemberService members_{world_.api(), clock_, config_};
  StaffId id_;
  std::string one_time_password_, secret_;
  std::vector<std::string> recovery_codes_;
};

TEST_F(StaffServiceTest, AOneTimePasswordEnds) {
  clock_.advance(hours(72));
  EXPECT_EQ(said(staff_.log_in(kLogin, one_time_password_)), "INVALID_CREDENTIALS");
}

TEST_F(StaffServiceTest, WhatIsKeptIsNoSecret) {
  const auto session = enrolled();
  const std::string dump =
      world_.value("SELECT string_agg(s::text, ' ') FROM staff s") +
      world_.value("SELECT string_agg(e::text, ' ') FROM staff_session e") +
      world_.value("SELECT string_agg(c::text, ' ') FROM staff_recovery_code c");
  for (const std::string& secret :
       {session.token, session.csrf_token(), secret_, std::string(kPassword), recovery_codes_[0]}) {
    EXPECT_EQ(dump.find(secret), std::string::npos) << secret;
  }
}

TEST_F(StaffServiceTest, ACodeOpensOneSessionHoweverManyTryAtOnce) {
  enrolled();
  std::vector<StaffSession> halves;
  for (int i = 0; i < 4; ++i) halves.push_back(half());
  world_.value("UPDATE staff SET login_failures = 0");
  Config patient = config_;
  patient.staff.login_max_failures = 100;
  StaffService staff(world_.api(), clock_, patient, test::PaymentWorld::kPinKey);
  std::atomic<int> opened = 0;
  const std::string same = code();
  test::together(4, [&](std::size_t i) {
    if (staff.pass_totp(halves[i], same).ok()) ++opened;
  });
  EXPECT_EQ(opened, 1);
}

TEST_F(StaffServiceTest, AnEarlierCodeIsNotAcceptedAfterALaterOne) {
  enrolled();
  const std::string earlier = code();
  const std::string later = dev::authenticator_code(secret_, clock_.now() + seconds(30));
  EXPECT_EQ(said(staff_.pass_totp(half(), later)), "ok");
  EXPECT_EQ(said(staff_.pass_totp(half(), earlier)), "INVALID_TOTP");
}

TEST_F(StaffServiceTest, EveryRecoveryCodeIsGoodOnceAndOnlyForItsOwner) {
  enrolled();
  EXPECT_EQ(recovery_codes_.size(), 10U);
  EXPECT_EQ(said(staff_.pass_totp(half(), recovery_codes_[3])), "ok");
  EXPECT_EQ(said(staff_.pass_totp(half(), recovery_codes_[3])), "INVALID_TOTP");
  EXPECT_EQ(staff_.recovery_codes_left(id_), 9U);
}

TEST_F(StaffServiceTest, NewRecoveryCodesTakeAFreshCodeAndEndTheOldOnes) {
  const auto session = enrolled();
  EXPECT_EQ(said(staff_.renew_recovery_codes(session, "000000")), "INVALID_TOTP");
  const std::string fresh = code();
  const auto renewed = staff_.renew_recovery_codes(session, fresh);
  ASSERT_EQ(said(renewed), "ok");
  EXPECT_EQ(said(staff_.renew_recovery_codes(session, fresh)), "INVALID_TOTP") << "used";
  EXPECT_EQ(said(staff_.pass_totp(half(), recovery_codes_[0])), "INVALID_TOTP");
  EXPECT_EQ(said(staff_.pass_totp(half(), renewed.value()[0])), "ok");
}

TEST_F(StaffServiceTest, WithAPasswordOfSomebodyElsesMakingThereAreNoNewRecoveryCodes) {
  const auto first = staff_.log_in(kLogin, one_time_password_).value();
  secret_ = staff_.enroll_totp(first).value().secret;
  auto session = staff_.confirm_totp(first, code()).value().session;
  clock_.advance(seconds(30));
  session = staff_.authenticate(session.token).value();
  EXPECT_EQ(said(staff_.renew_recovery_codes(session, code())), "PASSWORD_CHANGE_REQUIRED");
}

TEST_F(StaffServiceTest, ARightPasswordDoesNotForgiveWrongCodes) {
  enrolled();
  for (int i = 0; i < 2; ++i) EXPECT_EQ(said(staff_.pass_totp(half(), "000000")), "INVALID_TOTP");
  // Two passwords and two codes; the fifth try is the last.
  EXPECT_EQ(said(staff_.log_in(kLogin, kPassword)), "ok");
  const auto locked = staff_.log_in(kLogin, kPassword);
  EXPECT_EQ(said(locked), "ACCOUNT_LOCKED");
  EXPECT_EQ(locked.error().retry_after_s, config_.staff.login_lock_s);
}

TEST_F(StaffServiceTest, TheSecondFactorOfAnotherAccountOpensNothing) {
  enrolled();
  const std::string code_of_mina = code();
  // Sealed with its own account's id: a row copied to another account does not open.
  const auto added =
      members_.add_member({world_.merchant_id, "jun@shop.example", "이준", StaffRole::kViewer});
  world_.value(
      "UPDATE staff t SET totp_nonce = s.totp_nonce, totp_ciphertext = s.totp_ciphertext, "
      "totp_enrolled_at = s.totp_enrolled_at FROM staff s WHERE s.login_id = 'mina@shop.example' "
      "AND t.login_id = 'jun@shop.example'");
  const auto session =
      staff_.log_in("jun@shop.example", added.value().one_time_password.value()).value();
  EXPECT_EQ(said(staff_.pass_totp(session, code_of_mina)), "UNAUTHORIZED");
}

TEST_F(StaffServiceTest, ASessionEndsByItsAgeByRestAndByALock) {
  const auto session = enrolled();
  EXPECT_EQ(said(staff_.authenticate(session.token)), "ok");
  clock_.advance(minutes(14));
  EXPECT_EQ(said(staff_.authenticate(session.token)), "ok");
  clock_.advance(minutes(15));
  EXPECT_EQ(said(staff_.authenticate(session.token)), "UNAUTHORIZED");
  const auto another = staff_.pass_totp(half(), code()).value();
  EXPECT_EQ(said(staff_.authenticate(another.token)), "ok");
  StaffService operators(world_.database().operators(), clock_, config_, "");
  EXPECT_TRUE(operators.lock_staff(id_));
  EXPECT_EQ(said(staff_.authenticate(another.token)), "UNAUTHORIZED");
  EXPECT_EQ(said(staff_.log_in(kLogin, kPassword)), "ACCOUNT_LOCKED");
}

TEST_F(StaffServiceTest, AChangedPasswordEndsTheOtherSessions) {
  const auto session = enrolled();
  const auto other = staff_.pass_totp(half(), code()).value();
  EXPECT_TRUE(staff_.change_password(session, kPassword, "another umbrella").ok());
  EXPECT_EQ(said(staff_.authenticate(session.token)), "ok");
  EXPECT_EQ(said(staff_.authenticate(other.token)), "UNAUTHORIZED");
}

TEST_F(StaffServiceTest, OldSessionsAreForgotten) {
  enrolled();
  half();
  EXPECT_EQ(forget_old_staff_sessions(world_.relay(), 10, clock_.now()), 0U);
  EXPECT_EQ(forget_old_staff_sessions(world_.relay(), 10, clock_.now() + hours(48)), 2U);
}

TEST_F(StaffServiceTest, AResetByAnOperatorMakesTheSecondFactorAnew) {
  const auto session = enrolled();
  StaffService operators(world_.database().operators(), clock_, config_, "");
  const std::string password = operators.reset_staff(id_, true);
  EXPECT_EQ(said(staff_.authenticate(session.token)), "UNAUTHORIZED");
  const auto again = staff_.log_in(kLogin, password).value();
  EXPECT_EQ(again.stage, StaffStage::kEnroll);
  EXPECT_TRUE(again.must_change_password);
  EXPECT_EQ(staff_.recovery_codes_left(id_), 0U);
}

TEST_F(StaffServiceTest, WhatRestedOnAPasswordThatWasResetMeanwhileIsNotDone) {
  const auto session = enrolled();
  const auto read_before = staff_store::find_staff(world_.api(), id_).value();
  StaffService operators(world_.database().operators(), clock_, config_, "");
  const std::string password = operators.reset_staff(id_, true);
  EXPECT_FALSE(staff_store::change_staff_password(world_.api(), id_, read_before.password_hash,
                                                  crypto::hash_password("a thief's own"),
                                                  crypto::sha256(session.token)));
  StaffSession late = session;
  late.token = "sts_late";
  late.stage = StaffStage::kEnroll;
  EXPECT_FALSE(
      staff_store::open_staff_session(world_.api(), late, read_before.password_hash, clock_.now()));
  EXPECT_EQ(world_.value("SELECT count(*) FROM staff_session"), "0");
  EXPECT_EQ(said(staff_.log_in(kLogin, password)), "ok");
}

}  // namespace
}  // namespace pay200
