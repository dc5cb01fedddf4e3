#include "core/acquirer/iso8583/in_flight.hpp"

#include <algorithm>
#include <deque>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <string>

namespace pay200::iso8583 {
namespace {

using std::chrono::milliseconds;

const SteadyTime kNow{std::chrono::hours(1)};

Message echoed(const std::string& stan, const std::string& terminal = "TERM0001") {
  Message message;
  message.mti = "0200";
  message.set(7, "1122070503");
  message.set(11, stan);
  message.set(41, terminal);
  return message;
}

InFlight request(std::uint64_t ticket, const std::string& stan, int deadline_ms = 1000) {
  InFlight in_flight;
  in_flight.ticket = ticket;
  in_flight.echoed = echoed(stan);
  in_flight.deadline = kNow + milliseconds(deadline_ms);
  return in_flight;
}

bool add(InFlightTable& table, InFlight in_flight) { return table.add(in_flight); }

TEST(InFlightTest, AReplyFindsItsRequestByResponseMtiStanAndTerminal) {
  InFlightTable table;
  ASSERT_TRUE(add(table, request(1, "000001")));
  Message reply = echoed("000001");
  reply.mti = "0210";
  ASSERT_NE(table.find(ReplyKey::of_response(reply)), nullptr);
  EXPECT_EQ(table.find(ReplyKey::of_response(reply))->ticket, 1U);
  reply.mti = "0110";
  EXPECT_EQ(table.find(ReplyKey::of_response(reply)), nullptr);
  reply = echoed("000001", "TERM0002");
  reply.mti = "0210";
  EXPECT_EQ(table.find(ReplyKey::of_response(reply)), nullptr);
}

TEST(InFlightTest, ASecondRequestUnderTheSameKeyIsNotTaken) {
  InFlightTable table;
  ASSERT_TRUE(add(table, request(1, "000001")));
  InFlight second = request(2, "000001");
  second.done = [](const AcquirerOutcome&) {};
  EXPECT_FALSE(table.add(second));
  EXPECT_TRUE(second.done);  // still the caller's
  EXPECT_TRUE(table.take(1).has_value());
  EXPECT_TRUE(table.add(second));
}

TEST(InFlightTest, ARequestIsTakenOnce) {
  InFlightTable table;
  ASSERT_TRUE(add(table, request(1, "000001")));
  EXPECT_TRUE(table.take(1).has_value());
  EXPECT_FALSE(table.take(1).has_value());
  EXPECT_TRUE(table.empty());
  EXPECT_EQ(table.next_deadline(), std::nullopt);
  EXPECT_TRUE(table.take_due(kNow + std::chrono::hours(1)).empty());
}

TEST(InFlightTest, WhatIsDueComesOutInOrderOfDeadlines) {
  InFlightTable table;
  add(table, request(1, "000001", 300));
  add(table, request(2, "000002", 100));
  add(table, request(3, "000003", 200));
  EXPECT_EQ(table.next_deadline(), kNow + milliseconds(100));
  EXPECT_TRUE(table.take_due(kNow + milliseconds(99)).empty());
  const auto due = table.take_due(kNow + milliseconds(200));
  ASSERT_EQ(due.size(), 2U);
  EXPECT_EQ(due[0].ticket, 2U);
  EXPECT_EQ(due[1].ticket, 3U);
  EXPECT_EQ(table.size(), 1U);
}

TEST(InFlightTest, OnlyWhatWasWrittenToAConnectionIsLostWithIt) {
  InFlightTable table;
  const int one = 0;
  const int other = 0;
  for (std::uint64_t ticket = 1; ticket <= 4; ++ticket) {
    InFlight in_flight = request(ticket, "00000" + std::to_string(ticket));
    in_flight.connection = ticket == 3 ? &other : &one;
    in_flight.sent = ticket != 4;
    ASSERT_TRUE(table.add(in_flight));
  }
  EXPECT_EQ(table.take_sent_on(&one).size(), 2U);
  EXPECT_NE(table.find(3), nullptr);
  EXPECT_NE(table.find(4), nullptr);
}

ReplyKey key(const std::string& stan) { return ReplyKey::of_request(echoed(stan)); }

TEST(InFlightTest, ThePastIsForgottenByAge) {
  PastTable table(milliseconds(100), 10);
  table.remember(key("000001"), Past{}, kNow);
  table.remember(key("000002"), Past{}, kNow + milliseconds(50));
  table.forget_old(kNow + milliseconds(99));
  EXPECT_NE(table.find(key("000001")), nullptr);
  table.forget_old(kNow + milliseconds(100));
  EXPECT_EQ(table.find(key("000001")), nullptr);
  EXPECT_NE(table.find(key("000002")), nullptr);
}

TEST(InFlightTest, ThePastIsForgottenByNumberTheOldestFirst) {
  PastTable table(std::chrono::hours(1), 3);
  for (int i = 1; i <= 5; ++i) {
    const std::string stan = "00000" + std::to_string(i);
    table.remember(key(stan), Past{}, kNow);
  }
  EXPECT_EQ(table.size(), 3U);
  EXPECT_EQ(table.find(key("000002")), nullptr);
  EXPECT_NE(table.find(key("000003")), nullptr);
}

TEST(InFlightTest, WhatIsRememberedAnewLivesOnFromThen) {
  PastTable table(milliseconds(100), 10);
  table.remember(key("000001"), Past{}, kNow);
  table.remember(key("000001"), Past{}, kNow + milliseconds(80));
  table.forget_old(kNow + milliseconds(120));
  EXPECT_NE(table.find(key("000001")), nullptr);
  table.forget_old(kNow + milliseconds(180));
  EXPECT_EQ(table.find(key("000001")), nullptr);
}

// Against a map and a list: many keys, few places, some remembered anew, some found again and
// again.
TEST(InFlightTest, ThePastIsWhatASimpleTableWouldRemember) {
  constexpr std::size_t kPlaces = 50;
  PastTable table(milliseconds(200), kPlaces);
  struct Plain {
    std::string stan;
    SteadyTime since;
    char mark;
  };
  std::deque<Plain> plain;
  std::mt19937 random(7);
  SteadyTime now = kNow;
  for (int step = 0; step < 20'000; ++step) {
    now += milliseconds(random() % 8);
    const std::string stan = std::to_string(100'000 + random() % 120);
    const char mark = static_cast<char>('a' + random() % 26);
    const auto known_of = [&plain](const std::string& of) {
      return std::find_if(plain.rbegin(), plain.rend(),
                          [&of](const Plain& one) { return one.stan == of; });
    };
    while (!plain.empty() && now - plain.front().since >= milliseconds(200)) plain.pop_front();
    if (random() % 2 == 0) {
      if (plain.size() == kPlaces) plain.pop_front();
      plain.push_back({stan, now, mark});
      table.remember(key(stan), Past{.given_up = {}, .response_code = {mark, '0'}}, now);
    }
    table.forget_old(now);
    const auto expected = known_of(stan);
    const Past* past = table.find(key(stan));
    ASSERT_EQ(past == nullptr, expected == plain.rend()) << "step " << step;
    if (past != nullptr) {
      ASSERT_EQ(past->response_code.front(), expected->mark) << "step " << step;
    }
    std::set<std::string> keys;
    for (const Plain& one : plain) keys.insert(one.stan);
    ASSERT_EQ(table.size(), keys.size()) << "step " << step;
  }
}

}  // namespace
}  // namespace pay200::iso8583
