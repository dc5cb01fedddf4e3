#include <chrono>
#include <csignal>
#include <fstream>
#include <gtest/gtest.h>

#include "tests/pgctl/answer_schema.hpp"
#include "tests/pgctl/commands/webhook_world.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/webhook_receiver.hpp"

namespace pay200::test {
namespace {

using Manner = WebhookReceiver::Manner;
using Received = WebhookReceiver::Received;
using Reply = WebhookReceiver::Reply;

// That webhooks are forwarded takes a relay that makes them: tests/api/webhook_test.cpp.
class WebhookListenTest : public PgctlWebhookTest {
 protected:
  dev::Process listen_to(const WebhookReceiver& receiver,
                         const std::vector<std::string>& more = {}) {
    dev::ProcessOptions options;
    options.argv = {std::string(PAY200_BIN_DIR) + "/pgctl",
                    "--config",
                    pgctl_.config_file(),
                    "webhook",
                    "listen",
                    "--merchant",
                    id_,
                    "--forward-to",
                    receiver.url()};
    options.argv.insert(options.argv.end(), more.begin(), more.end());
    options.output = pgctl_.directory() / "listened";
    auto listening = dev::Process::start(options);
    EXPECT_TRUE(comes_true([this] { return listeners() == "1\n"; }));
    return listening;
  }
  std::string listeners() {
    return database_.execute(
        "SELECT count(*) FROM pay200.webhook_endpoint WHERE listens_until IS NOT NULL");
  }
  /// At once, as in one transaction.
  void something_happens(int times) {
    std::string published;
    for (int i = 0; i < times; ++i) {
      published += (i == 0 ? "SELECT" : ",") +
                   (" pay200.publish_webhook(" + std::to_string(merchant_.id.value)) + ", '" +
                   EventId::make(system_clock().now()).to_sql() +
                   "', 'PAYMENT_STATUS_CHANGED', '{}', NULL, now())";
    }
    database_.execute(published);
  }
};

TEST_F(WebhookListenTest, WhatIsTypedWrongIsNamed) {
  const auto listen = [this](const std::string& url, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"listen", "--merchant", id_, "--forward-to", url});
    return webhook(std::move(more)).status;
  };
  EXPECT_EQ(listen("localhost:3000"), 2);
  EXPECT_EQ(listen("file:///etc/passwd"), 2);
  EXPECT_EQ(listen("http://localhost:3000", {"--count", "0"}), 2);
  EXPECT_EQ(listen("http://localhost:3000", {"--live"}), 3);
  EXPECT_EQ(database_.execute("SELECT count(*) FROM pay200.webhook_endpoint"), "1\n");
}

TEST_F(WebhookListenTest, ASlowReceiverHoldsUpOneWebhookAndNoCtrlC) {
  WebhookReceiver receiver([](const Received&) { return Reply{.manner = Manner::kHang}; },
                           WebhookReceiver::Wire::kHttp);
  auto listening = listen_to(receiver);
  something_happens(3);
  ASSERT_TRUE(comes_true([&] { return receiver.count() == 1; }));
  EXPECT_EQ(database_.execute("SELECT count(*) FROM pay200.webhook_queue WHERE in_flight"), "1\n")
      << "the others do not wait under its lease";
  listening.signal(SIGINT);
  EXPECT_EQ(listening.wait(std::chrono::seconds(12)), 0) << "it would be silent for twenty";
  EXPECT_EQ(listeners(), "0\n");
}

TEST_F(WebhookListenTest, AScriptGetsALineForEach) {
  WebhookReceiver receiver([](const Received&) { return Reply{}; }, WebhookReceiver::Wire::kHttp);
  const std::vector<std::string> more = {"--count", "2", "--output", "json"};
  auto listening = listen_to(receiver, more);
  something_happens(2);
  EXPECT_EQ(listening.wait(std::chrono::seconds(30)), 0);
  std::ifstream listened(pgctl_.directory() / "listened");
  int answers = 0;
  for (std::string line; std::getline(listened, line);) {
    if (line.starts_with("pgctl: ")) continue;  // its notes are in the same file
    EXPECT_EQ(answer_complaints("webhook listen", line), std::vector<std::string>()) << line;
    ++answers;
  }
  EXPECT_EQ(answers, 2);
}

TEST_F(WebhookListenTest, AnInterimAnswerIsNone) {
  WebhookReceiver receiver([](const Received&) { return Reply{.manner = Manner::kCutEarly}; },
                           WebhookReceiver::Wire::kHttp);
  auto listening = listen_to(receiver, {"--count", "1"});
  something_happens(1);
  EXPECT_EQ(listening.wait(std::chrono::seconds(30)), 0);
  EXPECT_EQ(database_.execute("SELECT outcome FROM pay200.webhook_attempt"), "CUT\n");
}

}  // namespace
}  // namespace pay200::test
