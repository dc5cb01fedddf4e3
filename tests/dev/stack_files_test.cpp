#include "dev/stack_files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/platform/config.hpp"
#include "dev/private_file.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::dev {
namespace {

class StackFilesTest : public ::testing::Test {
 protected:
  StackFilesTest() {
    files_.directory = directory_.path();
    files_.run_directory = directory_.path() / "run";
    files_.base_url = "http://127.0.0.1:12345";
    files_.database = "host=/a \"quoted\" path port=5432 dbname=pay200";
    files_.acquirers = {{"sandbox", 12346, 2}, {"sandbox2", 12347, 1}};
    files_.api_workers = 3;
    files_.api_threads = 40;
    files_.api_connections = 5;
    files_.acquirer_timeout_ms = 2'500;
    files_.recovery_grace_ms = 700;
    files_.refund_settle_ms = 4'000;
    files_.recovery_poll_ms = 90;
  }

  test::TemporaryDirectory directory_;
  StackFiles files_;
};

TEST_F(StackFilesTest, TheConfigurationSaysWhatWasAskedFor) {
  write_config(files_);
  const auto loaded = load_config(directory_.path() / "pay200.toml");
  ASSERT_TRUE(loaded.ok()) << loaded.error().detail;
  const Config& config = loaded.value();
  EXPECT_EQ(config.database.conninfo, files_.database);
  EXPECT_EQ(config.fcgi.workers, 3);
  EXPECT_EQ(config.fcgi.threads, 40);
  EXPECT_EQ(config.fcgi.database_connections, 5);
  EXPECT_EQ(config.relay.attempt_grace_ms, 700);
  EXPECT_EQ(config.relay.refund_settle_ms, 4'000);
  EXPECT_EQ(config.relay.poll_interval_ms, 90);
  EXPECT_EQ(config.payment.public_base_url, files_.base_url);
  ASSERT_EQ(config.acquirers.size(), 2U);
  EXPECT_EQ(config.acquirers[1].name, "sandbox2");
  EXPECT_EQ(config.acquirers[1].port, 12347);
  EXPECT_EQ(config.acquirers[0].weight, 2);
  EXPECT_NE(config.acquirers[0].terminals, config.acquirers[1].terminals);
  EXPECT_NE(config.acquirers[0].acquirer_id, config.acquirers[1].acquirer_id);
  EXPECT_EQ(config.acquirers[0].port, 12346);
  EXPECT_EQ(config.acquirers[0].timeout_ms, 2'500);
  EXPECT_TRUE(config.acquirers[0].only_test);
  EXPECT_TRUE(config.webhook.allow_loopback);
}

TEST_F(StackFilesTest, SecretsFromBeforeTheWebhooksGetTheKeyTheyLack) {
  const auto path = directory_.path() / "secrets.toml";
  std::string old = new_secrets_text();
  const auto begin = old.find("webhook_key");
  old.erase(begin, old.find('\n', begin) + 1 - begin);
  write_private_file(path, old);
  ASSERT_FALSE(load_secrets(path, SecretsFor::kRelay).ok());
  write_secrets(files_);
  EXPECT_TRUE(load_secrets(path, SecretsFor::kRelay).ok());
  const std::string mended = read_file(path);
  EXPECT_EQ(mended.size(), new_secrets_text().size());
  write_secrets(files_);
  EXPECT_EQ(read_file(path), mended);
}

TEST_F(StackFilesTest, SecretsAreMadeOnceAndOnlyForTheirOwner) {
  write_secrets(files_);
  const auto path = directory_.path() / "secrets.toml";
  struct stat status{};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const std::string first = read_file(path);
  EXPECT_TRUE(load_secrets(path, SecretsFor::kApi).ok());
  write_secrets(files_);
  EXPECT_EQ(read_file(path), first);
}

}  // namespace
}  // namespace pay200::dev
