#include <gtest/gtest.h>

#include "tests/pgctl/commands/webhook_world.hpp"

namespace pay200::test {
namespace {

// That webhooks are forwarded takes a relay that makes them: tests/api/webhook_test.cpp.
class WebhookListenTest : public PgctlWebhookTest {};

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

}  // namespace
}  // namespace pay200::test
