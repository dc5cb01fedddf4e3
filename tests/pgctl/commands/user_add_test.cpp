#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/shopper/shopper_service.hpp"
#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> kMina = {
    "user", "add", "--shopper", "--login", "mina@example.com", "--name", "김민아"};

class UserAddTest : public testing::Test {
 protected:
  dev::Finished add(std::vector<std::string> more, const std::string& input) {
    more.insert(more.begin(), kMina.begin(), kMina.end());
    return pgctl_.run(more, input);
  }
  std::string count() { return database_.execute("SELECT count(*) FROM pay200.shopper"); }
  /// As a worker would: with the key from the very secrets file.
  bool pin_is(const std::string& pin) {
    const auto secrets = load_secrets(pgctl_.secrets_file(), SecretsFor::kApi);
    const auto shopper = ShopperId::from_sql(
        database_.execute("SELECT shopper_id FROM pay200.shopper").substr(0, 36));
    return verify_pin(database_.api(), secrets->pin_key, *shopper, pin, 5).ok();
  }
  bool logs_in(const std::string& password, bool live = false) {
    const Config config;
    return ShopperService(database_.api(), system_clock(), config, nullptr, "")
        .log_in("mina@example.com", password, live)
        .ok();
  }

  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
};

TEST_F(UserAddTest, AScriptGivesPasswordAndPinOnStdin) {
  const auto added = add({"--output", "json"}, "correct horse\n428317\n");
  EXPECT_EQ(added.status, 0) << added.err;
  EXPECT_EQ(added.err, "");
  const json answer = json::parse(added.out);
  EXPECT_EQ(answer["login"], "mina@example.com");
  EXPECT_EQ(answer["mode"], "test");
  EXPECT_TRUE(shopper_id_from_text(answer["shopper"].get<std::string>()));
  EXPECT_TRUE(logs_in("correct horse"));
  EXPECT_TRUE(pin_is("428317"));
  EXPECT_FALSE(pin_is("428318"));
}

TEST_F(UserAddTest, APersonTypesThemTwiceWithoutSeeingThem) {
  const auto added =
      pgctl_.at_terminal(kMina, {"correct horse", "correct horse", "428317", "428317"});
  EXPECT_EQ(added.status, 0) << added.out;
  EXPECT_THAT(added.out, HasSubstr("password (8 to 128 characters): \n"));
  EXPECT_THAT(added.out, HasSubstr("PIN (six digits): \n"));
  EXPECT_THAT(added.out, HasSubstr("Log-in   mina@example.com\n"));
  EXPECT_THAT(added.out, Not(HasSubstr("correct horse")));
  EXPECT_THAT(added.out, Not(HasSubstr("428317")));
  EXPECT_TRUE(logs_in("correct horse"));
  EXPECT_TRUE(pin_is("428317"));
}

TEST_F(UserAddTest, TwoEntriesThatDifferChangeNothing) {
  const auto refused = pgctl_.at_terminal(kMina, {"correct horse", "correct house"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.out, HasSubstr("pgctl: the two entries differ; nothing changed"));
  EXPECT_EQ(count(), "0\n");
}

TEST_F(UserAddTest, InputThatEndsEarlyIsSaidToBeThat) {
  for (const char* input : {"", "correct horse\n"}) {
    const auto refused = add({}, input);
    EXPECT_EQ(refused.status, 2) << input;
    EXPECT_THAT(refused.err, HasSubstr("stdin holds the password on its first line"));
  }
  EXPECT_EQ(count(), "0\n");
}

TEST_F(UserAddTest, WhatIsNotGoodEnoughIsNamed) {
  const auto short_password = add({}, "short\n428317\n");
  EXPECT_EQ(short_password.status, 2);
  EXPECT_EQ(short_password.err, "pgctl: password: 8 to 128 characters\n");
  const auto wrong_pin = add({}, "correct horse\n12345\n");
  EXPECT_EQ(wrong_pin.err, "pgctl: PIN: six digits\n");
  const auto no_address =
      pgctl_.run({"user", "add", "--shopper", "--login", "mina", "--name", "김민아"},
                 "correct horse\n428317\n");
  EXPECT_EQ(no_address.err, "pgctl: --login: an e-mail address\n");
  EXPECT_EQ(count(), "0\n");
}

TEST_F(UserAddTest, ALogInNameIsTakenOncePerMode) {
  ASSERT_EQ(add({}, "correct horse\n428317\n").status, 0);
  const auto taken = add({}, "another horse\n428317\n");
  EXPECT_EQ(taken.status, 5);
  EXPECT_EQ(taken.err, "pgctl: --login: This log-in name is already registered. Log in instead.\n");
  EXPECT_EQ(add({"--live"}, "another horse\n428317\n").status, 0);
  EXPECT_TRUE(logs_in("another horse", true));
}

TEST_F(UserAddTest, WithoutShopperItAsksWhoseAccountItIs) {
  const auto refused = pgctl_.run({"user", "add", "--login", "a@b.kr", "--name", "a"}, "x\ny\n");
  EXPECT_EQ(refused.status, 2);
  EXPECT_EQ(refused.err, "pgctl: say whose account it is: --shopper or --staff\n");
}

TEST_F(UserAddTest, SecretsThatOthersMayReadAreRefused) {
  std::filesystem::permissions(pgctl_.secrets_file(), std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  const auto refused = add({}, "correct horse\n428317\n");
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("chmod 600"));
  EXPECT_EQ(count(), "0\n");
}

}  // namespace
}  // namespace pay200
