#include "core/platform/db/copy.hpp"

#include <gtest/gtest.h>
#include <limits>

#include "core/platform/db/database.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::db {
namespace {

constexpr Statement kAll{"all", "SELECT n, text FROM copied ORDER BY n, text"};

class CopyTest : public testing::Test {
 protected:
  CopyTest() {
    server_.execute(
        "CREATE TABLE pay200.copied (n bigint, text text); GRANT ALL ON pay200.copied TO "
        "pay200_relay");
  }
  void copy(const std::vector<std::pair<std::int64_t, std::string>>& rows) {
    server_.relay().run_transaction("copy", [&](pqxx::transaction_base& transaction) {
      Copy copy(transaction, "copied", {"n", "text"});
      for (const auto& [number, text] : rows) copy.row(number, text);
      copy.complete();
      EXPECT_EQ(execute(transaction, kAll).size(), rows.size());
    });
  }
  std::vector<std::pair<std::int64_t, std::string>> copied() {
    std::vector<std::pair<std::int64_t, std::string>> rows;
    for (const auto& row : server_.relay().read(kAll)) {
      rows.emplace_back(number(row, "n"), text(row, "text"));
    }
    return rows;
  }

  test::TestDatabase server_;
};

TEST_F(CopyTest, EveryTextAndNumberArrivesAsItIs) {
  const std::vector<std::pair<std::int64_t, std::string>> rows = {
      {std::numeric_limits<std::int64_t>::min(), ""},
      {-1, "tab\there, line\nfeed, return\rand \\ itself"},
      {0, "\\N"},
      {1, "\\."},
      {2, "카페 온도 \x01\x7f \b\f\v"},
      {std::numeric_limits<std::int64_t>::max(), "\\t\\\\n"}};
  copy(rows);
  EXPECT_EQ(copied(), rows);
}

TEST_F(CopyTest, NothingIsNothingAndManyAreAll) {
  copy({});
  EXPECT_TRUE(copied().empty());
  std::vector<std::pair<std::int64_t, std::string>> rows;
  for (std::size_t i = 0; i < 20'000; ++i) rows.emplace_back(i, std::string(i % 97, 'x'));
  copy(rows);
  EXPECT_EQ(copied(), rows);
}

}  // namespace
}  // namespace pay200::db
