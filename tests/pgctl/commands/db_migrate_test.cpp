#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class DbMigrateTest : public testing::Test {
 protected:
  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
};

TEST_F(DbMigrateTest, AnEmptyDatabaseIsBroughtToTheSchema) {
  database_.execute("DROP SCHEMA pay200 CASCADE");
  const auto migrated = pgctl_.run({"db", "migrate"});
  EXPECT_EQ(migrated.status, 0) << migrated.err;
  EXPECT_EQ(migrated.err, "");
  EXPECT_THAT(migrated.out, HasSubstr("APPLIED\n0001_schema\n0002_privileges\n"));
  EXPECT_EQ(pgctl_.run({"db", "status"}).status, 0);
  EXPECT_EQ(pgctl_.run({"merchant", "list"}).status, 0);
}

TEST_F(DbMigrateTest, ASecondTimeThereIsNothingToDo) {
  const auto again = pgctl_.run({"db", "migrate"});
  EXPECT_EQ(again.status, 0);
  EXPECT_EQ(again.out, "Nothing to do: the database is at this program's schema.\n");
  EXPECT_EQ(json::parse(pgctl_.run({"db", "migrate", "--output", "json"}).out)["items"].size(), 0U);
}

TEST_F(DbMigrateTest, AnUpgradeIsAnActOfTheOperators) {
  database_.execute("UPDATE pay200.schema_functions SET checksum = 'of another version'");
  EXPECT_EQ(pgctl_.run({"db", "migrate"}).status, 0);
  const auto listed = pgctl_.run({"audit", "list", "--noun", "db", "--output", "json"});
  const json acts = json::parse(listed.out)["items"];
  ASSERT_EQ(acts.size(), 1U) << listed.err;
  EXPECT_EQ(acts[0]["verb"], "migrate");
  EXPECT_THAT(acts[0].dump(), HasSubstr("functions"));
  EXPECT_EQ(pgctl_.run({"audit", "verify"}).status, 0);
}

TEST_F(DbMigrateTest, ADatabaseNewerThanTheProgramIsLeftAlone) {
  database_.execute("INSERT INTO pay200.schema_migration VALUES ('0999_future', 'x', now())");
  const auto refused = pgctl_.run({"db", "migrate"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_EQ(refused.out, "");
  EXPECT_THAT(refused.err, HasSubstr("the database is newer than this program"));
  EXPECT_THAT(refused.err, HasSubstr("0999_future"));
}

}  // namespace
}  // namespace pay200
