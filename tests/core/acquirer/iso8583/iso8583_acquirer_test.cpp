#include "core/acquirer/iso8583/iso8583_acquirer.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/acquirer/iso8583/codec.hpp"
#include "core/acquirer/iso8583/framing.hpp"
#include "tests/core/acquirer/iso8583/acquirer_client.hpp"
#include "tests/core/acquirer/iso8583/scripted_host.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/running_sandbox.hpp"

namespace pay200::iso8583 {
namespace {

using pay200::test::comes_true;

using pay200::test::RunningSandbox;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::in_ms;
using test::LateApprovals;
using test::options_for;
using test::Outcome;
using test::payment;
using test::reversal_of;

milliseconds since(steady_clock::time_point begin) {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
}

std::unique_ptr<Iso8583Acquirer> signed_on(std::uint16_t port, int connections = 1) {
  auto acquirer = std::make_unique<Iso8583Acquirer>(options_for(port, connections));
  EXPECT_TRUE(comes_true([&] { return acquirer->ready(); }));
  return acquirer;
}

AcquirerOutcome pay(Acquirer& acquirer, const PayMessage& message, int timeout_ms = 5000) {
  const Outcome outcome;
  acquirer.pay(message, in_ms(timeout_ms), outcome.done());
  return outcome.get();
}

TEST(Iso8583AcquirerTest, CardsAreApprovedAndDeclined) {
  const RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port());
  const auto approved = pay(*acquirer, payment(1));
  EXPECT_EQ(approved.kind, OutcomeKind::kAnswered);
  EXPECT_EQ(approved.response_code, "00");
  EXPECT_EQ(approved.approval_code.size(), 6U);
  const auto declined = pay(*acquirer, payment(2, "4000000000009995"));
  EXPECT_EQ(declined.kind, OutcomeKind::kAnswered);
  EXPECT_EQ(declined.response_code, "51");
  EXPECT_EQ(declined.approval_code, "");
}

TEST(Iso8583AcquirerTest, ACardIsVerifiedWithItsCvc) {
  const RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port());
  for (const auto& [cvc, code] : {std::pair{"123", "00"}, std::pair{"999", "N7"}}) {
    const Outcome outcome;
    const auto paid = payment(cvc[0]);
    acquirer->verify({paid.identity, paid.card, cvc}, in_ms(5000), outcome.done());
    EXPECT_EQ(outcome.get().response_code, code);
  }
}

TEST(Iso8583AcquirerTest, AVoidAndAReversalGiveTheMoneyBackAndMayBeRepeated) {
  const RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port());
  int stan = 0;
  for (const bool is_void : {true, false}) {
    const auto paid = payment(++stan);
    EXPECT_EQ(pay(*acquirer, paid).response_code, "00");
    const auto back = reversal_of(paid, ++stan, is_void);
    for (const bool repeat : {false, true}) {
      auto message = back;
      message.repeat = repeat;
      const Outcome outcome;
      acquirer->reverse(message, in_ms(5000), outcome.done());
      EXPECT_EQ(outcome.get().response_code, "00");
    }
  }
  const Outcome nothing;
  acquirer->reverse(reversal_of(payment(77), 78), in_ms(5000), nothing.done());
  EXPECT_EQ(nothing.get().response_code, "25");
}

RefundMessage refund_of(const PayMessage& paid, const std::string& approval_code, int stan) {
  return {payment(stan).identity, paid, approval_code, {300, Currency::kKrw}};
}

AcquirerOutcome refund(Acquirer& acquirer, const RefundMessage& message, int timeout_ms = 5000) {
  const Outcome outcome;
  acquirer.refund(message, in_ms(timeout_ms), outcome.done());
  return outcome.get();
}

AcquirerOutcome inquire(Acquirer& acquirer, const RefundMessage& refund, int stan) {
  const Outcome outcome;
  acquirer.inquire({payment(stan).identity, refund.identity, true, refund.amount,
                    refund.original.card_acceptor_id},
                   in_ms(5000), outcome.done());
  return outcome.get();
}

TEST(Iso8583AcquirerTest, APartIsRefundedAndInquiredAfter) {
  const RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port());
  const auto paid = payment(1);
  const auto approval = pay(*acquirer, paid);
  const auto part = refund_of(paid, approval.approval_code, 2);
  EXPECT_EQ(inquire(*acquirer, part, 3).response_code, "25");
  const auto refunded = refund(*acquirer, part);
  EXPECT_EQ(refunded.response_code, "00");
  EXPECT_EQ(refunded.approval_code.size(), 6U);
  const auto told = inquire(*acquirer, part, 4);
  EXPECT_EQ(told.kind, OutcomeKind::kAnswered);
  EXPECT_EQ(told.response_code, "00");
  EXPECT_EQ(told.approval_code, refunded.approval_code);
  sandbox.control().arm({.kind = "format_error", .mti = "0600"});
  EXPECT_EQ(inquire(*acquirer, part, 5).kind, OutcomeKind::kUnknown);
}

