// The drill of docs/operating.md: a copy is restored, by dump and to a point in time, and `pgctl db
// check` has the last word on it.

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <sys/stat.h>

#include "core/merchant/merchant_service.hpp"
#include "core/platform/db/migrate.hpp"
#include "core/platform/secrets.hpp"
#include "dev/embedded_postgres.hpp"
#include "dev/private_file.hpp"
#include "dev/process.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/payment_world.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::test {
namespace {

namespace fs = std::filesystem;

class RestoreDrillTest : public testing::Test {
 protected:
  /// As on the database's host: by the socket, as its superuser.
  static std::vector<std::pair<std::string, std::string>> host(const fs::path& socket_directory) {
    return {{"PGHOST", socket_directory.string()}, {"PGUSER", "postgres"}};
  }

  /// `pgctl db check` with a configuration that names this database.
  dev::Finished check(const fs::path& socket_directory, const std::string& database) const {
    const fs::path secrets = directory_.path() / "secrets.toml";
    if (!fs::exists(secrets)) dev::write_private_file(secrets, new_secrets_text());
    const fs::path config = directory_.path() / (database + ".toml");
    dev::write_private_file(config, "secrets_file = \"" + secrets.string() +
                                        "\"\n[database]\nconninfo = \"host=" +
                                        socket_directory.string() + " dbname=" + database + "\"\n");
    return dev::run({.argv = {std::string(PAY200_BIN_DIR) + "/pgctl", "--config", config.string(),
                              "db", "check"}});
  }

