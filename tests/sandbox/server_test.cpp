#include "sandbox/server.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "sandbox/journal_reader.hpp"
#include "tests/sandbox/gateway_client.hpp"
#include "tests/sandbox/running_server.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::sandbox::test {
namespace {

using pay200::test::comes_true;

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kShort{150};

milliseconds since(steady_clock::time_point begin) {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
}

class ServerTest : public testing::Test {
 protected:
  pay200::test::TemporaryDirectory directory_;
};

TEST_F(ServerTest, AnApprovalEchoesTheRequestAndIsJournaledWithoutTheCardNumber) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  const auto request = purchase({});
  const auto reply = gateway.ask(request);
  EXPECT_EQ(reply.mti, "0210");
  EXPECT_EQ(reply.get(39), "00");
  EXPECT_EQ(reply.get(38).size(), 6U);
  EXPECT_FALSE(reply.has(2));
  for (const int field : {3, 4, 7, 11, 12, 13, 32, 37, 41, 42, 49}) {
    EXPECT_EQ(reply.get(field), request.get(field)) << field;
  }
  const auto records = server.records();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].seq, 1U);
  EXPECT_EQ(records[0].kind, Kind::kPurchase);
  EXPECT_EQ(records[0].card, "424242******4242");
  EXPECT_EQ(records[0].amount_minor, 12'300);
  EXPECT_EQ(records[0].approval, reply.get(38));
  EXPECT_EQ(records[0].terminal, "TERM01");
  EXPECT_EQ(records[0].merchant, "SHOP0000001");
  EXPECT_EQ(records[0].reply, Reply::kSent);
  std::ifstream file(server.journal_path());
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text.find("4242424242"), std::string::npos);
}

TEST_F(ServerTest, EverySpecialCardIsAnsweredByItsNumber) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  const std::vector<std::pair<std::string, std::string>> cards = {
      {"4242424242424242", "00"}, {"5555555555554444", "00"}, {"4000000000000002", "05"},
      {"4000000000009995", "51"}, {"4000000000000069", "54"}, {"4000000000009987", "41"},
      {"4000000000009979", "43"}, {"4000000000000119", "96"}, {"4000000000000259", "00"},
      {"4000000000000341", "05"}, {"4242424242424241", "14"}};
  int stan = 0;
  for (const auto& [card, code] : cards) {
    const auto reply = gateway.ask(purchase({.card = card, .stan = ++stan}));
    EXPECT_EQ(reply.get(39), code) << card;
    EXPECT_EQ(reply.has(38), code == "00") << card;
  }
}

TEST_F(ServerTest, AVerificationLooksAtTheCvc) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  EXPECT_EQ(gateway.ask(verification({.stan = 1}, "123")).get(39), "00");
  const auto wrong = gateway.ask(verification({.stan = 2}, "999"));
  EXPECT_EQ(wrong.mti, "0110");
  EXPECT_EQ(wrong.get(39), "N7");
}

TEST_F(ServerTest, SignOnAndEchoAreAnswered) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  const auto signed_on = gateway.ask(network("001", 1));
  EXPECT_EQ(signed_on.mti, "0810");
  EXPECT_EQ(signed_on.get(39), "00");
  EXPECT_EQ(signed_on.get(70), "001");
  EXPECT_EQ(gateway.ask(network("301", 2)).get(39), "00");
  EXPECT_EQ(gateway.ask(network("999", 3)).get(39), "30");
  EXPECT_EQ(server.records()[0].kind, Kind::kSignOn);
  EXPECT_EQ(server.records()[1].kind, Kind::kEcho);
}

TEST_F(ServerTest, AfterALostReplyTheReversalTakesTheChargeBackOnce) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  server.arm({{"kind", "lose_reply"}, {"match", {{"mti", "0200"}}}});
  const Purchase bought{.stan = 7};
  gateway.send(purchase(bought));
  EXPECT_FALSE(gateway.receive(kShort).has_value());
  ASSERT_EQ(server.records().size(), 1U);
  EXPECT_EQ(server.records()[0].code, "00");
  EXPECT_EQ(server.records()[0].reply, Reply::kLost);

  EXPECT_EQ(gateway.ask(give_back("0420", bought, 8)).get(39), "00");
  const auto repeated = gateway.ask(give_back("0421", bought, 8));
  EXPECT_EQ(repeated.mti, "0430");
  EXPECT_EQ(repeated.get(39), "00");
  const auto records = server.records();
  ASSERT_EQ(records.size(), 3U);
  EXPECT_FALSE(records[1].repeat);
  EXPECT_TRUE(records[2].repeat);
  EXPECT_EQ(records[1].original->seq, 1U);
  const auto sums = sum_by_merchant(records).at("SHOP0000001");
  EXPECT_EQ(sums.approved_count, 1);
  EXPECT_EQ(sums.reversed_count, 1);
  EXPECT_EQ(sums.net_minor(), 0);
}

