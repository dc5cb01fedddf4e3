#include "core/acquirer/iso8583/connection.hpp"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/acquirer/iso8583/codec.hpp"
#include "core/acquirer/iso8583/request_messages.hpp"
#include "tests/core/acquirer/iso8583/acquirer_client.hpp"
#include "tests/core/acquirer/iso8583/scripted_host.hpp"
#include "tests/support/comes_true.hpp"

namespace pay200::iso8583 {
namespace {

using pay200::test::comes_true;

using std::chrono::milliseconds;
using test::ScriptedHost;

class Recorder : public Connection::Handler {
 public:
  bool begin_write(Connection::Ticket ticket) override {
    const std::lock_guard lock(mutex_);
    return !given_up_.contains(ticket);
  }
  void not_sent(Connection::Ticket ticket, const std::string& why) override {
    const std::lock_guard lock(mutex_);
    not_sent_[ticket] = why;
  }
  void received(const Message& message) override {
    const std::lock_guard lock(mutex_);
    stans_.insert(std::string(message.get(11)));
  }
  void lost(const Connection&, const std::string& why) override {
    const std::lock_guard lock(mutex_);
    lost_.push_back(why);
  }

  void give_up(Connection::Ticket ticket) {
    const std::lock_guard lock(mutex_);
    given_up_.insert(ticket);
  }
  std::set<std::string> stans() const {
    const std::lock_guard lock(mutex_);
    return stans_;
  }
  std::vector<std::string> lost_reasons() const {
    const std::lock_guard lock(mutex_);
    return lost_;
  }

