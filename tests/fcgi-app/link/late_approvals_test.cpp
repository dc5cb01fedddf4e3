#include "fcgi-app/link/late_approvals.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/comes_true.hpp"

namespace pay200::link {
namespace {

using test::comes_true;

using std::chrono::milliseconds;

OwedReversal approval(const std::string& code) {
  const Time now = system_clock().now();
  return {"sandbox",
          {{"TERM0001", 1, "632607000001", now}, "mer_0g7k2m1q", 100, code},
          ReversalId::make(now)};
}

TEST(LateApprovalsTest, EachIsNotedInTurn) {
  std::mutex mutex;
  std::vector<std::string> noted;
  LateApprovals late([&](const OwedReversal& one) {
    const std::lock_guard lock(mutex);
    noted.push_back(one.approval.approval_code);
    return true;
  });
  for (const char* code : {"A", "B", "C"}) late.add(approval(code));
  late.stop(milliseconds(1000));
  EXPECT_EQ(noted, (std::vector<std::string>{"A", "B", "C"}));
}

TEST(LateApprovalsTest, OneThatCannotBeNotedIsTriedAgainWithTheSameReversal) {
  std::atomic<int> tries{0};
  std::mutex mutex;
  std::set<ReversalId> reversals;
  LateApprovals late([&](const OwedReversal& one) {
    const std::lock_guard lock(mutex);
    reversals.insert(one.reversal_id);
    return ++tries >= 4;
  });
  late.add(approval("A"));
  EXPECT_TRUE(comes_true([&] { return tries == 4; }));
  late.stop(milliseconds(0));
  EXPECT_EQ(tries, 4);
  EXPECT_EQ(reversals.size(), 1U);
}

TEST(LateApprovalsTest, StoppingTriesForAWhileAndThenEnds) {
  std::atomic<int> tries{0};
  LateApprovals late([&](const OwedReversal&) { return ++tries < 0; });
  late.add(approval("A"));
  const auto begin = std::chrono::steady_clock::now();
  late.stop(milliseconds(350));
  const auto elapsed = std::chrono::steady_clock::now() - begin;
  EXPECT_GE(elapsed, milliseconds(350));
  EXPECT_LT(elapsed, std::chrono::seconds(5));
  EXPECT_GE(tries, 2);
}

TEST(LateApprovalsTest, MoreThanItsLimitIsAnAlarmAndNotAWait) {
  std::atomic<bool> may_note{false};
  std::atomic<int> noted{0};
  LateApprovals late(
      [&](const OwedReversal&) {
        if (may_note) ++noted;
        return may_note.load();
      },
      2);
  for (int i = 0; i < 5; ++i) late.add(approval("A"));
  may_note = true;
  late.stop(milliseconds(5000));
  EXPECT_EQ(noted, 2);
}

}  // namespace
}  // namespace pay200::link
