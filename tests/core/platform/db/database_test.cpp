#include "core/platform/db/database.hpp"

#include <chrono>
#include <future>
#include <gtest/gtest.h>
#include <pqxx/pqxx>
#include <thread>
#include <vector>

#include "tests/support/test_database.hpp"

namespace pay200::db {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr const char* kTables = R"(
  CREATE TABLE pay200.done (id bigint PRIMARY KEY);
  CREATE SEQUENCE pay200.tries;
  CREATE FUNCTION pay200.fail_with(p_state text) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM nextval('pay200.tries');
    RAISE EXCEPTION 'as asked' USING ERRCODE = p_state;
  END $$;
  -- Its connection breaks, perhaps after its commit, and the next try is refused.
  CREATE FUNCTION pay200.break_then_fail() RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    IF nextval('pay200.tries') = 1 THEN
      PERFORM pg_terminate_backend(pg_backend_pid());
    END IF;
    RAISE EXCEPTION 'as asked' USING ERRCODE = 'lock_not_available';
  END $$;
  GRANT ALL ON pay200.done, pay200.tries TO pay200_api;
  GRANT EXECUTE ON FUNCTION pay200.fail_with, pay200.break_then_fail TO pay200_api;
)";

constexpr Statement kInsert{"insert_done",
                            "INSERT INTO done VALUES ($1) ON CONFLICT DO NOTHING RETURNING id"};
constexpr Statement kSlowInsert{
    "slow_insert_done",
    "WITH slept AS MATERIALIZED (SELECT pg_sleep(1)) INSERT INTO done SELECT $1::bigint FROM slept"
    " ON CONFLICT DO NOTHING"};
constexpr Statement kSleep{"sleep", "SELECT pg_sleep($1::text::float8)"};
constexpr Statement kFail{"fail", "SELECT fail_with($1)"};
constexpr Statement kBreakThenFail{"break_then_fail", "SELECT break_then_fail()"};
constexpr Statement kEndOwnSession{"end_own_session",
                                   "SELECT pg_terminate_backend(pg_backend_pid())"};
constexpr Statement kSession{"session", "SELECT pg_backend_pid() AS pid"};

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() { server_.execute(kTables); }

  DatabaseOptions options() const {
    DatabaseOptions options;
    options.conninfo = server_.conninfo("pay200_api");
    options.application_name = "under_test";
    return options;
  }
  std::int64_t count_done() {
    return std::stoll(server_.execute("SELECT count(*) FROM pay200.done"));
  }
  /// How often fail_with ran: a sequence keeps its count through a rollback.
  std::int64_t tries() { return std::stoll(server_.execute("SELECT nextval('pay200.tries') - 1")); }
  void end_all_sessions() {
    server_.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE application_name = 'under_test'");
  }
  void wait_until_a_statement_sleeps() {
    const auto give_up = SteadyClock::now() + 20s;
    while (server_.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
               .starts_with("0")) {
      ASSERT_LT(SteadyClock::now(), give_up);
      std::this_thread::sleep_for(5ms);
    }
  }
  /// Opens `count` sessions of the pool, which are idle afterwards.
  static void open_sessions(Database& database, int count) {
    std::vector<std::future<void>> calls;
    for (int i = 0; i < count; ++i) {
      calls.push_back(std::async(std::launch::async,
                                 [&database] { database.read(kSleep, Params().add("0.3")); }));
    }
    for (auto& call : calls) call.get();
  }

  test::TestDatabase server_;
};

TEST_F(DatabaseTest, ARefusalAfterABreakDoesNotSayThatNothingWasDone) {
  Database database(options());
  EXPECT_THROW(database.call(kBreakThenFail, {}), InDoubt);
}

TEST_F(DatabaseTest, AReadThatIsRefusedAfterABreakIsUnavailable) {
  Database database(options());
  EXPECT_THROW(database.read(kBreakThenFail, {}), Unavailable);
}

TEST_F(DatabaseTest, ASessionHasTheSettingsOfPay200) {
  Database database(options());
  const auto rows = database.read(
      {"settings",
       "SELECT current_setting('timezone') AS timezone, current_setting('search_path') AS path,"
       " current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS "
       "lock,"
       " current_setting('idle_in_transaction_session_timeout') AS idle,"
       " current_setting('client_encoding') AS encoding,"
       " current_setting('application_name') AS application"});
  EXPECT_EQ(text(rows[0], "timezone"), "UTC");
  EXPECT_EQ(text(rows[0], "path"), "pay200");
  EXPECT_EQ(text(rows[0], "statement"), "5s");
  EXPECT_EQ(text(rows[0], "lock"), "3s");
  EXPECT_EQ(text(rows[0], "idle"), "10s");
  EXPECT_EQ(text(rows[0], "encoding"), "UTF8");
  EXPECT_EQ(text(rows[0], "application"), "under_test");
}