TEST(Iso8583AcquirerTest, APurchaseIsInquiredAfterToo) {
  const RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port());
  const auto paid = payment(1, "4000000000009995");
  EXPECT_EQ(pay(*acquirer, paid).response_code, "51");
  const Outcome outcome;
  acquirer->inquire({payment(2).identity, paid.identity, false, paid.amount, paid.card_acceptor_id},
                    in_ms(5000), outcome.done());
  EXPECT_EQ(outcome.get().response_code, "51");
}

TEST(Iso8583AcquirerTest, ALateAnswerToARefundIsNoLateApproval) {
  const RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port());
  const LateApprovals late(*acquirer);
  const auto paid = payment(1);
  pay(*acquirer, paid);
  const auto part = refund_of(paid, "", 2);
  sandbox.control().arm({.kind = "late", .mti = "0200", .delay_ms = 500});
  EXPECT_EQ(refund(*acquirer, part, 200).kind, OutcomeKind::kUnknown);
  ASSERT_TRUE(comes_true([&] { return sandbox.control().status().at("in_flight") == 0; }));
  EXPECT_EQ(inquire(*acquirer, part, 3).response_code, "00");  // after the late answer
  EXPECT_TRUE(late.seen().empty());
}

TEST(Iso8583AcquirerTest, HundredsAreInFlightAtOnceOverTwoConnections) {
  constexpr int kCount = 256;
  const RunningSandbox sandbox(500);
  const auto acquirer = std::make_unique<Iso8583Acquirer>(options_for(sandbox.port(), 2));
  ASSERT_TRUE(
      comes_true([&] { return sandbox.control().status().at("replies") == 2; }));  // both signed on
  ASSERT_TRUE(comes_true([&] { return acquirer->ready(); }));
  std::this_thread::sleep_for(milliseconds(50));
  std::vector<Outcome> outcomes(kCount);
  const auto begin = steady_clock::now();
  for (int i = 0; i < kCount; ++i) {
    acquirer->pay(payment(i + 1), in_ms(9000), outcomes[static_cast<std::size_t>(i)].done());
  }
  for (const auto& outcome : outcomes) EXPECT_EQ(outcome.get().response_code, "00");
  EXPECT_GE(since(begin), milliseconds(500));
  RecordProperty("elapsed_ms", static_cast<int>(since(begin).count()));
  EXPECT_LT(since(begin), milliseconds(3000));  // one after the other: 128 s
  EXPECT_EQ(sandbox.records().size(), kCount + 2U);
}

TEST(Iso8583AcquirerTest, ManyThreadsGetEachTheirOwnAnswer) {
  const RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port(), 2);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&acquirer, thread] {
      for (int i = 0; i < 50; ++i) {
        const bool good = (i + thread) % 2 == 0;
        const auto outcome =
            pay(*acquirer,
                payment(thread * 1000 + i + 1, good ? "4242424242424242" : "4000000000009987"));
        EXPECT_EQ(outcome.response_code, good ? "00" : "41");
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST(Iso8583AcquirerTest, ALostReplyIsUnknownAtTheDeadline) {
  const RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port());
  sandbox.control().arm({.kind = "lose_reply"});
  const auto begin = steady_clock::now();
  const auto outcome = pay(*acquirer, payment(1), 300);
  EXPECT_EQ(outcome.kind, OutcomeKind::kUnknown);
  EXPECT_EQ(outcome.why.substr(0, 13), "no answer in ");
  EXPECT_GE(since(begin), milliseconds(295));
  EXPECT_LT(since(begin), milliseconds(1500));
  EXPECT_EQ(pay(*acquirer, payment(2)).response_code, "00");  // the connection is none the worse
}

TEST(Iso8583AcquirerTest, AFrameCutInItsMiddleIsUnknownAtOnceAndTheConnectionComesBack) {
  const RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port());
  sandbox.control().arm({.kind = "cut_mid_frame", .mti = "0200"});
  const auto begin = steady_clock::now();
  const auto outcome = pay(*acquirer, payment(1), 8000);
  EXPECT_EQ(outcome.kind, OutcomeKind::kUnknown);
  EXPECT_EQ(outcome.why, "connection lost: cut in the middle of a message");
  EXPECT_LT(since(begin), milliseconds(2000));
  ASSERT_TRUE(comes_true([&] { return acquirer->ready(); }));
  EXPECT_EQ(pay(*acquirer, payment(2)).response_code, "00");
}

