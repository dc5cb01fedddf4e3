#include <algorithm>
#include <cstdio>
#include <gtest/gtest.h>
#include <thread>

#include "sandbox/journal_reader.hpp"
#include "tests/chaos/race_lane.hpp"
#include "tests/support/chaos_length.hpp"
#include "tests/support/together.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::ApiAnswer;

/// Refunds whose reply, or request, is lost while the same request comes again, and a cancel of
/// the rest beside it: each ends by inquiry, and the acquirer sees each refund at most once.
class LostRefundTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.acquirer_timeout_ms = 3'000;
    options.recovery_grace_ms = 500;
    options.recovery_poll_ms = 100;
    options.refund_settle_ms = 2'000;
    options.api_threads = 96;
    start_stack(options);
  }
  void TearDown() override {
    stack().sandbox().clear();
    WholeStackTest::TearDown();
  }

  static int rounds() { return chaos_is_long() ? 1000 : 16; }
  static int lanes_wanted() { return chaos_is_long() ? 32 : 16; }

  std::vector<RaceLane> lanes() {
    const App app = new_app();  // one shopper's sessions will do
    std::vector<RaceLane> lanes;
    for (int i = 0; i < lanes_wanted(); ++i) {
      RaceLane lane{stack(), {}, shop_of(shop_account().client_key), {}, app.another()};
      for (int server = 0; server < 3; ++server) lane.servers.push_back(same_shop());
      lane.shopper.push_back(app.another());
      lanes.push_back(std::move(lane));
    }
    return lanes;
  }

  static void lose(const std::string& fault, std::int64_t amount_minor) {
    dev::FaultOrder order;
    order.kind = fault;
    order.mti = "0200";
    order.amount_minor = amount_minor;
    stack().sandbox().arm(order);
  }

  /// Two requests under one key whose refund is lost, and one for the rest.
  static std::string lost_refund(RaceLane& lane) {
    const std::int64_t part = unused_amount();
    const std::string fault = part % 2 == 0 ? "lose_request" : "lose_reply";
    const std::int64_t rest = 2 * part + 1;
    const RaceOrder order = lane.paid(part + rest);
    lose(fault, part);
    const std::string key = "lost-" + std::to_string(part);
    const std::int64_t amounts[] = {part, part, rest};
    const auto cancels = results_together(3, [&](std::size_t i) {
      return lane.servers[i].cancel_payment(order.key, "부분 반품", i < 2 ? key : "", amounts[i]);
    });
    const auto end = lane.end_of(order);
    const ApiAnswer later = lane.servers[0].cancel_payment(order.key, "부분 반품", key, part);
    lane.refunds[part] = fault == "lose_reply" ? 1 : 0;
    lane.refunds[rest] = 1;
    return fault + ": " + tally({cancels[0], cancels[1]}) + ", rest " + said(cancels[2]) +
           "; later " + said(later) + (later.replayed() ? " replayed" : "") + ": " +
           end.at("status").get<std::string>() +
           (end.at("balanceAmount") == part ? ", the part is left"
                                            : ", left " + end.at("balanceAmount").dump());
  }

  static void expect_sent_once(const std::vector<RaceLane>& lanes) {
    std::map<std::int64_t, int> seen;  // however it was answered, and repeats too
    for (const auto& record : sandbox::read_journal(stack().journal_path())) {
      if (record.kind == sandbox::Kind::kRefund) ++seen[record.amount_minor];
    }
    for (const RaceLane& lane : lanes) {
      for (const auto& [amount, count] : lane.refunds) {
        EXPECT_EQ(seen[amount], count) << "refunds of " << amount;
      }
    }
  }
};

TEST_F(LostRefundTest, IsNeverSentTwiceAndEndsByInquiry) {
  auto lanes = this->lanes();
  const auto began = std::chrono::steady_clock::now();
  const RaceOutcomes seen = run_rounds(lanes, rounds(), lost_refund);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::printf("%d rounds in %.1f s\n%s", rounds(), took.count(), to_text(seen).c_str());
  const std::vector<std::string> possible = {
      "lose_reply: 2x 202, rest 200; later 200 replayed: CANCELED, left 0",
      "lose_request: 2x 202, rest 200; later REFUND_REJECTED replayed: PARTIAL_CANCELED, the part "
      "is left"};
  for (const auto& [outcome, count] : seen) {
    EXPECT_EQ(std::ranges::count(possible, outcome), 1) << count << "x " << outcome;
  }
  for (const RaceLane& lane : lanes) {
    for (const auto& one : lane.told) told(one.payment_key, one.what);
  }
  expect_books_agree();
  expect_sent_once(lanes);
}

}  // namespace
}  // namespace pay200::test