TEST_F(DatabaseTest, AUriIsRefusedAtOnce) {
  DatabaseOptions bad = options();
  bad.conninfo = "postgresql://localhost/pay200";
  EXPECT_THROW(Database{bad}, std::invalid_argument);
}

TEST_F(DatabaseTest, AnIdleSessionIsUsedAgain) {
  Database database(options());
  const auto first = number(database.read(kSession)[0], "pid");
  EXPECT_EQ(number(database.read(kSession)[0], "pid"), first);
  EXPECT_TRUE(database.reachable());
}

TEST_F(DatabaseTest, EverySessionPreparesAStatementOfItsOwn) {
  Database database(options());
  open_sessions(database, 4);
  std::vector<std::future<pqxx::result>> calls;
  for (int id = 0; id < 40; ++id) {
    calls.push_back(std::async(
        std::launch::async, [&database, id] { return database.call(kInsert, Params().add(id)); }));
  }
  for (auto& call : calls) EXPECT_EQ(call.get().size(), 1);
  EXPECT_EQ(count_done(), 40);
}

TEST_F(DatabaseTest, AnExhaustedPoolIsUnavailableWithinItsTimeOut) {
  DatabaseOptions one = options();
  one.connections = 1;
  one.acquire_timeout = 200ms;
  Database database(one);
  auto busy =
      std::async(std::launch::async, [&database] { database.read(kSleep, Params().add("2")); });
  wait_until_a_statement_sleeps();
  const auto begin = SteadyClock::now();
  EXPECT_THROW(database.call(kInsert, Params().add(1)), Unavailable);
  EXPECT_FALSE(database.reachable());
  const auto took = SteadyClock::now() - begin;
  EXPECT_GE(took, 400ms);
  EXPECT_LT(took, 1500ms);
  busy.get();
  EXPECT_EQ(database.call(kInsert, Params().add(1)).size(), 1);
}

TEST_F(DatabaseTest, SessionsKilledBetweenCallsAreNotNoticed) {
  Database database(options());
  open_sessions(database, 4);
  end_all_sessions();
  for (int id = 0; id < 8; ++id) {
    EXPECT_EQ(database.call(kInsert, Params().add(id)).size(), 1);
  }
  EXPECT_EQ(count_done(), 8);
}

TEST_F(DatabaseTest, AWriteWhoseSessionIsKilledMidCallIsDoneOnce) {
  Database database(options());
  open_sessions(database, 4);
  auto call = std::async(std::launch::async,
                         [&database] { return database.call(kSlowInsert, Params().add(1)); });
  wait_until_a_statement_sleeps();
  end_all_sessions();
  EXPECT_EQ(static_cast<int>(call.get().affected_rows()), 1);
  EXPECT_EQ(count_done(), 1);
}

TEST_F(DatabaseTest, AWriteWhoseConnectionBreaksTwiceIsInDoubt) {
  Database database(options());
  EXPECT_THROW(database.call(kEndOwnSession), InDoubt);
  EXPECT_EQ(database.call(kInsert, Params().add(1)).size(), 1);
}

TEST_F(DatabaseTest, AReadWhoseConnectionBreaksTwiceIsUnavailable) {
  Database database(options());
  EXPECT_THROW(database.read(kEndOwnSession), Unavailable);
  EXPECT_TRUE(database.reachable());
}

TEST_F(DatabaseTest, AStoppedServerIsUnavailableAndOneThatIsBackServes) {
  Database database(options());
  open_sessions(database, 2);
  test::TestDatabase::cluster().stop();
  EXPECT_THROW(database.call(kInsert, Params().add(1)), Unavailable);
  EXPECT_THROW(database.read(kSession), Unavailable);
  EXPECT_FALSE(database.reachable());
  test::TestDatabase::cluster().start();
  EXPECT_EQ(database.call(kInsert, Params().add(1)).size(), 1);
}

TEST_F(DatabaseTest, AfterARestartTheFirstCallOnEveryStaleConnectionSucceeds) {
  Database database(options());
  open_sessions(database, 4);
  test::TestDatabase::cluster().restart();
  std::vector<std::future<pqxx::result>> calls;
  for (int id = 0; id < 16; ++id) {
    calls.push_back(std::async(
        std::launch::async, [&database, id] { return database.call(kInsert, Params().add(id)); }));
  }
  for (auto& call : calls) EXPECT_EQ(call.get().size(), 1);
  EXPECT_EQ(count_done(), 16);
}

