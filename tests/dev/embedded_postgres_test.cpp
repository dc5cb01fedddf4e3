#include "dev/embedded_postgres.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temporary_directory.hpp"

namespace pay200::dev {
namespace {

namespace fs = std::filesystem;

class EmbeddedPostgresTest : public testing::Test {
 protected:
  EmbeddedPostgresOptions options() const {
    EmbeddedPostgresOptions options;
    options.directory = directory_.path() / "postgres";
    options.durable = false;
    return options;
  }
  test::TemporaryDirectory directory_;
};

/// make test PG=17 names the server; a named one is not chosen by the cluster's version.
class WithoutNamedServer {
 public:
  WithoutNamedServer() {
    if (const char* named = std::getenv(kPostgresVariable)) named_ = named;
    ::unsetenv(kPostgresVariable);
  }
  ~WithoutNamedServer() {
    if (named_) ::setenv(kPostgresVariable, named_->c_str(), 1);
  }
  WithoutNamedServer(const WithoutNamedServer&) = delete;
  WithoutNamedServer& operator=(const WithoutNamedServer&) = delete;

 private:
  std::optional<std::string> named_;
};

TEST_F(EmbeddedPostgresTest, MakesAClusterWithTheRolesAndTheDatabase) {
  EmbeddedPostgres postgres(options());
  EXPECT_EQ(
      postgres.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'pay200%' "
                       "AND rolcanlogin AND NOT rolsuper ORDER BY 1"),
      "pay200_api\npay200_link\npay200_operator\npay200_owner\npay200_relay\npay200_stream\n");
  EXPECT_EQ(postgres.execute("SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), "
                             "datcollate FROM pg_database WHERE datname = 'pay200'"),
            "pay200_owner|UTF8|C.UTF-8\n");
  EXPECT_EQ(postgres.execute("SHOW listen_addresses"), "\n");
}

TEST_F(EmbeddedPostgresTest, NobodyElseCanEnterTheSocketsFolder) {
  EmbeddedPostgres postgres(options());
  struct stat status{};
  ASSERT_EQ(::stat(postgres.socket_directory().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST_F(EmbeddedPostgresTest, KeepsWhatIsCommittedOverARestartAndOverKill) {
  EmbeddedPostgres postgres(options());
  postgres.execute("CREATE TABLE kept AS SELECT 1 AS x");
  postgres.restart();
  EXPECT_EQ(postgres.execute("SELECT x FROM kept"), "1\n");
  postgres.execute("CHECKPOINT");
  postgres.kill_hard();
  EXPECT_FALSE(postgres.running());
  EXPECT_THROW(postgres.execute("SELECT 1"), std::runtime_error);
  postgres.start();
  EXPECT_EQ(postgres.execute("SELECT x FROM kept"), "1\n");
}

TEST_F(EmbeddedPostgresTest, StartsAgainInItsFolder) {
  {
    EmbeddedPostgres(options()).execute("CREATE TABLE kept AS SELECT 2 AS x");
  }
  EXPECT_EQ(EmbeddedPostgres(options()).execute("SELECT x FROM kept"), "2\n");
}

TEST_F(EmbeddedPostgresTest, AHalfMadeClusterIsMadeAgain) {
  fs::create_directories(options().directory / "data.new");
  std::ofstream(options().directory / "data.new" / "PG_VERSION") << "15\n";
  EXPECT_EQ(EmbeddedPostgres(options()).execute("SELECT 1"), "1\n");
}

TEST_F(EmbeddedPostgresTest, AClusterOfAVersionThatIsNotInstalledIsNamed) {
  const WithoutNamedServer ours_to_choose;
  fs::create_directories(options().directory / "data");
  std::ofstream(options().directory / "data" / "PG_VERSION") << "9.6\n";
  try {
    const EmbeddedPostgres postgres(options());
    FAIL() << "started";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("PostgreSQL 9.6"), std::string::npos) << error.what();
  }
}

TEST_F(EmbeddedPostgresTest, AStalePidFileWhosePidIsNowSomebodyElsesDoesNotMatter) {
  {
    EmbeddedPostgres made(options());
  }
  std::ofstream(options().directory / "data" / "postmaster.pid")
      << ::getpid() << "\n"
      << (options().directory / "data").string() << "\n1700000000\n5432\n";
  EXPECT_EQ(EmbeddedPostgres(options()).execute("SELECT 1"), "1\n");
}

TEST_F(EmbeddedPostgresTest, TheServerDiesWithAnOwnerThatIsKilledAndTheNextOneStarts) {
  const fs::path ready = directory_.path() / "ready";
  const pid_t owner = ::fork();
  if (owner == 0) {
    const EmbeddedPostgres postgres(options());
    std::ofstream(ready) << postgres.pid();
    ::pause();
    ::_exit(0);
  }
  while (!fs::exists(ready)) ::usleep(5000);
  ::kill(owner, SIGKILL);
  ::waitpid(owner, nullptr, 0);
  EXPECT_EQ(EmbeddedPostgres(options()).execute("SELECT 1"), "1\n");
}

TEST_F(EmbeddedPostgresTest, ASecondOneInTheSameFolderIsRefused) {
  const EmbeddedPostgres first(options());
  try {
    const EmbeddedPostgres second(options());
    FAIL() << "started";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("in use"), std::string::npos) << error.what();
  }
}

TEST_F(EmbeddedPostgresTest, ALongPathPutsTheSocketWhereItFits) {
  EmbeddedPostgresOptions deep = options();
  deep.directory = directory_.path() / std::string(60, 'a') / std::string(60, 'b');
  fs::path socket;
  {
    EmbeddedPostgres postgres(deep);
    EXPECT_EQ(postgres.execute("SELECT 1"), "1\n");
    socket = postgres.socket_directory();
  }
  EXPECT_FALSE(fs::exists(socket)) << socket;
  EXPECT_FALSE(fs::is_symlink(deep.directory / "temporary"));
}

TEST_F(EmbeddedPostgresTest, RootCanUseAFolderThatNoOtherUserCanReach) {
  if (::geteuid() != 0) GTEST_SKIP() << "for root only";
  ASSERT_EQ(::chmod(directory_.path().c_str(), 0700), 0);
  EXPECT_EQ(EmbeddedPostgres(options()).execute("SELECT 1"), "1\n");
}

TEST_F(EmbeddedPostgresTest, RootCanMoveBetweenFoldersThatOthersReachAndNot) {
  if (::geteuid() != 0) GTEST_SKIP() << "for root only";
  for (const mode_t mode : {0755U, 0700U, 0755U}) {
    ASSERT_EQ(::chmod(directory_.path().c_str(), mode), 0);
    EXPECT_EQ(EmbeddedPostgres(options()).execute("SELECT 1"), "1\n") << mode;
  }
}

TEST_F(EmbeddedPostgresTest, AnErrorShowsThePsqlsWords) {
  EmbeddedPostgres postgres(options());
  try {
    postgres.execute("SELECT no_such_column");
    FAIL() << "no error";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("no_such_column"), std::string::npos);
  }
}

}  // namespace
}  // namespace pay200::dev