 private:
  mutable std::mutex mutex_;
  std::set<Connection::Ticket> given_up_;
  std::map<Connection::Ticket, std::string> not_sent_;
  std::set<std::string> stans_;
  std::vector<std::string> lost_;
};

ConnectionOptions options(std::uint16_t port) { return test::options_for(port).connections[0]; }

std::string purchase(int stan) {
  const Message message = pay_request(test::payment(stan), {"12345", "", "5999", "PAY200"});
  return test::framed(message);
}

std::vector<std::string> approve(const Message& request) {
  return {test::framed(test::honest_reply(request, "00"))};
}

TEST(ConnectionTest, ItSignsOnAndCarriesMessages) {
  ScriptedHost host(approve);
  Recorder recorder;
  Connection connection(options(host.port()), recorder);
  ASSERT_TRUE(comes_true([&] { return connection.ready(); }));
  EXPECT_EQ(host.network_requests("001"), 1);
  std::string frame = purchase(1);
  EXPECT_TRUE(connection.enqueue(1, frame));
  EXPECT_TRUE(comes_true([&] { return recorder.stans().contains("000001"); }));
}

TEST(ConnectionTest, ItTakesNothingBeforeItIsSignedOn) {
  ScriptedHost host([](const Message&) { return std::vector<std::string>{}; }, true);
  Recorder recorder;
  Connection connection(options(host.port()), recorder);
  ASSERT_TRUE(comes_true([&] { return host.network_requests("001") == 1; }));
  std::string frame = purchase(1);
  EXPECT_FALSE(connection.enqueue(1, frame));
  EXPECT_FALSE(frame.empty());  // still ours, and to be cleansed
}

TEST(ConnectionTest, ARefusedSignOnIsTriedAgain) {
  std::atomic<int> asked{0};
  ScriptedHost host(
      [&](const Message& request) {
        return std::vector<std::string>{
            test::framed(test::honest_reply(request, ++asked < 3 ? "91" : "00"))};
      },
      true);
  Recorder recorder;
  Connection connection(options(host.port()), recorder);
  EXPECT_TRUE(comes_true([&] { return connection.ready(); }));
  EXPECT_EQ(host.accepted(), 3);
}

TEST(ConnectionTest, AnUnansweredSignOnIsTriedAgain) {
  std::atomic<int> asked{0};
  ScriptedHost host(
      [&](const Message& request) {
        if (++asked == 1) return std::vector<std::string>{};
        return approve(request);
      },
      true);
  Recorder recorder;
  auto quick = options(host.port());
  quick.network_reply_timeout = milliseconds(100);
  Connection connection(quick, recorder);
  EXPECT_TRUE(comes_true([&] { return connection.ready(); }));
  EXPECT_EQ(recorder.lost_reasons().at(0), "no answer to 0800/001");
}

TEST(ConnectionTest, ItEchoesAtItsInterval) {
  ScriptedHost host(approve);
  Recorder recorder;
  auto often = options(host.port());
  often.echo_interval = milliseconds(30);
  Connection connection(often, recorder);
  EXPECT_TRUE(comes_true([&] { return host.network_requests("301") >= 3; }));
  EXPECT_TRUE(connection.ready());
  EXPECT_EQ(host.accepted(), 1);
}

TEST(ConnectionTest, AnUnansweredEchoEndsTheConnection) {
  ScriptedHost host(
      [](const Message& request) {
        return request.get(70) == "301" ? std::vector<std::string>{} : approve(request);
      },
      true);
  Recorder recorder;
  auto often = options(host.port());
  often.echo_interval = milliseconds(30);
  often.network_reply_timeout = milliseconds(100);
  Connection connection(often, recorder);
  ASSERT_TRUE(comes_true([&] { return host.accepted() >= 2; }));
  EXPECT_EQ(recorder.lost_reasons().at(0), "no answer to 0800/301");
}

TEST(ConnectionTest, ItAnswersTheHostsEcho) {
  std::atomic<bool> answered{false};
  ScriptedHost host([&](const Message& message) {
    if (message.mti == "0810" && message.get(39) == "00" && message.get(11) == "000042") {
      answered = true;
    }
    return std::vector<std::string>{};
  });
  Recorder recorder;
  Connection connection(options(host.port()), recorder);
  ASSERT_TRUE(comes_true([&] { return connection.ready(); }));
  host.say(test::framed(network_request("301", 42, system_clock().now(), "TERM0001", "12345")));
  EXPECT_TRUE(comes_true([&] { return answered.load(); }));
}

TEST(ConnectionTest, WhatWasGivenUpIsLeftOut) {
  ScriptedHost host(approve);
  Recorder recorder;
  recorder.give_up(1);
  Connection connection(options(host.port()), recorder);
  ASSERT_TRUE(comes_true([&] { return connection.ready(); }));
  std::string given_up = purchase(1);
  std::string wanted = purchase(2);
  ASSERT_TRUE(connection.enqueue(1, given_up));
  ASSERT_TRUE(connection.enqueue(2, wanted));
  ASSERT_TRUE(comes_true([&] { return recorder.stans().contains("000002"); }));
  EXPECT_FALSE(recorder.stans().contains("000001"));
}

TEST(ConnectionTest, ClosingSignsOffAndIsQuickEvenWhenNobodyIsThere) {
  ScriptedHost host(approve);
  Recorder recorder;
  {
    Connection connection(options(host.port()), recorder);
    ASSERT_TRUE(comes_true([&] { return connection.ready(); }));
  }
  EXPECT_TRUE(comes_true([&] { return host.network_requests("002") == 1; }));
  auto nowhere = options(9);  // discard: nobody listens
  nowhere.backoff_least = nowhere.backoff_most = std::chrono::seconds(30);
  const auto begin = std::chrono::steady_clock::now();
  {
    Connection connection(nowhere, recorder);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

TEST(ConnectionTest, AnImpossibleFrameEndsTheConnection) {
  ScriptedHost host(approve);
  Recorder recorder;
  Connection connection(options(host.port()), recorder);
  ASSERT_TRUE(comes_true([&] { return connection.ready(); }));
  host.say(std::string("\xff\xff", 2));
  EXPECT_TRUE(comes_true([&] { return host.accepted() == 2 && connection.ready(); }));
  EXPECT_EQ(recorder.lost_reasons().at(0), "a frame of impossible length");
}

}  // namespace
}  // namespace pay200::iso8583
