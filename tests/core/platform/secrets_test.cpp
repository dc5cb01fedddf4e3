#include "core/platform/secrets.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sys/stat.h>

#include "core/platform/crypto/crypto.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200 {
namespace {

class SecretsTest : public testing::Test {
 protected:
  std::string write(const std::string& text, mode_t mode = 0600) {
    const std::string path = (directory_.path() / "secrets.toml").string();
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
    return path;
  }
  std::string fault(const std::string& text, SecretsFor role = SecretsFor::kApi) {
    const auto secrets = load_secrets(write(text), role);
    return secrets ? "" : secrets.error().detail;
  }
  std::string at(int line) const {
    return (directory_.path() / "secrets.toml").string() + ":" + std::to_string(line) + ": ";
  }

  static std::string key(char byte) {
    return "\"" + crypto::base64_encode(std::string(32, byte)) + "\"";
  }
  const std::string all_ =
      "[keys]\ntoken_key = " + key('t') + "\nidempotency_key = " + key('i') +
      "\npin_key = " + key('p') + "\nwebhook_key = " + key('w') + "\npayout_key = " + key('o') +
      "\n[link]\nkey_encryption_key = " + key('k') + "\npan_hmac_key = " + key('h') + "\n";

 private:
  test::TemporaryDirectory directory_;
};

TEST_F(SecretsTest, EachRoleGetsWhatItMayHoldAndNothingElse) {
  struct Case {
    SecretsFor role;
    std::string token, idempotency, pin, encryption, pan, webhook, payout = "";
  };
  const auto of = [](char byte) { return std::string(32, byte); };
  for (const Case& c : {Case{SecretsFor::kApi, of('t'), of('i'), of('p'), "", "", of('w')},
                        Case{SecretsFor::kLink, "", "", "", of('k'), of('h'), ""},
                        Case{SecretsFor::kRelay, "", "", "", "", "", of('w')},
                        Case{SecretsFor::kStream, of('t'), "", "", "", "", ""},
                        Case{SecretsFor::kOperator, "", of('i'), of('p'), "", "", "", of('o')}}) {
    const auto secrets = load_secrets(write(all_), c.role);
    ASSERT_TRUE(secrets) << secrets.error().detail;
    EXPECT_EQ(secrets->token_key, c.token);
    EXPECT_EQ(secrets->idempotency_key, c.idempotency);
    EXPECT_EQ(secrets->pin_key, c.pin);
    EXPECT_EQ(secrets->key_encryption_key, c.encryption);
    EXPECT_EQ(secrets->pan_hmac_key, c.pan);
    EXPECT_EQ(secrets->webhook_key, c.webhook);
    EXPECT_EQ(secrets->payout_key, c.payout);
  }
}

TEST_F(SecretsTest, AFileThatOthersMayUseIsRefusedWithTheCommandThatMendsIt) {
  for (const mode_t mode : {0640U, 0604U, 0620U, 0601U, 0660U}) {
    const std::string path = write(all_, mode);
    const auto secrets = load_secrets(path, SecretsFor::kApi);
    ASSERT_FALSE(secrets) << std::oct << mode;
    EXPECT_NE(secrets.error().detail.find("chmod 600 " + path), std::string::npos)
        << secrets.error().detail;
  }
  EXPECT_TRUE(load_secrets(write(all_, 0400), SecretsFor::kApi));
}

TEST_F(SecretsTest, AFileWithOneRolesKeysServesThatRoleOnly) {
  const std::string text =
      "[link]\nkey_encryption_key = " + key('k') + "\npan_hmac_key = " + key('h') + "\n";
  EXPECT_EQ(fault(text, SecretsFor::kLink), "");
  EXPECT_NE(fault(text, SecretsFor::kRelay).find("\"keys.webhook_key\" is missing"),
            std::string::npos);
  EXPECT_NE(fault(text, SecretsFor::kApi).find("\"keys.token_key\" is missing"), std::string::npos);
}

TEST_F(SecretsTest, AWrongKeyIsRefusedWithoutBeingShown) {
  EXPECT_EQ(
      fault("[keys]\ntoken_key = \"c2hvcnQ=\"\nidempotency_key = " + key('i') +
            "\npin_key = " + key('p') + "\nwebhook_key = " + key('w') + "\n"),
      at(2) + "\"keys.token_key\" must be 32 bytes in base64, as from: openssl rand -base64 32");
  const std::string secret = crypto::base64_encode(std::string(32, 's'));
  for (const std::string& text :
       {all_ + "other = \"" + secret + "\"\n", "[keys]\ntoken_key = " + secret + "\n",
        "[keys]\ntoken_key = \"" + secret + "\n", "[keys]\ntoken_key = [\"" + secret + "\"]\n"}) {
    const std::string found = fault(text);
    EXPECT_NE(found, "");
    EXPECT_EQ(found.find(secret.substr(0, 6)), std::string::npos) << found;
  }
}

TEST_F(SecretsTest, AnUnknownKeyIsRefusedWithASuggestion) {
  EXPECT_EQ(fault(all_ + "pan_hmac = " + key('x') + "\n"),
            at(10) + "unknown key \"link.pan_hmac\"; did you mean \"link.pan_hmac_key\"?");
}

TEST_F(SecretsTest, AMissingFileAndAFolderAreNamed) {
  EXPECT_EQ(load_secrets("/nonexistent/secrets.toml", SecretsFor::kApi).error().detail,
            "/nonexistent/secrets.toml: No such file or directory");
  EXPECT_FALSE(load_secrets("/tmp", SecretsFor::kApi));
}

TEST_F(SecretsTest, AFileOlderThanThePayoutKeyGoesOnServing) {
  const std::string older =
      "[keys]\nidempotency_key = " + key('i') + "\npin_key = " + key('p') + "\n";
  const auto secrets = load_secrets(write(older), SecretsFor::kOperator);
  ASSERT_TRUE(secrets) << secrets.error().detail;
  EXPECT_EQ(secrets->payout_key, "");
}

TEST_F(SecretsTest, NewSecretsAreTheSameInEveryFileAndEachHasOneRolesAlone) {
  const auto files = new_secrets_files();
  const auto whole = load_secrets(write(files.front().text), SecretsFor::kLink);
  ASSERT_TRUE(whole);
  for (const auto& file : files) {
    if (!file.role) continue;
    EXPECT_TRUE(load_secrets(write(file.text), *file.role)) << file.name;
    const auto as_link = load_secrets(write(file.text), SecretsFor::kLink);
    EXPECT_EQ(as_link.ok(), *file.role == SecretsFor::kLink) << file.name;
    if (as_link) {
      EXPECT_EQ(as_link->pan_hmac_key, whole->pan_hmac_key);
    }
  }
}

TEST_F(SecretsTest, NewSecretsServeEveryRoleAndDifferEachTime) {
  const std::string path = write(new_secrets_text());
  const auto api = load_secrets(path, SecretsFor::kApi);
  const auto link = load_secrets(path, SecretsFor::kLink);
  ASSERT_TRUE(api) << api.error().detail;
  ASSERT_TRUE(link) << link.error().detail;
  const std::set<std::string> all = {api->token_key,     api->idempotency_key,
                                     api->pin_key,       link->key_encryption_key,
                                     link->pan_hmac_key, api->webhook_key};
  EXPECT_EQ(all.size(), 6U);
  EXPECT_NE(new_secrets_text(), new_secrets_text());
}

}  // namespace
}  // namespace pay200
