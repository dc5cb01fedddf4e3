#include "core/platform/db/set_queue.hpp"

#include <chrono>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <thread>

#include "core/platform/log.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::db {
namespace {

using namespace std::chrono_literals;
using testing::StartsWith;

constexpr const char* kTables = R"(
  CREATE TABLE pay200.done (id bigint PRIMARY KEY, tx bigint NOT NULL);
  -- Notes that it is done, and by which transaction. 0 takes its time, below 0 is refused.
  CREATE FUNCTION pay200.note(p_id bigint, OUT id bigint, OUT tx bigint) LANGUAGE plpgsql AS $$
  BEGIN
    IF p_id = 0 THEN
      PERFORM pg_sleep(0.5);
    ELSIF p_id < 0 THEN
      RAISE EXCEPTION 'as asked';
    ELSIF p_id = 1000 AND NOT EXISTS (SELECT 1 FROM pay200.done) THEN
      PERFORM pg_terminate_backend(pg_backend_pid());
    END IF;
    id := p_id;
    tx := txid_current();
    INSERT INTO pay200.done VALUES (p_id, txid_current()) ON CONFLICT DO NOTHING;
  END $$;
  GRANT ALL ON pay200.done TO pay200_api;
  GRANT EXECUTE ON FUNCTION pay200.note TO pay200_api;
)";
constexpr Statement kNote{"note", "SELECT * FROM note($1)"};
constexpr Statement kFind{"find_done", "SELECT id FROM done WHERE id = $1"};
constexpr Statement kFindSlowly{
    "find_slowly", "SELECT id FROM done, pg_sleep(CASE $1 WHEN 0 THEN 0.5 ELSE 0 END) WHERE id = $1"};

class SetQueueTest : public testing::Test {
 protected:
  SetQueueTest() { server_.execute(kTables); }

  static DatabaseOptions options(const test::TestDatabase& server) {
    DatabaseOptions options;
    options.conninfo = server.conninfo("pay200_api");
    options.connections = 20;
    return options;
  }
  struct Noted {
    std::int64_t id = 0, tx = 0;
  };
  Noted note(std::int64_t id, const std::string& key) {
    const pqxx::row row = database_.call_in_set(kNote, Params().add(id), key);
    return {number(row, "id"), number(row, "tx")};
  }
  /// While the first is under way, those behind it come.
  std::vector<std::future<Noted>> note_behind_a_slow_one(
      const std::vector<std::pair<std::int64_t, std::string>>& calls) {
    std::vector<std::future<Noted>> noted;
    noted.push_back(std::async(std::launch::async, [this] { return note(0, "first"); }));
    std::this_thread::sleep_for(150ms);
    for (const auto& [id, key] : calls) {
      noted.push_back(
          std::async(std::launch::async, [this, id = id, key = key] { return note(id, key); }));
    }
    return noted;
  }

  test::TestDatabase server_;
  Database database_{options(server_)};
};

TEST_F(SetQueueTest, WhoComesMeanwhileGoesInOneCommitAndGetsItsOwnRow) {
  std::vector<std::pair<std::int64_t, std::string>> calls;
  for (std::int64_t id = 1; id <= 8; ++id) calls.emplace_back(id, "key" + std::to_string(id));
  auto noted = note_behind_a_slow_one(calls);
  const Noted first = noted[0].get();
  std::set<std::int64_t> transactions;
  for (std::size_t i = 1; i <= 8; ++i) {
    const Noted one = noted[i].get();
    EXPECT_EQ(one.id, static_cast<std::int64_t>(i));
    EXPECT_NE(one.tx, first.tx);
    transactions.insert(one.tx);
  }
  EXPECT_EQ(transactions.size(), 1U);
}

TEST_F(SetQueueTest, OneThatFailsFailsNoOther) {
  auto noted = note_behind_a_slow_one({{1, "a"}, {-1, "b"}, {2, "c"}});
  noted[0].get();
  EXPECT_EQ(noted[1].get().id, 1);
  EXPECT_THROW(noted[2].get(), pqxx::sql_error);
  EXPECT_EQ(noted[3].get().id, 2);
  EXPECT_EQ(server_.execute("SELECT count(*) FROM pay200.done"), "3");
}

TEST_F(SetQueueTest, ASetHoldsOneOfAKey) {
  auto noted = note_behind_a_slow_one({{1, "same"}, {2, "same"}, {3, "other"}});
  for (auto& one : noted) one.wait();
  EXPECT_NE(noted[1].get().tx, noted[2].get().tx);
}

TEST_F(SetQueueTest, IfTheConnectionBreaksEachIsDoneAllTheSame) {
  // The first call of 1000 ends its session; by then nothing is done, and the set is made again.
  auto noted = note_behind_a_slow_one({{1, "a"}, {2, "b"}});
  for (auto& one : noted) one.get();
  server_.execute("TRUNCATE pay200.done");
  EXPECT_EQ(note(1000, "k").id, 1000) << "alone: once more on a connection that is new";
}

TEST_F(SetQueueTest, AReadMayFindNothing) {
  note(7, "seven");
  server_.execute("INSERT INTO pay200.done VALUES (0, 0)");
  std::vector<std::future<bool>> found;
  for (const std::int64_t id : {0, 7, 8, 7, 9}) {
    found.push_back(std::async(std::launch::async, [this, id] {
      const auto row = database_.read_in_set(kFindSlowly, Params().add(id));
      EXPECT_TRUE(!row || number(*row, "id") == id);
      return row.has_value();
    }));
    if (id == 0) std::this_thread::sleep_for(150ms);
  }
  std::vector<bool> all;
  for (auto& one : found) all.push_back(one.get());
  EXPECT_THAT(all, testing::ElementsAre(true, true, false, true, false));
  EXPECT_FALSE(database_.read_in_set(kFind, Params().add(8)));
}

TEST(SetSqlTest, EachHasItsParametersAndItsPlace) {
  EXPECT_EQ(set_sql({"f", "SELECT * FROM f($1, $2)"}, 2, 2),
            "SELECT 0 AS place, one.* FROM (SELECT * FROM f($1, $2)) AS one UNION ALL "
            "SELECT 1 AS place, one.* FROM (SELECT * FROM f($3, $4)) AS one");
  EXPECT_THAT(set_sql({"f", "SELECT f($12)"}, 12, 3), testing::HasSubstr("f($36)"));
}

}  // namespace
}  // namespace pay200::db
