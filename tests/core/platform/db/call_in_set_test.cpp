#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <gtest/gtest.h>
#include <pqxx/pqxx>
#include <thread>
#include <vector>

#include "core/platform/db/database.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::db {
namespace {

constexpr const char* kTables = R"(
  CREATE TABLE pay200.done (id bigint PRIMARY KEY, tx bigint NOT NULL);
  CREATE SEQUENCE pay200.breaks;
  -- Notes that it is done, and in which transaction. Below 0 is refused; 50 ends its first session; from
  -- 1000 on it takes a second.
  CREATE FUNCTION pay200.note(p_id bigint, OUT id bigint) LANGUAGE plpgsql AS $$
  BEGIN
    IF p_id < 0 THEN
      RAISE EXCEPTION 'as asked';
    ELSIF p_id = 50 AND nextval('pay200.breaks') = 1 THEN
      PERFORM pg_terminate_backend(pg_backend_pid());
    END IF;
    PERFORM pg_sleep(CASE WHEN p_id < 1000 THEN 0.001 ELSE 1 END);
    id := p_id;
    INSERT INTO pay200.done VALUES (p_id, txid_current()) ON CONFLICT DO NOTHING;
  END $$;
  CREATE TYPE pay200.note_call AS (id bigint);
  CREATE FUNCTION pay200.notes(p_calls pay200.note_call[]) RETURNS TABLE (place integer, id bigint)
  LANGUAGE sql AS $$
    SELECT c.ordinality::integer - 1, n.id FROM unnest(p_calls) WITH ORDINALITY AS c, pay200.note(c.id) AS n
    ORDER BY c.ordinality DESC $$;
  GRANT ALL ON pay200.done, pay200.breaks TO pay200_api;
  GRANT EXECUTE ON FUNCTION pay200.note, pay200.notes TO pay200_api;
)";
constexpr Statement kNote{"note", "SELECT * FROM note($1)"};
constexpr Statement kNotes{"notes", "SELECT * FROM notes(ARRAY[ROW($1)::note_call])"};
constexpr Statement kFind{"find_done", "SELECT id FROM done WHERE id = $1"};
constexpr int kCallers = 12, kCalls = 20;

/// Many at once, of whom some find others under way.
class CallInSetTest : public testing::Test {
 protected:
  CallInSetTest() { server_.execute(kTables); }

  void all_at_once(const std::function<void(std::int64_t id)>& call) {
    std::vector<std::thread> callers;
    for (int caller = 0; caller < kCallers; ++caller) {
      callers.emplace_back([&call, caller] {
        for (int i = 0; i < kCalls; ++i) call(caller * kCalls + i);
      });
    }
    for (std::thread& caller : callers) caller.join();
  }
  std::int64_t note(std::int64_t id, const Statement& statement = kNote) {
    return number(database_.call_in_set(statement, Params().add(id), std::to_string(id)), "id");
  }
  int count(const std::string& sql) { return std::stoi(server_.execute(sql)); }
  static DatabaseOptions options(const test::TestDatabase& server) {
    DatabaseOptions options;
    options.conninfo = server.conninfo("pay200_api");
    return options;
  }

  test::TestDatabase server_;
  Database database_{options(server_)};
};

TEST_F(CallInSetTest, EachGetsItsOwnRowAndManyShareACommit) {
  all_at_once([&](std::int64_t id) { EXPECT_EQ(note(id), id); });
  EXPECT_EQ(count("SELECT count(*) FROM pay200.done"), kCallers * kCalls);
  EXPECT_LT(count("SELECT count(DISTINCT tx) FROM pay200.done"), kCallers * kCalls / 2);
}

TEST_F(CallInSetTest, AnArraysElementsEachGetTheirOwnRow) {
  all_at_once([&](std::int64_t id) { EXPECT_EQ(note(id, kNotes), id); });
  EXPECT_EQ(count("SELECT count(*) FROM pay200.done"), kCallers * kCalls);
  EXPECT_LT(count("SELECT count(DISTINCT tx) FROM pay200.done"), kCallers * kCalls / 2);
}

TEST_F(CallInSetTest, OneThatFailsFailsNoOther) {
  for (const Statement& statement : {kNote, kNotes}) {
    server_.execute("TRUNCATE pay200.done");
    std::atomic<int> refused{0};
    all_at_once([&](std::int64_t id) {
      try {
        EXPECT_EQ(note(id % 7 == 3 ? -1 - id : id, statement), id);
      } catch (const pqxx::sql_error&) {
        EXPECT_EQ(id % 7, 3);
        ++refused;
      }
    });
    EXPECT_EQ(count("SELECT count(*) FROM pay200.done"), kCallers * kCalls - refused);
    EXPECT_EQ(refused, (kCallers * kCalls + 3) / 7);
  }
}

TEST_F(CallInSetTest, ASetWhoseConnectionBreaksIsDoneAllTheSame) {
  all_at_once([&](std::int64_t id) { EXPECT_EQ(note(id), id); });
  EXPECT_EQ(count("SELECT count(*) FROM pay200.done"), kCallers * kCalls);
  EXPECT_EQ(count("SELECT last_value FROM pay200.breaks"), 2);
}

TEST_F(CallInSetTest, ASetWhoseServerDoesNotComeBackIsInDoubt) {
  DatabaseOptions impatient = options(server_);
  impatient.acquire_timeout = std::chrono::milliseconds(100);
  Database database(impatient);
  std::vector<std::future<void>> calls;
  for (std::int64_t id = 1'000; id < 1'004; ++id) {
    calls.push_back(std::async(std::launch::async, [&database, id] {
      database.call_in_set(kNote, Params().add(id), std::to_string(id));
    }));
  }
  // The first by itself, and soon the others.
  EXPECT_TRUE(test::comes_true([&] {
    return count("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") >= 2;
  }));
  test::TestDatabase::cluster().stop();
  for (auto& call : calls) EXPECT_THROW(call.get(), InDoubt);
  test::TestDatabase::cluster().start();
}

TEST_F(CallInSetTest, AReadFindsItsOwnRowOrNone) {
  server_.execute("INSERT INTO pay200.done SELECT id, 0 FROM generate_series(0, 500, 2) AS id");
  all_at_once([&](std::int64_t id) {
    const auto row = database_.read_in_set(kFind, Params().add(id));
    ASSERT_EQ(row.has_value(), id % 2 == 0);
    if (row) {
      EXPECT_EQ(number(*row, "id"), id);
    }
  });
}

}  // namespace
}  // namespace pay200::db