TEST(Iso8583AcquirerTest, AHostThatDiesLeavesAllInFlightUnknownAtOnceAndIsFoundAgain) {
  RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port(), 1);
  sandbox.control().set_reply_delay_ms(60'000);
  std::vector<Outcome> outcomes(20);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    acquirer->pay(payment(static_cast<int>(i) + 1), in_ms(9000), outcomes[i].done());
  }
  ASSERT_TRUE(comes_true([&] { return sandbox.control().status().at("in_flight") == 20; }));
  const auto begin = steady_clock::now();
  sandbox.stop();
  for (const auto& outcome : outcomes) EXPECT_EQ(outcome.get().kind, OutcomeKind::kUnknown);
  EXPECT_LT(since(begin), milliseconds(2000));
  ASSERT_TRUE(comes_true([&] { return !acquirer->ready(); }));
  EXPECT_EQ(pay(*acquirer, payment(100)).kind, OutcomeKind::kNotSent);
  sandbox.start();
  EXPECT_TRUE(comes_true([&] { return acquirer->ready(); }));
  EXPECT_EQ(pay(*acquirer, payment(101)).response_code, "00");
}

TEST(Iso8583AcquirerTest, AHostThatIsDownMeansThatNothingWasSent) {
  std::uint16_t port = 0;
  {
    const RunningSandbox sandbox;
    port = sandbox.port();
  }
  Iso8583Acquirer acquirer(options_for(port, 2));
  EXPECT_FALSE(acquirer.ready());
  const auto begin = steady_clock::now();
  EXPECT_EQ(pay(acquirer, payment(1)).kind, OutcomeKind::kNotSent);
  EXPECT_LT(since(begin), milliseconds(1000));
}

TEST(Iso8583AcquirerTest, ALateApprovalIsToldOnceToWhoeverReverses) {
  const RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port());
  const LateApprovals late(*acquirer);
  sandbox.control().arm({.kind = "late", .mti = "0200", .delay_ms = 400});
  const Outcome outcome;
  acquirer->pay(payment(7), in_ms(150), outcome.done());
  EXPECT_EQ(outcome.get().kind, OutcomeKind::kUnknown);
  EXPECT_TRUE(late.seen().empty());
  ASSERT_TRUE(comes_true([&] { return !late.seen().empty(); }));
  EXPECT_EQ(late.seen()[0].first, 7);
  EXPECT_EQ(late.seen()[0].second.size(), 6U);
  EXPECT_EQ(pay(*acquirer, payment(8)).response_code, "00");
  EXPECT_EQ(late.seen().size(), 1U);
  EXPECT_EQ(outcome.calls(), 1);
}

TEST(Iso8583AcquirerTest, ALateDeclineIsNobodysBusiness) {
  const RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port());
  const LateApprovals late(*acquirer);
  sandbox.control().arm({.kind = "late", .mti = "0200", .delay_ms = 200});
  EXPECT_EQ(pay(*acquirer, payment(7, "4000000000000002"), 100).kind, OutcomeKind::kUnknown);
  std::this_thread::sleep_for(milliseconds(400));
  EXPECT_EQ(pay(*acquirer, payment(8)).response_code, "00");
  EXPECT_TRUE(late.seen().empty());
}

TEST(Iso8583AcquirerTest, ADuplicateReplyIsIgnored) {
  const RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port());
  const LateApprovals late(*acquirer);
  sandbox.control().arm({.kind = "duplicate", .delay_ms = 20});
  const Outcome outcome;
  acquirer->pay(payment(1), in_ms(5000), outcome.done());
  EXPECT_EQ(outcome.get().response_code, "00");
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_EQ(pay(*acquirer, payment(2)).response_code, "00");  // it has been read by now
  EXPECT_EQ(outcome.calls(), 1);
  EXPECT_TRUE(late.seen().empty());
}

TEST(Iso8583AcquirerTest, RepliesMayComeInAnyOrder) {
  const RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port());
  sandbox.control().arm({.kind = "reorder", .card_last_four = "4242", .delay_ms = 9000});
  const Outcome first;
  const Outcome second;
  acquirer->pay(payment(1), in_ms(5000), first.done());
  acquirer->pay(payment(2, "4000000000009995"), in_ms(5000), second.done());
  EXPECT_EQ(second.get().response_code, "51");
  EXPECT_EQ(first.get().response_code, "00");
}

