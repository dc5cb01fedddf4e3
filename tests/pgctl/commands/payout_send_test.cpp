#include <algorithm>
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
    more.insert(more.begin(), {"payout", "send", "--day", day_});
    return world_.pgctl(more);
  }

  void one_more_is_due() {
    world_.sell_on("2026-11-24");
    world_.settled();
    day_ = "2026-11-26";
  }
  static std::size_t lines_of(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }
  /// What `payout send` has said that lists the same again.
  static std::string time_said(const std::string& err) {
    const std::string before = "--sent-since ";
    const auto begin = err.find(before) + before.size();
    return err.substr(begin, err.find(' ', begin) - begin);
  }

  test::SettledWorld world_;
  std::string day_ = "2026-11-25";
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
  EXPECT_THAT(asked.out, HasSubstr("What is printed is no order to the bank"));
  const auto order =
      world_.at_terminal({"payout", "send", "--day", "2026-11-25", "--account-numbers"}, {"n"});
  EXPECT_THAT(order.out, HasSubstr("what is printed is the order to the bank"));
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

TEST_F(PayoutSendTest, WhatBreaksOffHasPrintedWhatIsInTransitAndTheNextSendsTheOthers) {
  world_.add_verified_account();
  one_more_is_due();
  // The last of them is held by somebody else; and once the first is sent, no account can be read.
  world_.database().execute(
      "CREATE FUNCTION pay200.fails() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ "
      "BEGIN IF NEW.payout_id = (SELECT payout_id FROM pay200.payout ORDER BY payout_id LIMIT 1) "
      "THEN RAISE EXCEPTION 'it is locked' USING ERRCODE = 'lock_not_available'; END IF; "
      "REVOKE SELECT ON pay200.payout_account FROM pay200_operator; RETURN NEW; END $$; "
      "CREATE TRIGGER fails BEFORE UPDATE ON pay200.payout FOR EACH ROW EXECUTE FUNCTION "
      "pay200.fails()");
  const auto broken = send({"--account-numbers", "--yes", "--output", "csv"});
  world_.database().execute(
      "GRANT SELECT ON pay200.payout_account TO pay200_operator; DROP TRIGGER fails ON "
      "pay200.payout");
  EXPECT_EQ(broken.status, 1);
  EXPECT_EQ(lines_of(broken.out), 2U) << broken.out;
  EXPECT_THAT(broken.out, HasSubstr(",sent,004-12345601789012,"));
  EXPECT_THAT(broken.err, HasSubstr("1 of 2 payouts sent; what is printed is in transit"));

  const auto others = send({"--account-numbers", "--yes", "--output", "csv"});
  EXPECT_EQ(others.status, 0) << others.err;
  EXPECT_EQ(lines_of(others.out), 2U) << others.out;
  EXPECT_NE(others.out, broken.out);

  // Each of the two is listed again as it was printed, and none of the other.
  const std::vector<std::string> list = {"payout",   "list", "--state",           "sent",
                                         "--output", "csv",  "--account-numbers", "--sent-since"};
  auto last = list;
  last.push_back(time_said(others.err));
  EXPECT_EQ(world_.pgctl(last).out, others.out);
  auto both = list;
  both.push_back(time_said(broken.err));
  const auto listed = world_.pgctl(both);
  EXPECT_EQ(lines_of(listed.out), 3U);
  EXPECT_THAT(listed.err, HasSubstr("sent by 2 calls of `payout send`"));
}

TEST_F(PayoutSendTest, OneThatNobodyKnowsOfIsNamedAndItEndsSeven) {
  world_.add_verified_account();
  world_.database().execute(
      "CREATE FUNCTION pay200.cut() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
      "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'; "
      "CREATE TRIGGER cut BEFORE UPDATE ON pay200.payout FOR EACH ROW EXECUTE FUNCTION "
      "pay200.cut()");
  const auto cut = send({"--yes"});
  EXPECT_EQ(cut.status, 7);
  EXPECT_EQ(cut.out, "");
  EXPECT_THAT(cut.err, HasSubstr(world_.payout() + "): nobody knows whether it was sent"));
  EXPECT_EQ(world_.first({"payout", "list"}, "state"), "made");
}

TEST_F(PayoutSendTest, WhenItWasSentIsSaidAndAskedFor) {
  world_.add_verified_account();
  const auto sent = send({"--yes", "--output", "json"});
  const std::string at = json::parse(sent.out)["items"][0]["sentAt"];
  EXPECT_EQ(at, time_said(sent.err));
  const auto since = [&](const std::string& time) {
    const auto listed = world_.pgctl({"payout", "list", "--sent-since", time, "--output", "json"});
    EXPECT_EQ(listed.status, 0) << listed.err;
    return json::parse(listed.out)["items"].size();
  };
  EXPECT_EQ(since(at), 1U);
  EXPECT_EQ(since(at.substr(0, 10)), 1U);
  EXPECT_EQ(since(at.substr(0, 10) + " " + at.substr(11, 8)), 1U);
  EXPECT_EQ(since("2999-01-01"), 0U);
  const auto wrong = world_.pgctl({"payout", "list", "--sent-since", "yesterday"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.err, HasSubstr("is not a time; one looks like 2026-11-27T07:05:03+09:00"));
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
