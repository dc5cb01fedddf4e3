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

class PaymentTimelineTest : public testing::Test {
 protected:
  dev::Finished timeline(const std::string& id) {
    return pgctl_.run({"payment", "timeline", id, "--output", "json"});
  }

  test::PaymentWorld world_;
  test::Pgctl pgctl_{world_.database()};
};

TEST_F(PaymentTimelineTest, WhatHappenedIsToldInOrder) {
  const auto payment = world_.bring_to(PaymentState::kCanceled);
  const auto told = timeline(to_text(payment.key));
  EXPECT_EQ(told.status, 0) << told.err;
  EXPECT_EQ(told.err, "");
  const json answer = json::parse(told.out);
  EXPECT_EQ(answer["payment"], to_text(payment.key));
  EXPECT_EQ(answer["status"], "CANCELED");
  EXPECT_EQ(answer["totalAmount"], 11'000);
  EXPECT_EQ(answer["balanceAmount"], 0);
  EXPECT_EQ(answer["merchantName"], "데모 상점");
  std::vector<std::string> events;
  for (const auto& entry : answer["timeline"]) events.push_back(entry["event"].get<std::string>());
  EXPECT_THAT(events, testing::ElementsAre("created", "scanned", "authorizing", "approved",
                                           "cancel_requested", "canceled"));
  ASSERT_EQ(answer["attempts"].size(), 1U);
  EXPECT_EQ(answer["attempts"][0]["state"], "approved");
  EXPECT_EQ(answer["attempts"][0]["card"], "visa 424242...4242");
  ASSERT_EQ(answer["cancels"].size(), 1U);
  EXPECT_EQ(answer["cancels"][0]["reason"], "변심");
}

TEST_F(PaymentTimelineTest, EveryStateCanBeTold) {
  for (const PaymentState state : all_payment_states()) {
    const auto payment = world_.bring_to(state);
    const auto told = timeline(to_text(payment.key));
    ASSERT_EQ(told.status, 0) << to_text(state) << told.err;
    EXPECT_EQ(json::parse(told.out)["status"], to_text(public_status(state)));
  }
}

TEST_F(PaymentTimelineTest, ATerminalOf80ColumnsIsEnoughForAPerson) {
  const auto payment = world_.bring_to(PaymentState::kCanceled);
  const auto told = pgctl_.at_terminal({"payment", "timeline", to_text(payment.key)});
  EXPECT_EQ(told.status, 0);
  EXPECT_THAT(told.out, HasSubstr("Order        커피 두 잔\n"));
  EXPECT_THAT(told.out, HasSubstr("created"));
  EXPECT_THAT(told.out, HasSubstr("visa 424242...4242"));
  EXPECT_THAT(told.out, HasSubstr("변심"));
  EXPECT_THAT(test::lines_over_80_columns(told.out), IsEmpty());
}

TEST_F(PaymentTimelineTest, AnUnknownPaymentIsNotFound) {
  const std::string id = to_text(PaymentKey{world_.merchant_id, PaymentId::make(world_.now)});
  const auto told = timeline(id);
  EXPECT_EQ(told.status, 4);
  EXPECT_EQ(told.out, "");
  EXPECT_THAT(told.err, HasSubstr("payment " + id + " not found"));
}

TEST_F(PaymentTimelineTest, WhatIsNoPaymentKeyIsUsage) {
  const auto told = timeline("pay_1");
  EXPECT_EQ(told.status, 2);
  EXPECT_THAT(told.err, HasSubstr("\"pay_1\" is not a payment key"));
}

}  // namespace
}  // namespace pay200