  TemporaryDirectory directory_;
};

TEST_F(RestoreDrillTest, ADumpIsRestoredAndAddsUp) {
  PaymentWorld world;
  for (const auto state : {PaymentState::kReady, PaymentState::kApproved, PaymentState::kCanceled,
                           PaymentState::kPartiallyCanceled}) {
    world.bring_to(state);
  }
  auto& cluster = TestDatabase::cluster();
  auto environment = host(cluster.socket_directory());
  environment.emplace_back("PGDATABASE", world.database().name());
  const auto copied = dev::run(
      {.argv = {PAY200_SOURCE_DIR "/deploy/back_up.sh", directory_.path()}, .env = environment});
  ASSERT_EQ(copied.status, 0) << copied.err;
  const std::string dump = copied.out.substr(0, copied.out.find('\n'));
  struct stat found{};
  ASSERT_EQ(::stat(dump.c_str(), &found), 0) << copied.out;
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  EXPECT_NE(dev::read_file(dump.substr(0, dump.size() - 5) + "-roles.sql").find("pay200_api"),
            std::string::npos);

  const auto restore = [&](const std::string& file, const std::string& name) {
    return dev::run({.argv = {PAY200_SOURCE_DIR "/deploy/restore.sh", file, name},
                     .env = host(cluster.socket_directory())});
  };
  const auto restored = restore(dump, "restored");
  ASSERT_EQ(restored.status, 0) << restored.err;
  const auto checked = check(cluster.socket_directory(), "restored");
  EXPECT_EQ(checked.status, 0) << checked.out << checked.err;
  const std::string count =
      "SELECT (SELECT count(*) FROM pay200.payment), (SELECT count(*) FROM pay200.ledger_entry), "
      "(SELECT sum(amount_minor) FILTER (WHERE amount_minor > 0) FROM pay200.ledger_entry)";
  EXPECT_EQ(cluster.execute(count, "restored"), world.database().execute(count));

  // The check would have said so.
  cluster.execute(
      "DELETE FROM pay200.ledger_entry WHERE ctid = (SELECT min(ctid) FROM pay200.ledger_entry)",
      "restored");
  EXPECT_EQ(check(cluster.socket_directory(), "restored").status, 8);

  // Half a copy is refused, and leaves nothing.
  const fs::path half = directory_.path() / "half.dump";
  fs::copy_file(dump, half);
  fs::resize_file(half, fs::file_size(half) / 2);
  EXPECT_EQ(restore(half, "half").status, 1);
  EXPECT_EQ(cluster.execute("SELECT count(*) FROM pg_database WHERE datname = 'half'"), "0\n");

  // On a new host the database is there, and empty; what is there and not empty stays as it is.
  cluster.execute("CREATE DATABASE lost OWNER pay200_owner TEMPLATE template0");
  ASSERT_EQ(restore(dump, "lost").status, 0);
  EXPECT_EQ(cluster.execute(count, "lost"), world.database().execute(count));
  EXPECT_EQ(cluster.execute("SELECT has_database_privilege('pay200_operator', 'lost', 'CONNECT'), "
                            "EXISTS (SELECT FROM pg_database, aclexplode(datacl) a WHERE datname = "
                            "'lost' AND a.grantee = 0 AND a.privilege_type = 'CONNECT')"),
            "t|f\n");
  EXPECT_EQ(restore(dump, "lost").status, 1);
  EXPECT_EQ(cluster.execute(count, "lost"), world.database().execute(count));
  cluster.execute("DROP DATABASE lost");
  cluster.execute("DROP DATABASE restored");
}

TEST_F(RestoreDrillTest, APointInTimeIsRestoredAndAddsUp) {
  const fs::path archive = directory_.path() / "archive";
  fs::create_directories(archive);
  ::chmod(directory_.path().c_str(), 0755);
  ::chmod(archive.c_str(), 0777);  // the server runs as another user where this is root
  const auto owner_of = [](const dev::EmbeddedPostgres& postgres, const std::string& role) {
    db::DatabaseOptions options;
    options.conninfo = postgres.conninfo(role);
    options.connections = 1;
    return options;
  };
  auto server = std::make_unique<dev::EmbeddedPostgres>(
      dev::EmbeddedPostgresOptions{.directory = directory_.path() / "server",
                                   .durable = false,
                                   .settings = {"wal_level=replica", "max_wal_senders=4",
                                                "full_page_writes=on", "archive_mode=on",
                                                "archive_command=test ! -f " + archive.string() +
                                                    "/%f && cp %p " + archive.string() + "/%f"}});
  {
    db::Database owner(owner_of(*server, "pay200_owner"));
    db::migrate(owner);
  }
  const auto copied = dev::run({.argv = {(server->binaries() / "pg_basebackup").string(),
                                         "--pgdata", (directory_.path() / "copy").string(),
                                         "--checkpoint=fast", "--wal-method=none", "--no-sync"},
                                .env = host(server->socket_directory())});
  ASSERT_EQ(copied.status, 0) << copied.err;

  const auto add_merchant = [&](const std::string& name) {
    db::Database operators(owner_of(*server, "pay200_operator"));
    MerchantService::NewMerchant merchant;
    merchant.name = name;
    merchant.business_number = "220-81-62517";
    ASSERT_TRUE(MerchantService(operators, system_clock()).add_merchant(merchant));
  };
  add_merchant("전에");
  std::string before_it = server->execute("SELECT clock_timestamp()");
  before_it.resize(before_it.find('\n'));
  add_merchant("뒤에");
  server->execute("DELETE FROM pay200.ledger_entry; DROP TABLE pay200.payment CASCADE", "pay200");
  const std::string last = server->execute("SELECT pg_walfile_name(pg_switch_wal())");
  ASSERT_TRUE(comes_true([&] { return fs::exists(archive / last.substr(0, last.find('\n'))); },
                         std::chrono::seconds(30)));
  server->stop();

  const fs::path folder = directory_.path() / "restored";
  fs::create_directories(folder);
  fs::rename(directory_.path() / "copy", folder / "data");
  std::ofstream(folder / "data/recovery.signal") << "";
  dev::EmbeddedPostgres restored(
      {.directory = folder,
       .durable = false,
       .settings = {"archive_mode=off", "wal_level=replica", "max_wal_senders=4",
                    "restore_command=cp " + archive.string() + "/%f %p",
                    "recovery_target_time=" + before_it, "recovery_target_action=promote"}});
  ASSERT_TRUE(comes_true([&] { return restored.execute("SELECT pg_is_in_recovery()") == "f\n"; },
                         std::chrono::seconds(30)));
  EXPECT_EQ(restored.execute("SELECT name FROM pay200.merchant", "pay200"), "전에\n");
  const auto checked = check(restored.socket_directory(), "pay200");
  EXPECT_EQ(checked.status, 0) << checked.out << checked.err;
}

}  // namespace
}  // namespace pay200::test
