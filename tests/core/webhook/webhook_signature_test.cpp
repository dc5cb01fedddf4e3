#include "core/webhook/webhook_signature.hpp"

#include <gtest/gtest.h>

#include "core/platform/crypto/crypto.hpp"

namespace pay200 {
namespace {

// The libraries' shared fixture: https://github.com/standard-webhooks/standard-webhooks,
// libraries/.
constexpr const char* kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr std::int64_t kTimestamp = 1'614'265'330;
const SignedWebhook kPublished = {
    "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", R"({"test": 2432232314})"};
const Time kThen = Time(std::chrono::seconds(kTimestamp));

WebhookVerdict verdict(const SignedWebhook& webhook, const std::string& secret = kSecret,
                       Time now = kThen) {
  return verify_webhook(secret, webhook, now);
}

TEST(WebhookSignatureTest, ThePublishedExampleIsSignedAndVerifiedAsPublished) {
  EXPECT_EQ(webhook_signature({kSecret}, kPublished.id, kTimestamp, kPublished.body),
            kPublished.signature);
  EXPECT_EQ(verdict(kPublished), WebhookVerdict::kGenuine);
}

TEST(WebhookSignatureTest, AChangedByteAnywhereIsRefused) {
  for (std::size_t i = 0; i < kPublished.body.size(); ++i) {
    SignedWebhook changed = kPublished;
    changed.body[i] = static_cast<char>(changed.body[i] ^ 1);
    EXPECT_EQ(verdict(changed), WebhookVerdict::kWrongSignature) << i;
  }
  SignedWebhook changed = kPublished;
  changed.id.back() = 'x';
  EXPECT_EQ(verdict(changed), WebhookVerdict::kWrongSignature);
  changed = kPublished;
  changed.timestamp = "1614265331";
  EXPECT_EQ(verdict(changed), WebhookVerdict::kWrongSignature);
  for (const char* signature : {"", "v1,", "v1", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                                "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1O0="}) {
    changed = kPublished;
    changed.signature = signature;
    EXPECT_EQ(verdict(changed), WebhookVerdict::kWrongSignature) << signature;
  }
}

TEST(WebhookSignatureTest, OneOfSeveralSignaturesIsEnough) {
  const std::string other = new_webhook_secret();
  SignedWebhook both = kPublished;
  both.signature = webhook_signature({other, kSecret}, both.id, kTimestamp, both.body);
  EXPECT_EQ(verdict(both), WebhookVerdict::kGenuine);
  EXPECT_EQ(verdict(both, other), WebhookVerdict::kGenuine);
  EXPECT_EQ(verdict(both, new_webhook_secret()), WebhookVerdict::kWrongSignature);
  both.signature = "v1a,abc " + kPublished.signature + " v2,def";
  EXPECT_EQ(verdict(both), WebhookVerdict::kGenuine);
}

TEST(WebhookSignatureTest, WhatIsTooOldOrFromTheFutureIsNoLongerBelieved) {
  using std::chrono::seconds;
  EXPECT_EQ(verdict(kPublished, kSecret, kThen + seconds(300)), WebhookVerdict::kGenuine);
  EXPECT_EQ(verdict(kPublished, kSecret, kThen + seconds(301)), WebhookVerdict::kTooOld);
  EXPECT_EQ(verdict(kPublished, kSecret, kThen - seconds(300)), WebhookVerdict::kGenuine);
  EXPECT_EQ(verdict(kPublished, kSecret, kThen - seconds(301)), WebhookVerdict::kTooNew);
  for (const char* timestamp : {"", "x", "1614265330.5", " 1614265330", "99999999999999999999"}) {
    SignedWebhook webhook = kPublished;
    webhook.timestamp = timestamp;
    EXPECT_EQ(verdict(webhook), WebhookVerdict::kNoTimestamp) << timestamp;
  }
}

TEST(WebhookSignatureTest, SecretsAreRandomAndOfTheStandardsForm) {
  const std::string secret = new_webhook_secret();
  EXPECT_TRUE(secret.starts_with("whsec_"));
  EXPECT_EQ(webhook_key_of(secret)->size(), 32U);
  EXPECT_NE(secret, new_webhook_secret());
  for (const std::string& none :
       {std::string(), std::string("whsec_"), std::string("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        std::string("whsec_MfKQ"), std::string("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS?"),
        "whsec_" + crypto::base64_encode(std::string(65, 'x'))}) {
    EXPECT_FALSE(webhook_key_of(none)) << none;
    EXPECT_EQ(verdict(kPublished, none), WebhookVerdict::kNoSecret);
  }
}

}  // namespace
}  // namespace pay200