TEST(Iso8583AcquirerTest, DrainFinishesWhatIsInFlightAndTakesNothingNew) {
  const RunningSandbox sandbox(300);
  const auto acquirer = signed_on(sandbox.port());
  const Outcome in_flight;
  acquirer->pay(payment(1), in_ms(5000), in_flight.done());
  std::thread draining([&] { acquirer->drain(); });
  std::this_thread::sleep_for(milliseconds(50));
  EXPECT_TRUE(in_flight.pending());
  EXPECT_EQ(pay(*acquirer, payment(2)).kind, OutcomeKind::kNotSent);
  draining.join();
  EXPECT_EQ(in_flight.get().response_code, "00");
  EXPECT_FALSE(acquirer->ready());
}

TEST(Iso8583AcquirerTest, ADeadlineThatHasPassedMeansThatNothingIsSent) {
  const RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port());
  EXPECT_EQ(pay(*acquirer, payment(1), -1).kind, OutcomeKind::kNotSent);
  EXPECT_EQ(sandbox.records().size(), 1U);  // the sign-on
}

TEST(Iso8583AcquirerTest, AMessageThatCannotBeWrittenIsNotSent) {
  const RunningSandbox sandbox;
  const auto acquirer = signed_on(sandbox.port());
  auto wrong = payment(1);
  wrong.card_acceptor_id = "longer than fifteen characters";
  const auto outcome = pay(*acquirer, wrong);
  EXPECT_EQ(outcome.kind, OutcomeKind::kNotSent);
  EXPECT_EQ(outcome.why.find("4242"), std::string::npos);
  EXPECT_EQ(pay(*acquirer, payment(2)).response_code, "00");
}

TEST(Iso8583AcquirerTest, OneStanIsInFlightOnlyOnce) {
  const RunningSandbox sandbox(300);
  const auto acquirer = signed_on(sandbox.port());
  const Outcome first;
  acquirer->pay(payment(1), in_ms(5000), first.done());
  EXPECT_EQ(pay(*acquirer, payment(1)).kind, OutcomeKind::kNotSent);
  EXPECT_EQ(first.get().response_code, "00");
}

/// A host that answers the first purchase with what the test makes of the honest reply.
AcquirerOutcome answered_with(const std::function<void(Message& reply)>& change,
                              std::vector<std::pair<int, std::string>>* late_seen = nullptr) {
  test::ScriptedHost host([&](const Message& request) {
    Message reply = test::honest_reply(request, "00");
    change(reply);
    return std::vector<std::string>{test::framed(reply)};
  });
  const auto acquirer = signed_on(host.port());
  const LateApprovals late(*acquirer);
  auto outcome = pay(*acquirer, payment(1), 300);
  if (late_seen != nullptr) *late_seen = late.seen();
  return outcome;
}

TEST(Iso8583AcquirerTest, AReplyThatEchoesAnythingElseDoesNotCompleteTheRequest) {
  EXPECT_EQ(answered_with([](Message&) {}).response_code, "00");
  const std::vector<std::pair<int, std::string>> changes = {
      {4, "000000012301"},  {7, "0101000000"}, {11, "000002"}, {32, "54321"},
      {37, "999999999999"}, {41, "TERM0002"},  {49, "840"},    {3, "200000"}};
  for (const auto& [field, value] : changes) {
    const auto outcome = answered_with([&](Message& reply) { reply.set(field, value); });
    EXPECT_EQ(outcome.kind, OutcomeKind::kUnknown) << field;
  }
  const auto other_mti = answered_with([](Message& reply) { reply.mti = "0110"; });
  EXPECT_EQ(other_mti.kind, OutcomeKind::kUnknown);
}

TEST(Iso8583AcquirerTest, AReplyThatDoesNotDecodeEndsTheConnection) {
  std::atomic<int> purchases{0};
  test::ScriptedHost host([&](const Message& request) -> std::vector<std::string> {
    if (++purchases == 1) return {};
    if (purchases == 2) return {frame("0210 and then nonsense")};
    return {test::framed(test::honest_reply(request, "00"))};
  });
  const auto acquirer = signed_on(host.port());
  const Outcome first;
  acquirer->pay(payment(1), in_ms(8000), first.done());
  EXPECT_EQ(pay(*acquirer, payment(2), 8000).kind, OutcomeKind::kUnknown);
  EXPECT_EQ(first.get().kind, OutcomeKind::kUnknown);
  ASSERT_TRUE(comes_true([&] { return host.accepted() == 2 && acquirer->ready(); }));
  EXPECT_EQ(pay(*acquirer, payment(3)).response_code, "00");
}

