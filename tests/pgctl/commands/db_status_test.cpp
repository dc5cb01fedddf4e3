#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using testing::HasSubstr;

class DbStatusTest : public testing::Test {
 protected:
  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
};

TEST_F(DbStatusTest, ACurrentDatabaseIsSuccess) {
  const auto status = pgctl_.run({"db", "status", "--output", "csv"});
  EXPECT_EQ(status.status, 0);
  EXPECT_EQ(status.err, "");
  EXPECT_THAT(status.out, HasSubstr("migration,state\n0001_schema,applied\n"));
  EXPECT_THAT(status.out, HasSubstr("functions,current\n"));
}

TEST_F(DbStatusTest, AnEmptyDatabaseShowsWhatIsPendingAndWhatToDo) {
  database_.execute("DROP SCHEMA pay200 CASCADE");
  const auto status = pgctl_.run({"db", "status", "--output", "csv"});
  EXPECT_EQ(status.status, 1);
  EXPECT_THAT(status.out, HasSubstr("0001_schema,pending\n"));
  EXPECT_THAT(status.out, HasSubstr("functions,out of date\n"));
  EXPECT_EQ(status.err, "pgctl: not current; `pgctl db migrate` brings it there\n");
}

TEST_F(DbStatusTest, OtherFunctionsAreOutOfDate) {
  database_.execute("UPDATE pay200.schema_functions SET checksum = 'other'");
  const auto status = pgctl_.run({"db", "status", "--output", "csv"});
  EXPECT_EQ(status.status, 1);
  EXPECT_THAT(status.out, HasSubstr("functions,out of date\n"));
}

TEST_F(DbStatusTest, ANewerDatabaseIsSaidToBeThat) {
  database_.execute("INSERT INTO pay200.schema_migration VALUES ('0999_future', 'x', now())");
  const auto status = pgctl_.run({"db", "status", "--output", "csv"});
  EXPECT_EQ(status.status, 1);
  EXPECT_THAT(status.out, HasSubstr("0999_future,unknown\n"));
  EXPECT_THAT(status.err, HasSubstr("newer than this pgctl"));
}

TEST_F(DbStatusTest, ARewrittenMigrationIsSaidToBeThat) {
  database_.execute(
      "UPDATE pay200.schema_migration SET checksum = 'other' WHERE name = '0001_schema'");
  const auto status = pgctl_.run({"db", "status", "--output", "csv"});
  EXPECT_EQ(status.status, 1);
  EXPECT_THAT(status.out, HasSubstr("0001_schema,changed\n"));
  EXPECT_THAT(status.err, HasSubstr("another text"));
}

}  // namespace
}  // namespace pay200
