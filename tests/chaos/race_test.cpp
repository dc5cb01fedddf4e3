#include <algorithm>
#include <cstdio>
#include <gtest/gtest.h>

#include "sandbox/journal_reader.hpp"
#include "tests/chaos/race_lane.hpp"
#include "tests/chaos/races.hpp"
#include "tests/support/chaos_length.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using std::chrono::steady_clock;

/// Each race of the table, many rounds of it, several at once: one outcome each, everyone was told
/// the truth, and after each race journal, ledger and payments agree.
class RaceTest : public WholeStackTest, public ::testing::WithParamInterface<Race> {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.recovery_poll_ms = 20;  // the sweep takes part
    options.sandbox_delay_ms = kNetworkMs;
    options.api_threads = 64;
    start_stack(options);
  }
  static void TearDownTestSuite() {
    lanes_.clear();
    WholeStackTest::TearDownTestSuite();
  }
  void SetUp() override {
    WholeStackTest::SetUp();
    for (int i = static_cast<int>(lanes_.size()); i < kLanes; ++i) lanes_.push_back(new_lane());
  }
  void TearDown() override {
    stack().sandbox().clear();
    for (RaceLane& lane : lanes_) {
      for (const auto& one : lane.told) told(one.payment_key, one.what);
    }
    WholeStackTest::TearDown();
    expect_refunds_once();
  }

  static int rounds() { return chaos_is_long() ? 1000 : 16; }

  RaceLane new_lane() {
    const dev::ShopAccount account = new_shop_account();
    RaceLane lane{stack(), {}, shop_of(account.client_key), {}, new_app()};
    for (int i = 0; i < kServers; ++i) lane.servers.push_back(shop_of(account.secret_key));
    lane.shopper.push_back(new_app());
    for (int i = 1; i < kDevices; ++i) lane.shopper.push_back(lane.shopper[0].another());
    return lane;
  }

  /// A refund that was sent twice would be another record of its amount.
  static void expect_refunds_once() {
    std::map<std::int64_t, int> seen;
    for (const auto& record : sandbox::read_journal(stack().journal_path())) {
      if (record.kind == sandbox::Kind::kRefund && record.approved() && !record.repeat) {
        ++seen[record.amount_minor];
      }
    }
    for (const RaceLane& lane : lanes_) {
      for (const auto& [amount, count] : lane.refunds) {
        EXPECT_EQ(seen[amount], count) << "refunds of " << amount;
      }
    }
  }

  static constexpr int kLanes = 6;
  static constexpr int kServers = 20;
  static constexpr int kDevices = 8;
  static inline std::vector<RaceLane> lanes_;
};

TEST_P(RaceTest, HasOneOfItsOutcomesEachTime) {
  const Race& race = GetParam();
  const auto began = steady_clock::now();
  const RaceOutcomes seen = run_rounds(lanes_, rounds(), race.round);
  const std::chrono::duration<double> took = steady_clock::now() - began;
  std::printf("%s: %d rounds in %.1f s\n%s", race.name.c_str(), rounds(), took.count(),
              to_text(seen).c_str());
  for (const auto& [outcome, count] : seen) {
    EXPECT_EQ(std::ranges::count(race.outcomes, outcome), 1) << count << "x " << outcome;
  }
}

INSTANTIATE_TEST_SUITE_P(Decided, RaceTest, ::testing::ValuesIn(races()),
                         [](const auto& race) { return race.param.name; });

}  // namespace
}  // namespace pay200::test