TEST_F(ServerTest, ARefundWhoseReplyIsLostIsInquiredAfterAlsoAfterARestart) {
  const Purchase bought{.stan = 7};
  const auto part = refund(bought, 400, 8);
  {
    const RunningServer server(directory_.path());
    GatewayClient gateway(server.port());
    gateway.ask(purchase(bought));
    server.arm({{"kind", "lose_reply"}, {"match", {{"mti", "0200"}}}});
    gateway.send(part);
    EXPECT_FALSE(gateway.receive(kShort).has_value());
  }
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  server.arm({{"kind", "lose_reply"}, {"match", {{"mti", "0600"}}}});
  gateway.send(test::inquiry(part, 9));
  EXPECT_FALSE(gateway.receive(kShort).has_value());
  server.arm({{"kind", "decline"}, {"code", "91"}, {"match", {{"mti", "0600"}}}});
  EXPECT_EQ(gateway.ask(test::inquiry(part, 10)).get(39), "91");
  const auto told = gateway.ask(test::inquiry(part, 11));
  EXPECT_EQ(told.mti, "0610");
  EXPECT_EQ(told.get(39), "00");
  EXPECT_EQ(told.get(48), "390200");
  EXPECT_EQ(told.get(38), server.records().at(1).approval);
  const auto record = server.records().back();
  EXPECT_EQ(record.kind, Kind::kInquiry);
  EXPECT_EQ(record.original->seq, 2U);
  EXPECT_EQ(sum_by_merchant(server.records()).at("SHOP0000001").refunded_minor, 400);
}

TEST_F(ServerTest, ALostRequestWasNeverSeen) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  server.arm({{"kind", "lose_request"}, {"match", {{"mti", "0200"}}}});
  const Purchase bought{.stan = 7};
  gateway.send(purchase(bought));
  EXPECT_FALSE(gateway.receive(kShort).has_value());
  EXPECT_EQ(gateway.ask(give_back("0420", bought, 8)).get(39), "25");
  EXPECT_EQ(server.records().size(), 1U);
}

TEST_F(ServerTest, AVoidIsDoneOnceAndItsRepeatIsAcknowledged) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  const Purchase bought{.stan = 1};
  gateway.ask(purchase(bought));
  EXPECT_EQ(gateway.ask(give_back("0400", bought, 2)).get(39), "00");
  const auto repeated = gateway.ask(give_back("0401", bought, 2));
  EXPECT_EQ(repeated.mti, "0410");
  EXPECT_EQ(repeated.get(39), "00");
  EXPECT_EQ(sum_by_merchant(server.records()).at("SHOP0000001").voided_count, 1);
}

TEST_F(ServerTest, ThePurchaseRepeatedIsAnsweredTheSameAndChargedOnce) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  const auto first = gateway.ask(purchase({}));
  GatewayClient other(server.port());  // another connection makes no difference
  EXPECT_EQ(other.ask(purchase({})), first);
  const auto changed = gateway.ask(purchase({.amount_minor = 99}));
  EXPECT_EQ(changed.get(39), "94");
  const auto sums = sum_by_merchant(server.records()).at("SHOP0000001");
  EXPECT_EQ(sums.approved_count, 1);
  EXPECT_EQ(sums.approved_minor, 12'300);
}

TEST_F(ServerTest, ALateReplyComesLateAndHoldsNobodyUp) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  server.arm({{"kind", "late"}, {"match", {{"amount", 500}}}, {"delay_ms", 300}});
  const auto begin = steady_clock::now();
  gateway.send(purchase({.amount_minor = 500, .stan = 1}));
  gateway.send(purchase({.amount_minor = 600, .stan = 2}));
  EXPECT_EQ(gateway.receive()->get(11), "000002");
  EXPECT_EQ(gateway.receive()->get(11), "000001");
  EXPECT_GE(since(begin), milliseconds(300));
  EXPECT_EQ(server.records()[0].reply, Reply::kLate);
}