TEST(Iso8583AcquirerTest, AnApprovalAfterALostConnectionMayComeOnTheNextOne) {
  std::vector<std::string> kept;
  std::mutex mutex;
  test::ScriptedHost host([&](const Message& request) -> std::vector<std::string> {
    const std::lock_guard lock(mutex);
    kept.push_back(test::framed(test::honest_reply(request, "00")));
    return {"close"};
  });
  const auto acquirer = signed_on(host.port());
  const LateApprovals late(*acquirer);
  EXPECT_EQ(pay(*acquirer, payment(9), 8000).kind, OutcomeKind::kUnknown);
  ASSERT_TRUE(comes_true([&] { return host.accepted() == 2 && acquirer->ready(); }));
  {
    const std::lock_guard lock(mutex);
    host.say(kept.at(0));
  }
  ASSERT_TRUE(comes_true([&] { return late.seen().size() == 1; }));
  EXPECT_EQ(late.seen()[0], std::pair(9, std::string("A1B2C3")));
}

TEST(Iso8583AcquirerTest, AnApprovalThatAnEarlierProcessAskedForIsTold) {
  test::ScriptedHost host([](const Message&) { return std::vector<std::string>{}; });
  const auto sent = payment(9);
  const auto reply = [&sent](const std::string& code) {
    return test::honest_reply(pay_request(sent, options_for(1).identification), code);
  };
  const auto acquirer = signed_on(host.port());
  host.say(test::framed(reply("51")));
  Message refund = reply("00");
  refund.set(3, "200000");
  host.say(test::framed(refund));
  host.say(test::framed(reply("00")));
  const Outcome after;  // read by now, though nobody listened yet
  acquirer->pay(payment(10), in_ms(300), after.done());
  EXPECT_EQ(after.get().kind, OutcomeKind::kUnknown);
  const LateApprovals late(*acquirer);
  ASSERT_TRUE(comes_true([&] { return !late.seen().empty(); }));
  EXPECT_EQ(late.seen().size(), 1U);
  EXPECT_EQ(late.seen()[0], std::pair(9, std::string("A1B2C3")));
}

/// A STAN comes again: an approval of an earlier purchase under it is not the second answer to
/// this.
TEST(Iso8583AcquirerTest, AnApprovalOfAnotherTimeIsNoDuplicate) {
  test::ScriptedHost host([&](const Message& request) {
    Message earlier = test::honest_reply(request, "00");
    earlier.set(7, "0101000000");
    return std::vector<std::string>{test::framed(test::honest_reply(request, "00")),
                                    test::framed(earlier)};
  });
  const auto acquirer = signed_on(host.port());
  const LateApprovals late(*acquirer);
  EXPECT_EQ(pay(*acquirer, payment(1)).response_code, "00");
  ASSERT_TRUE(comes_true([&] { return !late.seen().empty(); }));
  EXPECT_EQ(late.seen().size(), 1U);
}

TEST(Iso8583AcquirerTest, AnApprovalThatContradictsADeclineIsTold) {
  test::ScriptedHost host([&](const Message& request) {
    return std::vector<std::string>{test::framed(test::honest_reply(request, "51")),
                                    test::framed(test::honest_reply(request, "00"))};
  });
  const auto acquirer = signed_on(host.port());
  const LateApprovals late(*acquirer);
  EXPECT_EQ(pay(*acquirer, payment(3)).response_code, "51");
  ASSERT_TRUE(comes_true([&] { return late.seen().size() == 1; }));
  EXPECT_EQ(late.seen()[0].first, 3);
}

TEST(Iso8583AcquirerTest, WhatEndsWithTheAcquirerIsAnsweredToo) {
  const RunningSandbox sandbox;
  const Outcome outcome;
  {
    const auto acquirer = signed_on(sandbox.port());
    sandbox.control().set_reply_delay_ms(60'000);
    acquirer->pay(payment(1), in_ms(9000), outcome.done());
    ASSERT_TRUE(comes_true([&] { return sandbox.control().status().at("in_flight") == 1; }));
  }
  EXPECT_EQ(outcome.get().kind, OutcomeKind::kUnknown);
  EXPECT_EQ(outcome.calls(), 1);
}

}  // namespace
}  // namespace pay200::iso8583
