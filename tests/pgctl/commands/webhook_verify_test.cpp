#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/webhook/webhook_signature.hpp"
#include "tests/pgctl/pgctl.hpp"

namespace pay200::test {
namespace {

using nlohmann::json;

class WebhookVerifyTest : public testing::Test {
 protected:
  /// The standard's published example, as it is or spoilt.
  dev::Finished verify(const std::string& body, const std::string& secret,
                       std::vector<std::string> more = {"--any-time"}) {
    const std::string file = pgctl_.directory() / "body.json";
    std::ofstream(file) << body;
    std::vector<std::string> arguments = {
        "webhook",     "verify",
        "--id",        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "--timestamp", "1614265330",
        "--signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "--body",      file,
        "--output",    "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return pgctl_.run(arguments, secret + "\n");
  }
  static std::string verdict(const dev::Finished& finished) {
    return json::parse(finished.out)["verdict"];
  }

  TestDatabase database_;
  Pgctl pgctl_{database_};
  const std::string body_ = R"({"test": 2432232314})";
  const std::string secret_ = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
};

TEST_F(WebhookVerifyTest, AGenuineOneIsTrustedAndAChangedByteIsNot) {
  const auto genuine = verify(body_, secret_);
  EXPECT_EQ(genuine.status, 0) << genuine.err;
  EXPECT_EQ(json::parse(genuine.out)["genuine"], true);
  const auto changed = verify(R"({"test": 2432232315})", secret_);
  EXPECT_EQ(changed.status, 3);
  EXPECT_EQ(verdict(changed), "wrong_signature");
  EXPECT_EQ(verdict(verify(body_, new_webhook_secret())), "wrong_signature");
}

TEST_F(WebhookVerifyTest, OneFromLongAgoIsSaidToBe) {
  const auto old = verify(body_, secret_, {});
  EXPECT_EQ(old.status, 3);
  EXPECT_EQ(verdict(old), "too_old");
}

TEST_F(WebhookVerifyTest, WhatIsNoSecretIsSaidToBeAndNotRepeated) {
  const auto none = verify(body_, "sk_something_else");
  EXPECT_EQ(none.status, 3);
  EXPECT_EQ(verdict(none), "no_secret");
  EXPECT_EQ((none.out + none.err).find("something_else"), std::string::npos);
  EXPECT_EQ(verify(body_, secret_, {"--body", "/nonexistent"}).status, 2);
}

}  // namespace
}  // namespace pay200::test