TEST_F(ServerTest, ADuplicateReplyComesTwice) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  server.arm({{"kind", "duplicate"}, {"delay_ms", 20}});
  gateway.send(purchase({}));
  const auto first = gateway.receive();
  EXPECT_TRUE(first.has_value());
  EXPECT_EQ(gateway.receive(), first);
  EXPECT_FALSE(gateway.receive(kShort).has_value());
  EXPECT_EQ(server.records().size(), 1U);
}

TEST_F(ServerTest, ACutFrameEndsTheConnectionInItsMiddle) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  server.arm({{"kind", "cut_mid_frame"}});
  gateway.send(purchase({}));
  EXPECT_FALSE(gateway.receive().has_value());
  EXPECT_TRUE(gateway.closed_by_peer());
  EXPECT_TRUE(gateway.mid_frame());
  EXPECT_EQ(server.records()[0].reply, Reply::kCut);
  EXPECT_EQ(GatewayClient(server.port()).ask(purchase({.stan = 2})).get(39), "00");
}

TEST_F(ServerTest, AReorderedReplyLetsAnotherPass) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  server.arm({{"kind", "reorder"}, {"delay_ms", 9'000}, {"match", {{"terminal", "T1"}}}});
  const auto begin = steady_clock::now();
  gateway.send(purchase({.stan = 1, .terminal = "T1"}));
  gateway.send(purchase({.stan = 2, .terminal = "T2"}));
  EXPECT_EQ(gateway.receive()->get(11), "000002");
  EXPECT_EQ(gateway.receive()->get(11), "000001");
  EXPECT_LT(since(begin), milliseconds(9'000));
}

TEST_F(ServerTest, AReorderedReplyWithNoOtherComesAfterItsDelay) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  server.arm({{"kind", "reorder"}, {"delay_ms", 100}});
  const auto begin = steady_clock::now();
  EXPECT_EQ(gateway.ask(purchase({})).get(39), "00");
  EXPECT_GE(since(begin), milliseconds(100));
}

TEST_F(ServerTest, ASlowReplyDribblesAndHoldsUpThoseBehindIt) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  server.arm({{"kind", "slow"}, {"delay_ms", 300}, {"match", {{"card_last4", "4242"}}}});
  const auto begin = steady_clock::now();
  gateway.send(purchase({.stan = 1}));
  gateway.send(purchase({.card = "5555555555554444", .stan = 2}));
  EXPECT_FALSE(gateway.receive(milliseconds(100)).has_value());
  EXPECT_TRUE(gateway.mid_frame());
  EXPECT_EQ(gateway.receive()->get(11), "000001");
  EXPECT_GE(since(begin), milliseconds(300));
  EXPECT_EQ(gateway.receive()->get(11), "000002");
}

TEST_F(ServerTest, DownClosesAllConnectionsAndRefusesNewOnesForAWhile) {
  const RunningServer server(directory_.path());
  GatewayClient one(server.port());
  GatewayClient other(server.port());
  one.ask(network("001", 1));
  other.ask(network("001", 2));
  server.arm({{"kind", "down"}, {"delay_ms", 300}});
  EXPECT_EQ(server.status().at("down"), true);
  EXPECT_THROW(GatewayClient refused(server.port()), std::system_error);
  EXPECT_TRUE(one.closed_by_peer());
  EXPECT_TRUE(other.closed_by_peer());
  ASSERT_TRUE(comes_true([&] { return server.status().at("down") == false; }));
  EXPECT_EQ(GatewayClient(server.port()).ask(purchase({})).get(39), "00");
}

TEST_F(ServerTest, DownAtARequestDoesNotProcessIt) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  server.arm({{"kind", "down"}, {"delay_ms", 50}, {"match", {{"amount", 777}}}});
  EXPECT_EQ(gateway.ask(purchase({.stan = 1})).get(39), "00");
  gateway.send(purchase({.amount_minor = 777, .stan = 2}));
  EXPECT_FALSE(gateway.receive().has_value());
  EXPECT_TRUE(gateway.closed_by_peer());
  EXPECT_EQ(server.records().size(), 1U);
}

TEST_F(ServerTest, ForcedCodesHaveNoEffect) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  const Purchase bought{.stan = 1};
  server.arm({{"kind", "format_error"}, {"match", {{"mti", "0200"}}}});
  EXPECT_EQ(gateway.ask(purchase(bought)).get(39), "30");
  EXPECT_EQ(gateway.ask(purchase(bought)).get(39), "00");
  server.arm({{"kind", "already_cleared"}, {"match", {{"mti", "0400"}}}});
  EXPECT_EQ(gateway.ask(give_back("0400", bought, 2)).get(39), "21");
  server.arm({{"kind", "original_not_found"}, {"match", {{"mti", "0420"}}}, {"count", 2}});
  EXPECT_EQ(gateway.ask(give_back("0420", bought, 3)).get(39), "25");
  EXPECT_EQ(gateway.ask(give_back("0420", bought, 3)).get(39), "25");
  EXPECT_EQ(sum_by_merchant(server.records()).at("SHOP0000001").standing_count(), 1);
  EXPECT_EQ(gateway.ask(give_back("0421", bought, 3)).get(39), "00");
  server.arm({{"kind", "decline"}, {"code", "65"}});
  EXPECT_EQ(gateway.ask(purchase({.stan = 4})).get(39), "65");
  EXPECT_EQ(gateway.ask(purchase({.stan = 4})).get(39), "65");
  EXPECT_EQ(sum_by_merchant(server.records()).at("SHOP0000001").standing_count(), 0);
}

