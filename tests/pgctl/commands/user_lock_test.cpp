// pgctl user lock, unlock and reset-password.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/shopper/shopper_service.hpp"
#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class UserLockTest : public testing::Test {
 protected:
  UserLockTest() {
    const auto added =
        pgctl_.run({"user", "add", "--shopper", "--login", "mina@example.com", "--name", "김민아"},
                   "correct horse\n428317\n");
    EXPECT_EQ(added.status, 0) << added.err;
  }
  dev::Finished user(const std::string& verb, std::vector<std::string> more = {},
                     const std::string& input = "") {
    std::vector<std::string> arguments = {"user", verb, "--login", "mina@example.com"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return pgctl_.run(arguments, input);
  }
  std::string log_in(const std::string& password) {
    const Config config;
    const auto logged_in = ShopperService(database_.api(), system_clock(), config, nullptr, "")
                               .log_in("mina@example.com", password, false);
    return logged_in ? "ok" : std::string(wire_name(logged_in.error().code));
  }

  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
};

TEST_F(UserLockTest, ALockedAccountDoesNotLogInUntilUnlocked) {
  const auto locked = user("lock", {"--yes", "--output", "json"});
  EXPECT_EQ(locked.status, 0) << locked.err;
  EXPECT_EQ(json::parse(locked.out)["status"], "locked");
  EXPECT_EQ(log_in("correct horse"), "ACCOUNT_LOCKED");
  const auto again = user("lock");
  EXPECT_EQ(again.status, 0);
  EXPECT_THAT(again.err, HasSubstr("locked before"));
  EXPECT_EQ(user("unlock").status, 0);
  EXPECT_EQ(log_in("correct horse"), "ok");
}

TEST_F(UserLockTest, WithoutAPersonItWantsYes) {
  const auto refused = user("lock");
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("--yes"));
  EXPECT_EQ(log_in("correct horse"), "ok");
}

TEST_F(UserLockTest, DecliningIsNotSuccess) {
  const auto declined = pgctl_.at_terminal({"user", "lock", "--login", "mina@example.com"}, {"no"});
  EXPECT_EQ(declined.status, 1);
  EXPECT_EQ(log_in("correct horse"), "ok");
}

TEST_F(UserLockTest, AResetPasswordIsTheOneToLogInWith) {
  const auto reset = user("reset-password", {"--yes"}, "brand new horse\n");
  EXPECT_EQ(reset.status, 0) << reset.err;
  EXPECT_EQ(log_in("brand new horse"), "ok");
  const auto weak = user("reset-password", {"--yes"}, "12345678\n");
  EXPECT_EQ(weak.status, 2);
  EXPECT_EQ(weak.err, "pgctl: password: too easily guessed\n");
}

TEST_F(UserLockTest, NobodyOfThatName) {
  const auto missing = pgctl_.run({"user", "lock", "--login", "jun@example.com", "--yes"}, "");
  EXPECT_EQ(missing.status, 4);
  EXPECT_THAT(missing.err, HasSubstr("no test shopper logs in with jun@example.com"));
}

}  // namespace
}  // namespace pay200
