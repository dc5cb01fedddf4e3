#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/payment/resolution.hpp"
#include "tests/pgctl/pgctl.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

class PaymentListTest : public testing::Test {
 protected:
  dev::Finished list(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"payment", "list", "--status", "UNKNOWN"});
    return pgctl_.run(more);
  }
  json items(std::vector<std::string> more = {}) {
    more.insert(more.end(), {"--output", "json"});
    const auto ended = list(std::move(more));
    EXPECT_EQ(ended.status, 0) << ended.err;
    return json::parse(ended.out)["items"];
  }

  test::PaymentWorld world_;
  test::Pgctl pgctl_{world_.database()};
};

TEST_F(PaymentListTest, OnlyThoseThatNobodyKnowsOfAreListedTheLongestFirst) {
  for (const auto state : {PaymentState::kReady, PaymentState::kAuthorizing,
                           PaymentState::kApproved, PaymentState::kAborted}) {
    world_.bring_to(state);
  }
  const auto later = world_.bring_to(PaymentState::kUnknown);
  world_.now -= std::chrono::hours(30);
  const auto longest = world_.bring_to(PaymentState::kUnknown);
  const json found = items();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0]["payment"], to_text(longest.key));
  EXPECT_EQ(found[1]["payment"], to_text(later.key));
  EXPECT_EQ(found[0]["ageSeconds"].get<std::int64_t>() - found[1]["ageSeconds"].get<std::int64_t>(),
            30 * 3'600);
}

TEST_F(PaymentListTest, ItSaysWhatToAskTheAcquirerByAndHowFarItsEndIs) {
  const auto unknown = world_.bring_to(PaymentState::kUnknown);
  ResolutionService(world_.database().operators(), system_clock())
      .propose_resolution(unknown.key, "letter 7", "mina")
      .value();
  const json found = items();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0]["status"], "UNKNOWN");
  EXPECT_EQ(found[0]["amount"], 11'000);
  EXPECT_EQ(found[0]["since"], to_iso8601(world_.now));
  EXPECT_EQ(found[0]["acquirer"], "sandbox");
  EXPECT_EQ(found[0]["rrn"], world_.read(unknown.key).attempts.back().rrn);
  EXPECT_EQ(found[0]["reversal"], "pending");
  EXPECT_EQ(found[0]["proposedBy"], "mina");
  EXPECT_EQ(found[0]["merchantName"], "데모 상점");
  EXPECT_EQ(found[0]["orderName"], "커피 두 잔");
}

TEST_F(PaymentListTest, ATerminalOf80ColumnsShowsWhichAndHowLongAndWhatNext) {
  world_.now = system_clock().now() - std::chrono::hours(3) - std::chrono::minutes(12);
  const auto unknown = world_.bring_to(PaymentState::kUnknown);
  const auto seen = pgctl_.at_terminal({"payment", "list", "--status", "UNKNOWN"});
  EXPECT_EQ(seen.status, 0);
  EXPECT_THAT(seen.out, HasSubstr(to_text(unknown.key)));
  EXPECT_THAT(seen.out, HasSubstr("3 h 12 min  11,000  pending"));
  EXPECT_THAT(seen.out, HasSubstr("`pgctl payment resolve PAYMENT`"));
}

TEST_F(PaymentListTest, ItNarrowsToAMerchantAndToALimit) {
  world_.bring_to(PaymentState::kUnknown);
  world_.bring_to(PaymentState::kUnknown);
  const std::string shop = to_text(world_.merchant_id);
  const std::string other = to_text(test::add_merchant(world_.database(), "한빛서점").id);
  EXPECT_EQ(items({"--merchant", shop}).size(), 2U);
  EXPECT_THAT(items({"--merchant", other}), IsEmpty());
  EXPECT_EQ(items({"--live"}).size(), 0U);
  const auto one = list({"--limit", "1"});
  EXPECT_EQ(one.err, "pgctl: there are more than these 1; see --limit\n");
  EXPECT_EQ(list({"--limit", "0"}).status, 2);
}

TEST_F(PaymentListTest, NoneIsGoodNews) {
  const auto none = list();
  EXPECT_EQ(none.status, 0);
  EXPECT_EQ(none.out, "No test payment is UNKNOWN.\n");
}

}  // namespace
}  // namespace pay200
