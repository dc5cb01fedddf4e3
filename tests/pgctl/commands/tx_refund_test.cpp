#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/pgctl.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// Without a link: what is owed is recorded, and the relay would send it. tests/api has the rest.
class TxRefundTest : public testing::Test {
 protected:
  dev::Finished refund(std::vector<std::string> more) {
    more.insert(more.begin(), {"tx", "refund", id_, "--reason", "한 잔"});
    return pgctl_.run(more);
  }
  std::size_t cancels() { return world_.read(paid_.key).cancels.size(); }

  test::PaymentWorld world_;
  test::Pgctl pgctl_{world_.database()};
  test::KnownPayment paid_ = world_.bring_to(PaymentState::kApproved);
  std::string id_ = to_text(paid_.key);
};

TEST_F(TxRefundTest, APartTakesItsAmountFromTheBalance) {
  const auto refunded =
      refund({"--amount", "5000", "--expect-balance", "11000", "--yes", "--output", "json"});
  EXPECT_EQ(refunded.status, 7) << refunded.err;
  EXPECT_EQ(json::parse(refunded.out)["balanceAmount"], 6'000);
  EXPECT_EQ(cancels(), 1U);
  const auto again = refund({"--amount", "5000", "--expect-balance", "11000", "--yes"});
  EXPECT_EQ(again.status, 5);
  EXPECT_THAT(again.err, HasSubstr("balance 6,000 KRW."));
  EXPECT_EQ(cancels(), 1U);
}

TEST_F(TxRefundTest, UnderTheSameKeyItIsDoneOnce) {
  const std::vector<std::string> typed = {
      "--amount", "5000", "--idempotency-key", "case-12", "--yes", "--output", "json"};
  EXPECT_EQ(refund(typed).status, 7);
  const auto again = refund(typed);
  EXPECT_EQ(again.status, 7) << again.err;
  EXPECT_EQ(json::parse(again.out)["replayed"], true);
  EXPECT_EQ(cancels(), 1U);
  EXPECT_EQ(refund({"--amount", "4000", "--idempotency-key", "case-12", "--yes"}).status, 5);
  EXPECT_EQ(refund({"--amount", "4000", "--idempotency-key", "case-13", "--yes"}).status, 7);
  EXPECT_EQ(cancels(), 2U);
}

TEST_F(TxRefundTest, APartWithoutAGuardAgainstASecondRunIsRefused) {
  const auto refused = refund({"--amount", "5000", "--yes"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("add --expect-balance 11000 or --idempotency-key"));
  EXPECT_EQ(cancels(), 0U);
}

TEST_F(TxRefundTest, ItStandsAtTheTopTooAndAsksThere) {
  const auto refunded = pgctl_.at_terminal(
      {"refund", id_, "--amount", "5000", "--reason", "x", "--expect-balance", "11000"}, {"y"});
  EXPECT_EQ(refunded.status, 7);
  EXPECT_THAT(refunded.out, HasSubstr("Give back 5,000 KRW of " + id_));
  EXPECT_EQ(cancels(), 1U);
}

TEST_F(TxRefundTest, WhatIsTypedWrongIsNamed) {
  EXPECT_THAT(refund({"--yes"}).err, HasSubstr("say how much: --amount"));
  EXPECT_EQ(refund({"--amount", "0", "--yes"}).status, 2);
  EXPECT_EQ(refund({"--amount", "five", "--yes"}).status, 2);
  EXPECT_EQ(refund({"--amount", "12000", "--expect-balance", "11000", "--yes"}).status, 5);
  EXPECT_EQ(refund({"--amount", "5000", "--idempotency-key", "두 번", "--yes"}).status, 2);
  EXPECT_EQ(cancels(), 0U);
}

}  // namespace
}  // namespace pay200
