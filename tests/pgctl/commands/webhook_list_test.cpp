#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/commands/webhook_world.hpp"

namespace pay200::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

class WebhookListTest : public PgctlWebhookTest {};

TEST_F(WebhookListTest, WebhooksAreListedNewestFirstAndByThePage) {
  const WebhookKey first = send();
  const WebhookKey second = send();
  const auto page = webhook({"list", "--merchant", id_, "--limit", "1", "--output", "json"});
  EXPECT_EQ(page.status, 0) << page.err;
  const json listed = json::parse(page.out);
  ASSERT_EQ(listed["items"].size(), 1U);
  EXPECT_EQ(listed["items"][0]["status"], "PENDING");
  EXPECT_EQ(listed["items"][0]["eventType"], "TEST");
  const std::string newest = listed["items"][0]["webhook"];
  EXPECT_TRUE(newest == to_text(first) || newest == to_text(second));
  EXPECT_EQ(listed["next"], newest);
  const auto rest = webhook({"list", "--merchant", id_, "--after", newest, "--output", "json"});
  EXPECT_EQ(json::parse(rest.out)["items"].size(), 1U);
  EXPECT_EQ(webhook({"list", "--merchant", id_, "--status", "FAILED"}).out, "No webhooks match.\n");
}

TEST_F(WebhookListTest, ATerminalOf80ColumnsShowsThemAndTheEndpointsWithoutASecret) {
  send();
  for (const bool endpoints : {false, true}) {
    std::vector<std::string> arguments = {"webhook", "list", "--merchant", id_};
    if (endpoints) arguments.emplace_back("--endpoints");
    const auto shown = pgctl_.at_terminal(arguments);
    EXPECT_EQ(shown.status, 0) << shown.out;
    EXPECT_THAT(lines_over_80_columns(shown.out), IsEmpty());
    EXPECT_THAT(shown.out, HasSubstr(endpoints ? "https://" : "PENDING"));
    EXPECT_EQ(shown.out.find("whsec_"), std::string::npos);
  }
}

TEST_F(WebhookListTest, WhatIsTypedWrongIsNamed) {
  EXPECT_EQ(webhook({"list", "--merchant", id_, "--limit", "101"}).status, 2);
  EXPECT_EQ(webhook({"list", "--merchant", id_, "--endpoint", "x"}).status, 2);
  EXPECT_EQ(webhook({"list", "--merchant", id_, "--after", "x"}).status, 2);
  EXPECT_EQ(webhook({"list", "--merchant", id_, "--live"}).status, 3);
  EXPECT_EQ(webhook({"list", "--merchant", "mer_0g7k2m1q"}).status, 4);
}

}  // namespace
}  // namespace pay200::test
