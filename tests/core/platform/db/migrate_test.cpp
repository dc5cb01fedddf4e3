#include "core/platform/db/migrate.hpp"

#include <future>
#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

#include "core/platform/db/embedded_sql.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::db {
namespace {

std::vector<std::string> all_migrations() {
  std::vector<std::string> names;
  for (const SqlFile& file : embedded_migrations()) names.emplace_back(file.name);
  return names;
}

/// A database in which nothing has been made yet.
class EmptyDatabase {
 public:
  EmptyDatabase() { execute_outside("CREATE DATABASE empty_one OWNER pay200_owner"); }
  ~EmptyDatabase() { execute_outside("DROP DATABASE empty_one WITH (FORCE)"); }
  EmptyDatabase(const EmptyDatabase&) = delete;
  EmptyDatabase& operator=(const EmptyDatabase&) = delete;

  DatabaseOptions options() const {
    DatabaseOptions options;
    options.conninfo = test::TestDatabase::cluster().conninfo("pay200_owner", "empty_one");
    return options;
  }
  std::string execute(const std::string& sql) {
    return test::TestDatabase::cluster().execute(sql, "empty_one");
  }

 private:
  static void execute_outside(const std::string& sql) {
    test::TestDatabase::cluster().execute(sql);
  }
};

TEST(MigrateTest, AnEmptyDatabaseLacksEverything) {
  EmptyDatabase empty;
  Database database(empty.options());
  const MigrationStatus status = migration_status(database);
  EXPECT_FALSE(status.current());
  EXPECT_TRUE(status.applied.empty());
  EXPECT_EQ(status.pending, all_migrations());
  EXPECT_FALSE(status.functions_current);
}

TEST(MigrateTest, MigratesOnceAndThenHasNothingToDo) {
  EmptyDatabase empty;
  Database database(empty.options());
  auto expected = all_migrations();
  ASSERT_FALSE(expected.empty());
  expected.emplace_back("functions");
  EXPECT_EQ(migrate(database), expected);
  EXPECT_TRUE(migration_status(database).current());
  EXPECT_EQ(migration_status(database).applied, all_migrations());
  EXPECT_TRUE(migrate(database).empty());
}

TEST(MigrateTest, ManyFirstRunsAtOnceApplyEverythingOnce) {
  EmptyDatabase empty;
  std::vector<std::future<std::vector<std::string>>> runs;
  for (int i = 0; i < 6; ++i) {
    runs.push_back(std::async(std::launch::async, [&empty] {
      Database database(empty.options());
      return migrate(database);
    }));
  }
  std::size_t applied = 0;
  for (auto& run : runs) applied += run.get().size();
  EXPECT_EQ(applied, all_migrations().size() + 1);
  Database database(empty.options());
  EXPECT_TRUE(migration_status(database).current());
}

TEST(MigrateTest, AFailureLeavesTheDatabaseAsItWas) {
  EmptyDatabase empty;
  empty.execute("CREATE SCHEMA pay200 AUTHORIZATION pay200_owner; CREATE TABLE pay200.payment ()");
  Database database(empty.options());
  EXPECT_THROW(migrate(database), std::runtime_error);
  EXPECT_EQ(empty.execute("SELECT relname FROM pg_class WHERE relkind = 'r'"
                          " AND relnamespace = 'pay200'::regnamespace"),
            "payment\n");
  empty.execute("DROP TABLE pay200.payment");
  EXPECT_FALSE(migrate(database).empty());
}

TEST(MigrateTest, OtherFunctionsAreReplacedByThisProgramsAlone) {
  test::TestDatabase database;
  database.execute(
      "UPDATE pay200.schema_functions SET checksum = 'another';"
      "CREATE FUNCTION pay200.left_over() RETURNS int LANGUAGE sql AS 'SELECT 1'");
  EXPECT_FALSE(migration_status(database.owner()).functions_current);
  const auto count = [&] {
    return database.execute(
        "SELECT count(*) FROM pg_proc WHERE pronamespace = 'pay200'::regnamespace");
  };
  const std::string before = count();
  database.execute("ALTER FUNCTION pay200.left_over OWNER TO pay200_owner");
  EXPECT_EQ(migrate(database.owner()), std::vector<std::string>{"functions"});
  EXPECT_TRUE(migration_status(database.owner()).current());
  EXPECT_EQ(std::stoi(count()), std::stoi(before) - 1);
}

TEST(MigrateTest, ARewrittenMigrationIsNamedAndRefused) {
  test::TestDatabase database;
  const std::string first = all_migrations().front();
  database.execute("UPDATE pay200.schema_migration SET checksum = 'another' WHERE name = '" +
                   first + "'");
  EXPECT_EQ(migration_status(database.owner()).changed, std::vector<std::string>{first});
  try {
    migrate(database.owner());
    FAIL() << "it should have been refused";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find(first), std::string::npos) << error.what();
  }
}

TEST(MigrateTest, ADatabaseNewerThanTheProgramIsRefused) {
  test::TestDatabase database;
  database.execute("INSERT INTO pay200.schema_migration VALUES ('9999_later', 'x', now())");
  EXPECT_EQ(migration_status(database.owner()).unknown, std::vector<std::string>{"9999_later"});
  EXPECT_FALSE(migration_status(database.owner()).current());
  EXPECT_THROW(migrate(database.owner()), std::runtime_error);
}

TEST(MigrateTest, EveryRoleMayAskWhetherTheDatabaseIsCurrent) {
  test::TestDatabase database;
  EXPECT_TRUE(migration_status(database.api()).current());
  EXPECT_TRUE(migration_status(database.link()).current());
  EXPECT_TRUE(migration_status(database.relay()).current());
  EXPECT_TRUE(migration_status(database.operators()).current());
}

}  // namespace
}  // namespace pay200::db
