#include "fcgi-app/link/rewrap.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>
#include <string>

#include "core/card_vault/card_vault.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/platform/secrets.hpp"
#include "dev/private_file.hpp"
#include "dev/process.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::link {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// A folder of secrets as --new-secrets makes it, and docs/keys.md's commands on it, in a process
/// of their own: it forbids itself to be looked at.
class RewrapTest : public testing::Test {
 protected:
  RewrapTest() {
    for (const auto& file : new_secrets_files()) dev::write_private_file(at(file.name), file.text);
    dev::write_private_file(at("old.toml"), dev::read_file(at("link.toml")));
    dev::write_private_file(at("pay200.toml"),
                            "[database]\nconninfo = \"host=" +
                                test::TestDatabase::cluster().socket_directory().string() +
                                " port=5432 dbname=" + database_.name() + "\"\n");
    vault_of("link.toml")->load(database_.link(), system_clock().now());
  }

  std::string at(const std::string& name) const { return (directory_.path() / name).string(); }

  std::unique_ptr<CardVault> vault_of(const std::string& name) const {
    const auto keys = load_secrets(at(name), SecretsFor::kLink);
    return std::make_unique<CardVault>(keys->key_encryption_key, keys->pan_hmac_key);
  }
  bool opens(const std::string& name) {
    try {
      vault_of(name)->load(database_.link(), system_clock().now());
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  }
  void put_new_key_into(const std::string& name) const {
    const std::regex key("key_encryption_key = \"[^\"]*\"");
    dev::write_private_file(at(name),
                            std::regex_replace(dev::read_file(at(name)), key,
                                               "key_encryption_key = \"" + new_key_ + "\""));
  }
  /// As a link reads that file.
  dev::Finished rewrap_by(const std::string& name) const {
    const std::string program = PAY200_BIN_DIR "/pay200-fcgi";
    return dev::run(
        {.argv = {program, "--config", at("pay200.toml"), "--rewrap-data-keys", at("old.toml")},
         .env = {{"PAY200_SECRETS_FILE", at(name)}}});
  }
  void expect_refused(const dev::Finished& ended, const std::string& file) {
    EXPECT_EQ(ended.status, 1) << ended.out;
    EXPECT_THAT(ended.err, AllOf(HasSubstr(at(file)), HasSubstr("nothing was changed")));
    EXPECT_TRUE(opens("old.toml"));
  }

  test::TestDatabase database_;
  test::TemporaryDirectory directory_;
  const std::string new_key_ = crypto::base64_encode(crypto::random_bytes(32));
};

/// Exit 0 would send the operator on to restart the links, and none would start.
TEST_F(RewrapTest, AKeyThatIsInTheOtherLayoutsFileAloneIsRefused) {
  put_new_key_into("link.toml");
  expect_refused(rewrap_by("gateway.toml"), "gateway.toml");
  expect_refused(rewrap_by("link.toml"), "gateway.toml");
  dev::write_private_file(at("link.toml"), dev::read_file(at("old.toml")));
  put_new_key_into("gateway.toml");
  expect_refused(rewrap_by("gateway.toml"), "link.toml");
  expect_refused(rewrap_by("link.toml"), "link.toml");
  std::filesystem::remove(at("link.toml"));
  expect_refused(rewrap_by("link.toml"), "link.toml");
  EXPECT_EQ(rewrap_by("gateway.toml").status, 0) << "the only file there is";
  EXPECT_TRUE(opens("gateway.toml"));
}

TEST_F(RewrapTest, AsTheGuideSaysItItServesEitherLayout) {
  const std::string guide = dev::read_file(PAY200_SOURCE_DIR "/docs/keys.md");
  std::smatch block;
  ASSERT_TRUE(
      std::regex_search(guide, block, std::regex("<!-- run: new-key -->\n *```sh\n([^`]*)```")));
  const std::string commands = std::regex_replace(block[1].str(), std::regex("/etc/pay200/secrets"),
                                                  directory_.path().string());
  const auto run_it = [&commands] { return dev::run({.argv = {"bash", "-c", commands}}); };
  const std::string only_copy = dev::read_file(at("link.toml"));
  EXPECT_NE(run_it().status, 0) << "it must not write over another time's old.toml";
  EXPECT_EQ(dev::read_file(at("link.toml")), only_copy);
  std::filesystem::remove(at("old.toml"));
  const auto done = run_it();
  ASSERT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(dev::read_file(at("old.toml")), only_copy);
  const auto first = rewrap_by("gateway.toml");
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("1 data key is wrapped anew"));
  const auto again = rewrap_by("link.toml");
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("0 data keys"));
  EXPECT_TRUE(opens("gateway.toml"));
  EXPECT_TRUE(opens("link.toml"));
  EXPECT_FALSE(opens("old.toml"));
  for (const char* name : {"gateway.toml", "link.toml"}) {
    const auto keys = load_secrets(at(name), SecretsFor::kLink);
    EXPECT_TRUE(keys) << "still its owner's alone";
  }
}

}  // namespace
}  // namespace pay200::link
