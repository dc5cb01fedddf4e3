#include "core/acquirer/terminal_pool.hpp"

#include <algorithm>
#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/acquirer/terminal_store.hpp"
#include "tests/support/test_database.hpp"

namespace pay200 {
namespace {

using namespace std::chrono_literals;

const Time kNow = *from_iso8601("2026-11-22T07:05:03Z");
constexpr auto kCutOff = 23h + 30min;
const auto kDay = std::chrono::year(2026) / std::chrono::November / 22;

class TerminalPoolTest : public testing::Test {
 protected:
  TerminalPool pool(const std::vector<std::string>& terminals) {
    return {database_.link(), "sandbox", terminals, kCutOff};
  }
  test::TestDatabase database_;
};

TEST_F(TerminalPoolTest, TheRrnTellsYearDayHourAndStan) {
  EXPECT_EQ(make_rrn(kNow, 123), "632607000123");
  EXPECT_EQ(make_rrn(*from_iso8601("2027-01-01T00:00:00Z"), 999'999), "700100999999");
  EXPECT_EQ(make_rrn(*from_iso8601("2028-12-31T23:59:59Z"), 1), "836623000001");
  EXPECT_EQ(make_rrn(*from_iso8601("2027-01-01T08:59:59+09:00"), 1), "636523000001");
}

TEST_F(TerminalPoolTest, TerminalsTakeTurns) {
  auto terminals = pool({"TERM0001", "TERM0002"});
  std::vector<std::string> seen;
  for (int i = 0; i < 4; ++i) {
    const auto identity = terminals.reserve(kNow);
    ASSERT_TRUE(identity.has_value());
    EXPECT_EQ(identity->stan, i / 2 + 1);
    EXPECT_EQ(identity->rrn, make_rrn(kNow, identity->stan));
    EXPECT_EQ(identity->transmitted_at, kNow);
    seen.push_back(identity->terminal_id);
  }
  EXPECT_EQ(std::count(seen.begin(), seen.end(), "TERM0001"), 2);
}

TEST_F(TerminalPoolTest, AtOnceThereIsWhatTheTurnsTerminalHasOfItsBlock) {
  auto terminals = pool({"TERM0001", "TERM0002"});
  EXPECT_EQ(terminals.reserve_at_once(kNow), std::nullopt);
  EXPECT_EQ(terminals.reserve(kNow)->terminal_id, "TERM0001");
  EXPECT_EQ(terminals.reserve_at_once(kNow), std::nullopt);  // nor does it take a turn
  EXPECT_EQ(terminals.reserve(kNow)->terminal_id, "TERM0002");
  for (const char* id : {"TERM0001", "TERM0002"}) {
    const auto identity = terminals.reserve_at_once(kNow);
    ASSERT_TRUE(identity.has_value());
    EXPECT_EQ(identity->terminal_id, id);
    EXPECT_EQ(identity->stan, 2);
    EXPECT_EQ(identity->rrn, make_rrn(kNow, 2));
    EXPECT_EQ(identity->transmitted_at, kNow);
  }
  EXPECT_EQ(terminals.reserve_at_once(kNow + 24h), std::nullopt);  // another business day
}

TEST_F(TerminalPoolTest, AtOnceThereIsNothingOnceTheBlockIsUsedUp) {
  auto terminals = pool({"TERM0001"});
  ASSERT_TRUE(terminals.reserve(kNow).has_value());
  std::set<int> stans;
  while (const auto identity = terminals.reserve_at_once(kNow)) stans.insert(identity->stan);
  EXPECT_EQ(stans.size(), TerminalPool::kBlock - 1);
  EXPECT_EQ(*stans.rbegin(), TerminalPool::kBlock);
  EXPECT_EQ(terminals.reserve(kNow)->stan, TerminalPool::kBlock + 1);
  EXPECT_TRUE(terminals.reserve_at_once(kNow).has_value());
}

TEST_F(TerminalPoolTest, ALaterProcessBeginsWithANewBlock) {
  EXPECT_EQ(pool({"TERM0001"}).reserve(kNow)->stan, 1);
  EXPECT_EQ(pool({"TERM0001"}).reserve(kNow)->stan, 1001);
}

TEST_F(TerminalPoolTest, ManyThreadsAndTwoProcessesNeverGetTheSamePlace) {
  auto one = pool({"TERM0001", "TERM0002"});
  auto other = pool({"TERM0001", "TERM0002"});
  std::mutex mutex;
  std::set<std::pair<std::string, int>> places;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < 1000; ++n) {
        TerminalPool& terminals = i % 2 == 0 ? one : other;
        auto identity = terminals.reserve_at_once(kNow);
        if (!identity) identity = terminals.reserve(kNow);
        const std::lock_guard lock(mutex);
        EXPECT_TRUE(places.emplace(identity->terminal_id, identity->stan).second);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(places.size(), 8000U);
}

TEST_F(TerminalPoolTest, AReversalsTerminalNeedNotBeConfiguredAnyMore) {
  auto terminals = pool({"TERM0001"});
  EXPECT_EQ(terminals.reserve_on("OLDTERM1", kNow)->terminal_id, "OLDTERM1");
  EXPECT_EQ(terminals.reserve_on("OLDTERM1", kNow)->stan, 2);
  EXPECT_EQ(terminals.reserve_on("TERM0001", kNow)->stan, 1);
  EXPECT_EQ(terminals.reserve(kNow)->stan, 2);
}

TEST_F(TerminalPoolTest, NoStanComesTwiceWithinABusinessDay) {
  std::set<int> blocks;
  for (;;) {
    const auto first = terminal_store::reserve_stans(database_.link(), "sandbox", "T", 1000, kDay);
    if (!first) break;
    EXPECT_TRUE(blocks.insert(*first).second) << *first;
    EXPECT_LE(*first + 999, 999'999);
    ASSERT_LT(blocks.size(), 1001U);
  }
  EXPECT_EQ(blocks.size(), 999U);
}

TEST_F(TerminalPoolTest, AUsedUpTerminalGivesNoPlaceUntilTheNextBusinessDay) {
  auto terminals = pool({"TERM0001", "TERM0002"});
  ASSERT_TRUE(terminals.reserve(kNow).has_value());
  ASSERT_TRUE(terminals.reserve(kNow).has_value());
  database_.execute("UPDATE pay200.terminal SET taken = 999000 WHERE terminal_id = 'TERM0001'");
  auto later = pool({"TERM0001", "TERM0002"});
  for (int i = 0; i < 4; ++i) EXPECT_EQ(later.reserve(kNow)->terminal_id, "TERM0002");
  EXPECT_EQ(later.reserve_on("TERM0001", kNow), std::nullopt);
  const Time after_cut_off = *from_iso8601("2026-11-22T23:30:00+09:00");
  EXPECT_EQ(later.reserve_on("TERM0001", after_cut_off - 1s), std::nullopt);
  EXPECT_TRUE(later.reserve_on("TERM0001", after_cut_off).has_value());
}

TEST_F(TerminalPoolTest, StansStartOverAtTheEndAndWhatIsLeftOutCounts) {
  const auto reserve = [&](int count) {
    return terminal_store::reserve_stans(database_.link(), "sandbox", "T", count, kDay);
  };
  EXPECT_EQ(reserve(999'500), 1);
  EXPECT_EQ(reserve(1000), std::nullopt);  // 499 are left, and a second round would be today's
  EXPECT_EQ(reserve(499), 999'501);
  EXPECT_EQ(reserve(1), std::nullopt);
  const auto next = std::chrono::sys_days(kDay) + std::chrono::days(1);
  EXPECT_EQ(terminal_store::reserve_stans(database_.link(), "sandbox", "T", 1000, next), 1);
}

}  // namespace
}  // namespace pay200
