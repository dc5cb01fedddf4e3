#include "core/platform/db/array_reads.hpp"

#include <atomic>
#include <functional>
#include <future>
#include <gtest/gtest.h>
#include <pqxx/pqxx>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/test_database.hpp"

namespace pay200::db {
namespace {

constexpr const char* kTables = R"(
  CREATE SEQUENCE pay200.asked;
  -- As many rows of an element as it says, and how many times it was called. Below 0 fails.
  CREATE FUNCTION pay200.repeat_each(counts bigint[], texts text[])
  RETURNS TABLE (place bigint, said text, nth bigint) LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM nextval('pay200.asked'), pg_sleep(0.002);
    IF -1 = ANY (counts) THEN RAISE EXCEPTION 'as asked'; END IF;
    RETURN QUERY SELECT s.place, s.said, n
      FROM unnest(counts, texts) WITH ORDINALITY AS s (count, said, place), generate_series(1, s.count) AS n
      ORDER BY n, s.place DESC;
  END $$;
  GRANT ALL ON pay200.asked TO pay200_api;
  GRANT EXECUTE ON FUNCTION pay200.repeat_each TO pay200_api;
)";
constexpr Statement kRepeat{"repeat_each", "SELECT * FROM repeat_each($1, $2)"};
constexpr int kCallers = 12, kCalls = 20;

/// A thread that carries a set of one, and tells it until it is let go.
class HeldCarrier {
 public:
  explicit HeldCarrier(ArrayReads& reads)
      : thread_([this, &reads] {
          reads.read(Params().add(1).add("first"), [this](const auto& answer) {
            EXPECT_EQ(answer().size(), 1U);
            carried_.set_value();
            go_on_.get_future().wait();
          });
        }) {
    carried_.get_future().wait();
  }
  std::thread::id id() const { return thread_.get_id(); }
  void let_go() {
    go_on_.set_value();
    thread_.join();
  }

 private:
  std::promise<void> carried_, go_on_;
  std::thread thread_;
};

class ArrayReadsTest : public testing::Test {
 protected:
  ArrayReadsTest() { server_.execute(kTables); }

  void all_at_once(const std::function<void(int id)>& call) {
    std::vector<std::thread> callers;
    for (int caller = 0; caller < kCallers; ++caller) {
      callers.emplace_back([&call, caller] {
        for (int i = 0; i < kCalls; ++i) call(caller * kCalls + i);
      });
    }
    for (std::thread& caller : callers) caller.join();
  }
  /// Waits until it has been told, by whichever thread.
  static ArrayReads::Rows read(ArrayReads& reads, const Params& params) {
    std::promise<ArrayReads::Rows> told;
    reads.read(params, [&](const std::function<ArrayReads::Rows()>& answer) {
      try {
        told.set_value(answer());
      } catch (...) {
        told.set_exception(std::current_exception());
      }
    });
    return told.get_future().get();
  }
  ArrayReads::Rows read(const Params& params) { return read(reads_, params); }
  int asked() { return std::stoi(server_.execute("SELECT last_value FROM pay200.asked")); }

  test::TestDatabase server_;
  ArrayReads reads_{server_.api(), kRepeat};
};

TEST_F(ArrayReadsTest, EachGetsItsOwnRowsInOrderAndManyShareACall) {
  all_at_once([&](int id) {
    const std::string said = "\"" + std::to_string(id) + "\", {\\}";
    const auto rows = read(Params().add(id % 4).add(said));
    ASSERT_EQ(rows.size(), static_cast<std::size_t>(id % 4));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(text(rows[i], "said"), said);
      EXPECT_EQ(number(rows[i], "nth"), static_cast<std::int64_t>(i) + 1);
    }
  });
  EXPECT_LT(asked(), kCallers * kCalls / 2);
}

TEST_F(ArrayReadsTest, ByItselfOneIsReadAtOnce) {
  const auto rows = reads_.read(Params().add(2).add("two"));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(text(rows[1], "said"), "two");
  EXPECT_THROW(reads_.read(Params().add(-1).add("none")), pqxx::sql_error);
}

TEST_F(ArrayReadsTest, NoValueIsNoText) {
  const auto rows = read(Params().add(1).add_null());
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(optional_text(rows[0], "said"), std::nullopt);
}

// Whoever comes while a set is on its way is told by the thread that carries it.
TEST_F(ArrayReadsTest, NobodyWaitsForASetThatAnotherCarries) {
  constexpr int kFollowers = static_cast<int>(ArrayReads::kMostInSet) + 8;
  ArrayReads reads(server_.api(), kRepeat, std::chrono::hours(1));
  HeldCarrier carrier(reads);
  std::atomic<int> told{0};
  const int before = asked();
  for (int i = 0; i < kFollowers; ++i) {
    reads.read(Params().add(1).add(std::to_string(i)), [&, i](const auto& answer) {
      EXPECT_EQ(text(answer().at(0), "said"), std::to_string(i));
      EXPECT_EQ(std::this_thread::get_id(), carrier.id());
      ++told;
    });
  }
  EXPECT_EQ(told, 0);
  carrier.let_go();
  EXPECT_EQ(told, kFollowers);
  EXPECT_EQ(asked() - before, 2) << "a full set, and eight";
}

TEST_F(ArrayReadsTest, WhereTooManyWaitWhoeverComesCarriesThem) {
  constexpr int kTooMany = 33;
  ArrayReads reads(server_.api(), kRepeat, std::chrono::hours(1));
  HeldCarrier carrier(reads);
  std::atomic<int> told{0};
  for (int i = 0; i < kTooMany; ++i) {
    EXPECT_EQ(told, 0) << i;
    reads.read(Params().add(1).add("x"), [&](const auto&) { ++told; });
  }
  EXPECT_EQ(told, kTooMany);
  carrier.let_go();
}

TEST_F(ArrayReadsTest, ASetThatIsHeldUpHoldsUpNobodyWhoComesLater) {
  HeldCarrier carrier(reads_);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(read(Params().add(3).add("second")).size(), 3U);
  carrier.let_go();
}

TEST_F(ArrayReadsTest, OneThatFailsFailsNoOther) {
  all_at_once([&](int id) {
    const Params params = Params().add(id % 7 == 3 ? -1 : 1).add(std::to_string(id));
    if (id % 7 == 3) {
      EXPECT_THROW(read(params), pqxx::sql_error);
    } else {
      const auto rows = read(params);
      ASSERT_EQ(rows.size(), 1U);
      EXPECT_EQ(text(rows[0], "said"), std::to_string(id));
    }
  });
}

TEST_F(ArrayReadsTest, WithoutADatabaseAllAreUnavailable) {
  DatabaseOptions impatient;
  impatient.conninfo = server_.conninfo("pay200_api");
  impatient.acquire_timeout = std::chrono::milliseconds(100);
  Database database(impatient);
  ArrayReads& reads = database.array_reads(kRepeat);
  test::TestDatabase::cluster().stop();
  all_at_once([&](int id) {
    if (id % kCalls == 0) {
      EXPECT_THROW(read(reads, Params().add(1).add("x")), Unavailable);
    }
  });
  test::TestDatabase::cluster().start();
}

}  // namespace
}  // namespace pay200::db
