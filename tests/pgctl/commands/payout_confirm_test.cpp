#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/commands/settled_world.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class PayoutConfirmTest : public testing::Test {
 protected:
  PayoutConfirmTest() {
    world_.settled();
    world_.add_verified_account();
    id_ = world_.payout();
  }
  void send() { world_.pgctl({"payout", "send", "--day", "2026-11-25", "--yes"}); }

  test::SettledWorld world_;
  std::string id_;
};

TEST_F(PayoutConfirmTest, WhatTheBankPaidIsConfirmedOnce) {
  const auto early = world_.pgctl({"payout", "confirm", id_, "--reference", "0001", "--yes"});
  EXPECT_EQ(early.status, 5);
  EXPECT_THAT(early.err, HasSubstr(id_ + " is made; only one that is sent"));
  send();
  EXPECT_EQ(world_.pgctl({"payout", "confirm", id_, "--reference", "0001"}).status, 2);
  EXPECT_EQ(world_.pgctl({"payout", "confirm", id_, "--reference", "0001", "--dry-run"}).status, 0);
  const auto asked = world_.at_terminal({"payout", "confirm", id_, "--reference", "0001"}, {"n"});
  EXPECT_EQ(asked.status, 1);
  EXPECT_THAT(asked.out, HasSubstr("Confirm the test payout of 10,664 KRW to 데모 상점 (" + id_));
  EXPECT_EQ(world_.first({"payout", "list"}, "state"), "sent");
  const auto done = world_.pgctl(
      {"payout", "confirm", id_, "--reference", "20261125-1", "--yes", "--output", "json"});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(json::parse(done.out)["state"], "confirmed");
  EXPECT_EQ(json::parse(done.out)["reference"], "20261125-1");
  EXPECT_EQ(world_.pgctl({"payout", "confirm", id_, "--reference", "0002", "--yes"}).status, 5);
  EXPECT_EQ(world_.pgctl({"payout", "return", id_, "--reference", "0002", "--yes"}).status, 5);
}

TEST_F(PayoutConfirmTest, WhatTheBankSentBackIsOwedAgain) {
  send();
  const auto back = world_.pgctl({"payout", "return", id_, "--reference", "해지된 계좌", "--day",
                                  "2026-11-26", "--yes", "--output", "json"});
  EXPECT_EQ(back.status, 0) << back.err;
  EXPECT_EQ(json::parse(back.out)["state"], "returned");
  const std::string next = world_.settled();
  const auto shown = json::parse(world_.pgctl({"settle", "show", next, "--output", "json"}).out);
  EXPECT_EQ(shown["returned"], 10'664);
  EXPECT_EQ(shown["payoutAmount"], 10'664);
}

TEST_F(PayoutConfirmTest, WhatIsWrongIsNamed) {
  send();
  EXPECT_EQ(world_.pgctl({"payout", "confirm", id_, "--reference", "", "--yes"}).status, 2);
  EXPECT_EQ(world_.pgctl({"payout", "confirm", id_, "--reference", "1", "--yes", "--live"}).status,
            3);
  EXPECT_EQ(world_.pgctl({"payout", "confirm", "stl_1", "--reference", "1", "--yes"}).status, 2);
  EXPECT_EQ(world_
                .pgctl({"payout", "return", "pyo_0000000g" + std::string(26, '0'), "--reference",
                        "1", "--yes"})
                .status,
            4);
}

}  // namespace
}  // namespace pay200
