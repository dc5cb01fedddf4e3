#include "tests/support/test_database.hpp"

#include <atomic>
#include <chrono>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

#include "core/platform/db/migrate.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTemplate = "pay200_template";

/// A killed test program cannot remove its directory; the next one does. The cluster's lock tells
/// whether somebody is still there, and young ones may not have locked yet.
void remove_abandoned(const fs::path& beside) {
  for (const auto& entry : fs::directory_iterator(beside.parent_path())) {
    const std::string name = entry.path().filename();
    if (name.rfind("pay200-test-", 0) != 0) continue;
    std::error_code ignored;
    const auto age = fs::file_time_type::clock::now() - fs::last_write_time(entry.path(), ignored);
    if (ignored || age < std::chrono::minutes(10)) continue;
    const int lock = ::open((entry.path() / "postgres" / "lock").c_str(), O_RDWR | O_CLOEXEC);
    if (lock < 0) continue;
    if (::flock(lock, LOCK_EX | LOCK_NB) == 0) fs::remove_all(entry.path(), ignored);
    ::close(lock);
  }
}

/// The program's one cluster. A forked child (a death test) that exits must not stop it.
class Cluster {
 public:
  Cluster() : owner_(::getpid()) {
    remove_abandoned(directory_->path());
    dev::EmbeddedPostgresOptions options;
    options.directory = directory_->path() / "postgres";
    options.durable = false;
    options.max_connections = 100;
    postgres_ = std::make_unique<dev::EmbeddedPostgres>(options);
    postgres_->execute(std::string("CREATE DATABASE ") + kTemplate + " OWNER pay200_owner");
    db::DatabaseOptions database;
    database.conninfo = postgres_->conninfo("pay200_owner", kTemplate);
    database.connections = 1;
    database.statement_timeout = std::chrono::minutes(1);
    db::Database owner(database);
    db::migrate(owner);
  }
  ~Cluster() {
    if (::getpid() == owner_) return;
    static_cast<void>(postgres_.release());
    static_cast<void>(directory_.release());
  }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  dev::EmbeddedPostgres& postgres() { return *postgres_; }

 private:
  pid_t owner_;
  std::unique_ptr<TemporaryDirectory> directory_ = std::make_unique<TemporaryDirectory>();
  std::unique_ptr<dev::EmbeddedPostgres> postgres_;
};

std::string next_name() {
  static std::atomic<int> count{0};
  return "test_" + std::to_string(++count);
}

}  // namespace

dev::EmbeddedPostgres& TestDatabase::cluster() {
  static Cluster cluster;
  return cluster.postgres();
}

TestDatabase::TestDatabase() : TestDatabase(kTemplate) {}

TestDatabase::TestDatabase(const std::string& copied_from) : name_(next_name()) {
  // A clone has no grants of its template's.
  cluster().execute("CREATE DATABASE " + name_ + " TEMPLATE " + copied_from +
                    " OWNER pay200_owner;\nREVOKE TEMPORARY ON DATABASE " + name_ +
                    " FROM PUBLIC;\n");
}

TestDatabase TestDatabase::copy() {
  pools_.clear();
  cluster().execute(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" + name_ +
      "'");
  return TestDatabase(name_);
}

TestDatabase::~TestDatabase() {
  pools_.clear();
  try {
    cluster().execute("DROP DATABASE " + name_ + " WITH (FORCE)");
  } catch (const std::exception&) {
    // A test of failures may have left the cluster stopped; the directory goes with the program.
  }
}

std::string TestDatabase::conninfo(const std::string& role) const {
  return cluster().conninfo(role, name_);
}

db::Database& TestDatabase::as(const std::string& role) {
  auto& pool = pools_[role];
  if (!pool) {
    db::DatabaseOptions options;
    options.conninfo = conninfo(role);
    options.application_name = role;
    pool = std::make_unique<db::Database>(options);
  }
  return *pool;
}

std::string TestDatabase::execute(const std::string& sql) { return cluster().execute(sql, name_); }

}  // namespace pay200::test