TEST_F(ServerTest, ACountOfZeroLastsUntilItIsCleared) {
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  server.arm({{"kind", "decline"}, {"code", "91"}, {"count", 0}});
  for (int stan = 1; stan <= 3; ++stan) {
    EXPECT_EQ(gateway.ask(purchase({.stan = stan})).get(39), "91");
  }
  EXPECT_EQ(server.control({{"op", "faults"}}).at("faults").at(0).at("spent"), 3);
  EXPECT_EQ(server.control({{"op", "clear"}}).at("ok"), true);
  EXPECT_EQ(gateway.ask(purchase({.stan = 4})).get(39), "00");
}

TEST_F(ServerTest, TheGeneralDelayHoldsHundredsInFlight) {
  const RunningServer server(directory_.path());
  EXPECT_EQ(server.control({{"op", "delay"}, {"ms", 2'000}}).at("ok"), true);
  GatewayClient gateway(server.port());
  constexpr int kCount = 400;
  const auto begin = steady_clock::now();
  for (int stan = 1; stan <= kCount; ++stan) gateway.send(purchase({.stan = stan}));
  EXPECT_TRUE(comes_true([&] { return server.status().at("in_flight") == kCount; }));
  std::set<std::string, std::less<>> answered;
  for (int stan = 1; stan <= kCount; ++stan) {
    const auto reply = gateway.receive();
    ASSERT_TRUE(reply.has_value());
    answered.emplace(reply->get(11));
  }
  EXPECT_EQ(answered.size(), static_cast<std::size_t>(kCount));
  EXPECT_GE(since(begin), milliseconds(2'000));
  EXPECT_LT(since(begin), milliseconds(20'000));  // not one after the other
  EXPECT_EQ(server.status().at("in_flight"), 0);
}

TEST_F(ServerTest, GarbageClosesOnlyItsOwnConnection) {
  const RunningServer server(directory_.path());
  GatewayClient healthy(server.port());
  healthy.ask(network("001", 1));
  const std::vector<std::string> garbage = {
      std::string("\0\0", 2),                      // length 0
      "\x10\x01",                                  // length 4097
      "GET / HTTP/1.1\r\nHost: sandbox\r\n\r\n",   // length 18245
      iso8583::frame("0200 is all there is"),      // no bitmap
      iso8583::frame("9999" + std::string(8, 0)),  // no message type
      // a reply instead of a request
      iso8583::frame("0810" + std::string("\0\x20\0\0\0\0\0\0", 8) + "000001")};
  for (const auto& bytes : garbage) {
    GatewayClient gateway(server.port());
    gateway.send_raw(bytes);
    EXPECT_TRUE(gateway.closed_by_peer());
  }
  EXPECT_EQ(healthy.ask(purchase({})).get(39), "00");
  EXPECT_EQ(server.records().size(), 2U);
}

TEST_F(ServerTest, AClientThatHangsUpBeforeItsReplyHurtsNobody) {
  const RunningServer server(directory_.path(), 100);
  {
    GatewayClient gateway(server.port());
    gateway.send(purchase({.stan = 1}));
    ASSERT_TRUE(comes_true([&] { return server.status().at("requests") == 1; }));
  }
  EXPECT_TRUE(comes_true([&] { return server.status().at("undeliverable") == 1; }));
  EXPECT_EQ(GatewayClient(server.port()).ask(purchase({.stan = 1})).get(39), "00");
  EXPECT_EQ(sum_by_merchant(server.records()).at("SHOP0000001").approved_count, 1);
}

TEST_F(ServerTest, ARestartKnowsWhatWasJournaled) {
  const Purchase kept{.stan = 1};
  const Purchase voided{.stan = 2};
  const Purchase declined{.card = "4000000000009995", .stan = 3};
  iso8583::Message first;
  {
    const RunningServer server(directory_.path());
    GatewayClient gateway(server.port());
    first = gateway.ask(purchase(kept));
    gateway.ask(purchase(voided));
    gateway.ask(give_back("0400", voided, 4));
    gateway.ask(purchase(declined));
    EXPECT_EQ(gateway.ask(refund(kept, 12'000, 5)).get(39), "00");
  }
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  EXPECT_EQ(gateway.ask(purchase(kept)), first);
  EXPECT_EQ(gateway.ask(purchase(declined)).get(39), "51");
  EXPECT_EQ(gateway.ask(refund(kept, 301, 6)).get(39), "13");
  EXPECT_EQ(gateway.ask(refund(kept, 300, 7)).get(39), "00");
  EXPECT_EQ(gateway.ask(give_back("0420", voided, 8)).get(39), "00");
  const auto records = server.records();
  EXPECT_EQ(records.back().seq, 10U);
  EXPECT_TRUE(records.back().repeat);
  const auto sums = sum_by_merchant(records).at("SHOP0000001");
  EXPECT_EQ(sums.standing_count(), 1);
  EXPECT_EQ(sums.net_minor(), 0);
}

TEST_F(ServerTest, ATornLastLineIsCutOffAndTheJournalGoesOn) {
  {
    const RunningServer server(directory_.path());
    GatewayClient gateway(server.port());
    gateway.ask(purchase({.stan = 1}));
    gateway.ask(purchase({.stan = 2}));
  }
  const auto journal = directory_.path() / "journal";
  std::filesystem::resize_file(journal, std::filesystem::file_size(journal) - 20);
  const RunningServer server(directory_.path());
  GatewayClient gateway(server.port());
  EXPECT_EQ(gateway.ask(give_back("0420", {.stan = 1}, 3)).get(39), "00");
  EXPECT_EQ(gateway.ask(give_back("0420", {.stan = 2}, 4)).get(39), "25");
  EXPECT_EQ(server.records().size(), 3U);
}

TEST_F(ServerTest, ManyConnectionsAtOnceAreEachAnsweredInFull) {
  const RunningServer server(directory_.path());
  constexpr int kClients = 8;
  constexpr int kEach = 200;
  std::vector<std::thread> threads;
  for (int client = 0; client < kClients; ++client) {
    threads.emplace_back([&server, client] {
      GatewayClient gateway(server.port());
      const std::string terminal = "T" + std::to_string(client);
      for (int stan = 1; stan <= kEach; ++stan) {
        gateway.send(purchase({.stan = stan, .terminal = terminal}));
      }
      for (int stan = 1; stan <= kEach; ++stan) {
        const auto reply = gateway.receive();
        ASSERT_TRUE(reply.has_value());
        EXPECT_EQ(reply->get_trimmed(41), terminal);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(sum_by_merchant(server.records()).at("SHOP0000001").approved_count, kClients * kEach);
  EXPECT_LT(server.status().at("journal_batches"), kClients * kEach);
}

TEST_F(ServerTest, WhatCannotServeSaysWhy) {
  ServerOptions options;
  options.journal_path = (directory_.path() / "journal").string();
  options.host = "0.0.0.0";
  EXPECT_THROW(Server refused(options), std::runtime_error);
  EXPECT_FALSE(std::filesystem::exists(options.journal_path));
  options.host = "127.0.0.1";
  const Server first(options);
  options.journal_path += "2";
  options.port = first.port();
  EXPECT_THROW(Server refused(options), std::system_error);  // the port is taken
  options.port = 0;
  options.journal_path.pop_back();
  EXPECT_THROW(Server refused(options), std::system_error);  // the journal is in use
}

}  // namespace
}  // namespace pay200::sandbox::test
