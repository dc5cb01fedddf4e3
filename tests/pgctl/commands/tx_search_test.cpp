#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/pgctl.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

class TxSearchTest : public testing::Test {
 protected:
  dev::Finished search(std::vector<std::string> more) {
    more.insert(more.begin(), {"tx", "search"});
    return pgctl_.run(more);
  }
  json items(std::vector<std::string> more) {
    more.insert(more.end(), {"--output", "json"});
    const auto found = search(std::move(more));
    EXPECT_EQ(found.status, 0) << found.err;
    return json::parse(found.out)["items"];
  }

  test::PaymentWorld world_;
  test::Pgctl pgctl_{world_.database()};
};

TEST_F(TxSearchTest, ATransactionIsFoundWithAllThatAScriptNeeds) {
  const PaymentKey key = world_.bring_to(PaymentState::kApproved).key;
  const json found = items({});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0]["payment"], to_text(key));
  EXPECT_EQ(found[0]["type"], "PAYMENT");
  EXPECT_EQ(found[0]["amount"], 11'000);
  EXPECT_EQ(found[0]["currency"], "KRW");
  EXPECT_EQ(found[0]["moved"], true);
  EXPECT_EQ(found[0]["orderId"], "order-1");
  EXPECT_EQ(found[0]["orderName"], "커피 두 잔");
  EXPECT_EQ(found[0]["customerName"], nullptr);
  EXPECT_EQ(found[0]["merchant"], to_text(world_.merchant_id));
  EXPECT_EQ(found[0]["merchantName"], "데모 상점");
  EXPECT_EQ(found[0]["occurredAt"], to_iso8601(world_.now));
  EXPECT_EQ(found[0]["businessDay"], "2026-11-23");
}

TEST_F(TxSearchTest, ATerminalOf80ColumnsShowsMoneyGoingBackAsNegative) {
  world_.bring_to(PaymentState::kCanceled);
  const auto found = pgctl_.at_terminal({"tx", "search"});
  EXPECT_EQ(found.status, 0);
  EXPECT_THAT(found.out, HasSubstr("TRANSACTION"));
  EXPECT_THAT(found.out, HasSubstr("CANCEL   -11,000  커피"));
  EXPECT_THAT(found.out, HasSubstr("PAYMENT   11,000  커피"));
  EXPECT_THAT(test::lines_over_80_columns(found.out), IsEmpty());
}

TEST_F(TxSearchTest, FiltersNarrowItDown) {
  world_.bring_to(PaymentState::kCanceled);
  EXPECT_EQ(items({"--type", "CANCEL"}).size(), 1U);
  EXPECT_EQ(items({"--type", "REFUND"}).size(), 0U);
  EXPECT_EQ(items({"--name", "커피"}).size(), 2U);
  EXPECT_EQ(items({"--name", "홍차"}).size(), 0U);
  const std::string today = to_text(seoul_day(world_.now));
  EXPECT_EQ(items({"--from", today, "--to", today}).size(), 2U);
  EXPECT_EQ(items({"--from", "2030-01-01"}).size(), 0U);
  EXPECT_EQ(items({"--to", "2020-01-01"}).size(), 0U);
  EXPECT_EQ(items({"--merchant", to_text(world_.merchant_id)}).size(), 2U);
}

TEST_F(TxSearchTest, APageSaysHowToGetTheNext) {
  for (int i = 0; i < 3; ++i) world_.bring_to(PaymentState::kApproved);
  const auto first = search({"--limit", "2", "--output", "json"});
  const json page = json::parse(first.out);
  ASSERT_EQ(page["items"].size(), 2U);
  const std::string next = page["next"].get<std::string>();
  EXPECT_EQ(first.err, "pgctl: there are more: add --after " + next + "\n");
  const auto second = search({"--limit", "2", "--output", "json", "--after", next});
  EXPECT_EQ(second.err, "");
  EXPECT_EQ(json::parse(second.out)["items"].size(), 1U);
  EXPECT_EQ(json::parse(second.out)["next"], nullptr);
}

TEST_F(TxSearchTest, NothingFoundIsSaidAndIsNoError) {
  const auto found = search({});
  EXPECT_EQ(found.status, 0);
  EXPECT_EQ(found.out, "No test transactions match.\n");
}

TEST_F(TxSearchTest, WhatIsNoDateOrIdIsUsage) {
  const auto refused = [&](std::vector<std::string> more, const char* said) {
    const auto ended = search(std::move(more));
    EXPECT_EQ(ended.status, 2) << said;
    EXPECT_EQ(ended.out, "") << said;
    EXPECT_THAT(ended.err, HasSubstr(said));
  };
  refused({"--from", "2026-13-01"}, "--from: \"2026-13-01\" is not a date");
  refused({"--to", "yesterday"}, "--to: \"yesterday\" is not a date");
  refused({"--from", "2026-11-22", "--to", "2026-11-21"}, "--to is before --from");
  refused({"--merchant", "shop"}, "is not a merchant id");
  refused({"--after", "pay_1"}, "is not a transaction id");
  refused({"--limit", "0"}, "--limit: 1 to 100");
  refused({"--limit", "101"}, "--limit: 1 to 100");
}

TEST_F(TxSearchTest, AMerchantOfTheOtherModeIsRefusedRatherThanFoundEmpty) {
  const auto refused = search({"--live", "--merchant", to_text(world_.merchant_id)});
  EXPECT_EQ(refused.status, 3);
  EXPECT_THAT(refused.err, HasSubstr("is a test merchant; leave out --live"));
  EXPECT_EQ(search({"--merchant", "mer_0000000g"}).status, 4);
}

}  // namespace
}  // namespace pay200
