#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/commands/settled_world.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class PayoutSendTest : public testing::Test {
 protected:
  PayoutSendTest() { world_.settled(); }
  dev::Finished send(std::vector<std::string> more) {
    more.insert(more.begin(), {"payout", "send", "--day", "2026-11-25"});
    return world_.pgctl(more);
  }

  test::SettledWorld world_;
};

TEST_F(PayoutSendTest, WhatIsDueIsSentAndNamed) {
  world_.add_verified_account();
  const auto sent = send({"--yes", "--output", "json"});
  EXPECT_EQ(sent.status, 0) << sent.err;
  const json payout = json::parse(sent.out)["items"][0];
  EXPECT_EQ(payout["state"], "sent");
  EXPECT_EQ(payout["amount"], 10'664);
  EXPECT_EQ(payout["account"], "004 ****9012");
  EXPECT_EQ(payout["holder"], "데모 상점");
  const auto again = send({"--yes"});
  EXPECT_EQ(again.status, 0);
  EXPECT_THAT(again.out, HasSubstr("No test payout is due that can be sent."));
}

TEST_F(PayoutSendTest, NobodyIsPaidToAnAccountThatIsNotVerified) {
  const auto none = send({"--yes"});
  EXPECT_EQ(none.status, 1);
  EXPECT_THAT(none.err, HasSubstr("it has no account; `pgctl merchant update"));
  world_.pgctl({"merchant", "update", world_.merchant(), "--payout-account", "004-12345678",
                "--payout-account-holder", "데모 상점", "--yes"});
  const auto unverified = send({"--yes"});
  EXPECT_EQ(unverified.status, 1);
  EXPECT_THAT(unverified.err, HasSubstr("its account is not verified"));
  EXPECT_EQ(world_.first({"payout", "list"}, "state"), "made");
}

TEST_F(PayoutSendTest, ItsDayIsWaitedForAndAPersonIsAsked) {
  world_.add_verified_account();
  const auto early = world_.pgctl({"payout", "send", "--day", "2026-11-24", "--yes"});
  EXPECT_EQ(early.status, 0);
  EXPECT_THAT(early.out, HasSubstr("No test payout is due"));
  EXPECT_EQ(send({}).status, 2) << "nobody is there to ask";
  EXPECT_EQ(send({"--dry-run"}).status, 0);
  const auto asked = world_.at_terminal({"payout", "send", "--day", "2026-11-25"}, {"n"});
  EXPECT_EQ(asked.status, 1);
  EXPECT_THAT(asked.out, HasSubstr("Send 1 payout of test merchants, 10,664 KRW in all?"));
  EXPECT_EQ(world_.first({"payout", "list"}, "state"), "made");
  EXPECT_EQ(send({"--merchant", "mer_0000000g", "--yes"}).status, 4);
}

TEST_F(PayoutSendTest, TheOrderToTheBankIsWhatWasSentWithWholeNumbers) {
  world_.add_verified_account();
  const std::vector<std::string> list = {"payout", "list", "--account-numbers", "--output", "csv"};
  const char* number = ",004-12345601789012,데모 상점,true,";
  EXPECT_THAT(world_.pgctl(list).out, HasSubstr(number));
  const auto order = send({"--account-numbers", "--yes", "--output", "csv"});
  EXPECT_EQ(order.status, 0) << order.err;
  EXPECT_THAT(order.out, HasSubstr(number));
  EXPECT_EQ(world_.pgctl({"payout", "list", "--state", "lost"}).status, 2);
}

TEST_F(PayoutSendTest, AnAccountThatNobodyHasLookedAtIsNotListedForTheBank) {
  world_.pgctl({"merchant", "update", world_.merchant(), "--payout-account", "004-12345678",
                "--payout-account-holder", "데모 상점", "--yes"});
  const auto order = world_.pgctl({"payout", "list", "--account-numbers", "--output", "csv"});
  EXPECT_EQ(order.status, 1);
  EXPECT_THAT(order.err, HasSubstr("its account is not verified"));
  EXPECT_THAT(order.out, Not(HasSubstr("12345678")));
}

}  // namespace
}  // namespace pay200
