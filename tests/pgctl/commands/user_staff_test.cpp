// pgctl user ... --staff: accounts of the back office.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/staff/staff_service.hpp"
#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class UserStaffTest : public testing::Test {
 protected:
  dev::Finished user(const std::string& verb, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"user", verb, "--staff", "--login", "jun@shop.example"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return pgctl_.run(arguments, "");
  }
  dev::Finished add(const Merchant& merchant, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"--name", "이준", "--merchant", to_text(merchant.id), "--role",
                               "owner", "--output", "json"});
    return user("add", std::move(more));
  }
  std::string log_in(const std::string& password) {
    const Config config;
    const auto secrets = load_secrets(pgctl_.secrets_file(), SecretsFor::kApi);
    StaffService staff(database_.api(), system_clock(), config, secrets->pin_key);
    const auto session = staff.log_in("jun@shop.example", password);
    if (!session) return std::string(wire_name(session.error().code));
    return session->stage == StaffStage::kEnroll ? "enroll" : "totp";
  }

  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
  Merchant shop_ = test::add_merchant(database_, "한빛서점");
};

TEST_F(UserStaffTest, AnOwnerIsAddedWithAPasswordForTheFirstLogIn) {
  const auto added = add(shop_);
  EXPECT_EQ(added.status, 0) << added.err;
  const json answer = json::parse(added.out);
  EXPECT_EQ(answer["role"], "owner");
  EXPECT_EQ(answer["merchant"], to_text(shop_.id));
  EXPECT_EQ(log_in(answer["oneTimePassword"]), "enroll");
  const auto again = add(shop_);
  EXPECT_EQ(again.status, 5);
  EXPECT_THAT(again.err, HasSubstr("already a member"));
}

TEST_F(UserStaffTest, OnePersonWorksForATestAndALiveMerchant) {
  const Merchant live = test::add_merchant(database_, "한빛서점", true);
  ASSERT_EQ(add(shop_).status, 0);
  EXPECT_EQ(add(live).status, 3) << "a live merchant wants --live";
  // Until the person has come, whoever knows the first password must not get in elsewhere with it.
  EXPECT_EQ(add(live, {"--live"}).status, 5);
  database_.execute(
      "UPDATE pay200.staff SET totp_nonce = '', totp_ciphertext = '', totp_enrolled_at = now()");
  const auto added = add(live, {"--live"});
  EXPECT_EQ(added.status, 0) << added.err;
  EXPECT_FALSE(json::parse(added.out).contains("oneTimePassword"));
}

TEST_F(UserStaffTest, WhereAndAsWhatMustBeSaid) {
  const auto refused = user("add", {"--name", "이준"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("--merchant and --role"));
}

TEST_F(UserStaffTest, ALockedAccountDoesNotLogInUntilUnlocked) {
  const std::string password = json::parse(add(shop_).out)["oneTimePassword"];
  const auto locked = user("lock", {"--yes", "--output", "json"});
  EXPECT_EQ(locked.status, 0) << locked.err;
  EXPECT_EQ(json::parse(locked.out)["status"], "locked");
  EXPECT_EQ(log_in(password), "ACCOUNT_LOCKED");
  EXPECT_EQ(user("unlock").status, 0);
  EXPECT_EQ(log_in(password), "enroll");
}

TEST_F(UserStaffTest, AResetMakesAnotherOneTimePassword) {
  const std::string first = json::parse(add(shop_).out)["oneTimePassword"];
  EXPECT_EQ(user("reset-password").status, 2) << "without a person it wants --yes";
  const auto reset = user("reset-password", {"--yes", "--totp", "--output", "json"});
  EXPECT_EQ(reset.status, 0) << reset.err;
  EXPECT_EQ(log_in(first), "INVALID_CREDENTIALS");
  EXPECT_EQ(log_in(json::parse(reset.out)["oneTimePassword"]), "enroll");
}

TEST_F(UserStaffTest, NobodyOfThatName) {
  const auto missing = user("lock", {"--yes"});
  EXPECT_EQ(missing.status, 4);
  EXPECT_THAT(missing.err, HasSubstr("nobody logs in to the back office with jun@shop.example"));
}

}  // namespace
}  // namespace pay200
