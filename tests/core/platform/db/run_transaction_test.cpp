#include <atomic>
#include <barrier>
#include <future>
#include <gtest/gtest.h>
#include <latch>
#include <pqxx/pqxx>
#include <stdexcept>
#include <thread>

#include "core/platform/db/database.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::db {
namespace {

constexpr Statement kRaise{"raise", "UPDATE account SET amount = amount + $2 WHERE id = $1"};
constexpr Statement kSum{"sum", "SELECT sum(amount)::bigint AS sum FROM account"};
constexpr Statement kPid{"pid", "SELECT pg_backend_pid() AS pid"};

Params raise(int id, int amount) { return std::move(Params().add(id).add(amount)); }

class RunTransactionTest : public testing::Test {
 protected:
  RunTransactionTest() {
    server_.execute(
        "CREATE TABLE pay200.account (id int PRIMARY KEY, amount bigint NOT NULL);"
        "INSERT INTO pay200.account VALUES (1, 0), (2, 0);"
        "GRANT ALL ON pay200.account TO pay200_api, pay200_relay");
  }
  Database& database() { return *database_; }
  std::int64_t sum() { return number(server_.relay().read(kSum)[0], "sum"); }
  void end_session(std::int64_t pid) {
    server_.execute("SELECT pg_terminate_backend(" + std::to_string(pid) + ", 5000)");
  }

  test::TestDatabase server_;

 private:
  Database* database_ = &server_.api();  // once: TestDatabase's pools are for one thread to open
};

TEST_F(RunTransactionTest, StatementsStandTogether) {
  database().run_transaction("both", [](pqxx::transaction_base& transaction) {
    execute(transaction, kRaise, raise(1, 10));
    execute(transaction, kRaise, raise(2, 20));
  });
  EXPECT_EQ(sum(), 30);
}

TEST_F(RunTransactionTest, ACallersExceptionRollsBackAndComesThrough) {
  EXPECT_THROW(database().run_transaction("fails",
                                          [](pqxx::transaction_base& transaction) {
                                            execute(transaction, kRaise, raise(1, 10));
                                            throw std::domain_error("no");
                                          }),
               std::domain_error);
  EXPECT_EQ(sum(), 0);
  EXPECT_TRUE(database().reachable());
}

TEST_F(RunTransactionTest, ADeadlockIsResolvedByRunningAgain) {
  std::barrier both_hold_one(2);
  std::latch one_is_through(1);
  std::atomic<int> runs{0};
  const auto in_order = [&](int first, int second) {
    bool first_run = true;
    database().run_transaction("deadlock", [&](pqxx::transaction_base& transaction) {
      ++runs;
      // Sooner, the loser could take its row again before the other has woken: a second deadlock.
      if (!first_run) one_is_through.wait();
      execute(transaction, kRaise, raise(first, 1));
      if (std::exchange(first_run, false)) both_hold_one.arrive_and_wait();
      execute(transaction, kRaise, raise(second, 1));
    });
    if (!one_is_through.try_wait()) one_is_through.count_down();
  };
  std::thread other(in_order, 2, 1);
  in_order(1, 2);
  other.join();
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(sum(), 4);
}

TEST_F(RunTransactionTest, ASerializationFailureIsResolvedByRunningAgain) {
  int runs = 0;
  database().run_transaction("serializable", [&](pqxx::transaction_base& transaction) {
    transaction.exec("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    execute(transaction, kSum);
    if (++runs == 1) server_.relay().call(kRaise, raise(1, 100));
    execute(transaction, kRaise, raise(1, 1));
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(sum(), 101);
}

TEST_F(RunTransactionTest, AConflictThatStaysIsUnavailableAfterThreeRuns) {
  int runs = 0;
  const auto always_late = [&](pqxx::transaction_base& transaction) {
    ++runs;
    transaction.exec("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    execute(transaction, kSum);
    server_.relay().call(kRaise, raise(1, 100));
    execute(transaction, kRaise, raise(1, 1));
  };
  EXPECT_THROW(database().run_transaction("late", always_late), Unavailable);
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(sum(), 300);
}

// libpqxx 6.4 would reconnect by itself here and run the second statement without the first.
TEST_F(RunTransactionTest, ASessionKilledBetweenStatementsRunsAllOfThemAgain) {
  int runs = 0;
  database().run_transaction("killed", [&](pqxx::transaction_base& transaction) {
    const auto pid = number(execute(transaction, kPid)[0], "pid");
    execute(transaction, kRaise, raise(1, 10));
    if (++runs == 1) end_session(pid);
    execute(transaction, kRaise, raise(2, 20));
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(sum(), 30);
}

TEST_F(RunTransactionTest, ASessionKilledInEveryRunIsUnavailable) {
  int runs = 0;
  const auto killed = [&](pqxx::transaction_base& transaction) {
    ++runs;
    execute(transaction, kRaise, raise(1, 10));
    execute(transaction, {"end", "SELECT pg_terminate_backend(pg_backend_pid())"});
  };
  EXPECT_THROW(database().run_transaction("killed", killed), Unavailable);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(sum(), 0);
}

TEST_F(RunTransactionTest, ACommitWhoseSessionIsGoneIsInDoubtAndNeverRunsAgain) {
  int runs = 0;
  const auto killed_before_commit = [&](pqxx::transaction_base& transaction) {
    ++runs;
    execute(transaction, kRaise, raise(1, 10));
    end_session(number(execute(transaction, kPid)[0], "pid"));
  };
  EXPECT_THROW(database().run_transaction("in_doubt", killed_before_commit), InDoubt);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(sum(), 0);
  EXPECT_TRUE(database().reachable());
}

}  // namespace
}  // namespace pay200::db
