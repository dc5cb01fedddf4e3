#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>
#include <string>

namespace pay200::test {
namespace {

TEST(TestDatabaseTest, HasTheSchemaAndTheRolesOfARealOne) {
  TestDatabase database;
  EXPECT_EQ(
      database.execute("SELECT count(*) > 0 FROM pg_tables WHERE tableowner = 'pay200_owner'"),
      "t\n");
  EXPECT_TRUE(database.api().reachable());
  EXPECT_TRUE(database.operators().reachable());
}

TEST(TestDatabaseTest, SharesNothingWithAnother) {
  TestDatabase one;
  TestDatabase other;
  one.execute("CREATE TABLE mine AS SELECT 1 AS x");
  EXPECT_EQ(other.execute("SELECT to_regclass('mine') IS NULL"), "t\n");
}

TEST(TestDatabaseTest, IsGoneAfterwards) {
  std::string name;
  {
    TestDatabase database;
    database.api().reachable();
    name = database.name();
  }
  EXPECT_EQ(TestDatabase::cluster().execute("SELECT count(*) FROM pg_database WHERE datname = '" +
                                            name + "'"),
            "0\n");
}

TEST(TestDatabaseTest, PoolsSurviveThatTheClusterIsKilled) {
  TestDatabase database;
  EXPECT_TRUE(database.api().reachable());
  TestDatabase::cluster().kill_hard();
  EXPECT_FALSE(database.api().reachable());
  TestDatabase::cluster().start();
  EXPECT_TRUE(database.api().reachable());
}

}  // namespace
}  // namespace pay200::test