TEST_F(DatabaseTest, AWriteWhoseServerIsKilledAndComesBackIsDoneOnce) {
  DatabaseOptions patient = options();
  patient.acquire_timeout = 20s;
  Database database(patient);
  auto call = std::async(std::launch::async,
                         [&database] { return database.call(kSlowInsert, Params().add(1)); });
  wait_until_a_statement_sleeps();
  server_.execute("CHECKPOINT");  // the tests' cluster does not wait for the disk
  test::TestDatabase::cluster().kill_hard();
  test::TestDatabase::cluster().start();
  call.get();
  EXPECT_EQ(count_done(), 1);
}

TEST_F(DatabaseTest, AWriteWhoseServerDoesNotComeBackIsInDoubt) {
  DatabaseOptions impatient = options();
  impatient.acquire_timeout = 100ms;
  Database database(impatient);
  auto call =
      std::async(std::launch::async, [&database] { database.call(kSlowInsert, Params().add(1)); });
  wait_until_a_statement_sleeps();
  test::TestDatabase::cluster().stop();
  EXPECT_THROW(call.get(), InDoubt);
  test::TestDatabase::cluster().start();
}

TEST_F(DatabaseTest, TooManyConnectionsIsUnavailable) {
  server_.execute("ALTER DATABASE " + server_.name() + " CONNECTION LIMIT 0");
  Database database(options());
  EXPECT_THROW(database.call(kInsert, Params().add(1)), Unavailable);
  EXPECT_FALSE(database.reachable());
  server_.execute("ALTER DATABASE " + server_.name() + " CONNECTION LIMIT -1");
  EXPECT_TRUE(database.reachable());
}

TEST_F(DatabaseTest, AStatementThatMeetsItsTimeOutIsUnavailableAndLeavesNothing) {
  DatabaseOptions short_of_time = options();
  short_of_time.statement_timeout = 100ms;
  Database database(short_of_time);
  EXPECT_THROW(database.call(kSlowInsert, Params().add(1)), Unavailable);
  EXPECT_EQ(count_done(), 0);
  EXPECT_TRUE(database.reachable());
}

TEST_F(DatabaseTest, ALockThatDoesNotComeInTimeIsUnavailable) {
  DatabaseOptions short_of_time = options();
  short_of_time.lock_timeout = 100ms;
  Database database(short_of_time);
  Database other(options());
  other.run_transaction("hold", [&database](pqxx::transaction_base& transaction) {
    execute(transaction, kInsert, Params().add(1));
    EXPECT_THROW(database.call(kInsert, Params().add(1)), Unavailable);
  });
  EXPECT_EQ(count_done(), 1);
}

TEST_F(DatabaseTest, AConflictIsTriedThreeTimesAndIsThenUnavailable) {
  Database database(options());
  EXPECT_THROW(database.call(kFail, Params().add("40001")), Unavailable);
  EXPECT_EQ(tries(), 3);
  EXPECT_THROW(database.call(kFail, Params().add("40P01")), Unavailable);
  EXPECT_EQ(tries(), 3 + 1 + 3);
}

TEST_F(DatabaseTest, EveryStateThatTheServerReportsHasItsMeaning) {
  Database database(options());
  for (const char* state : {"53100", "53200", "53400", "58030", "57014", "55P03", "25006"}) {
    EXPECT_THROW(database.call(kFail, Params().add(state)), Unavailable) << state;
    EXPECT_THROW(database.read(kFail, Params().add(state)), Unavailable) << state;
  }
  for (const char* state : {"57P01", "57P02", "57P03", "08006", "40003"}) {
    EXPECT_THROW(database.call(kFail, Params().add(state)), InDoubt) << state;
    EXPECT_THROW(database.read(kFail, Params().add(state)), Unavailable) << state;
  }
  for (const char* state : {"42501", "22012", "23505", "P0001"}) {
    EXPECT_THROW(database.call(kFail, Params().add(state)), pqxx::sql_error) << state;
  }
}

TEST_F(DatabaseTest, AWrongStatementIsAnSqlErrorAndTheSessionServesOn) {
  Database database(options());
  const auto pid = number(database.read(kSession)[0], "pid");
  EXPECT_THROW(database.read({"wrong", "SELECT no_such_column"}), pqxx::sql_error);
  EXPECT_EQ(number(database.read(kSession)[0], "pid"), pid);
}

}  // namespace
}  // namespace pay200::db
