#include "core/staff/totp.hpp"

#include <gtest/gtest.h>

#include "core/platform/id.hpp"
#include "dev/authenticator.hpp"

namespace pay200 {
namespace {

using std::chrono::seconds;

Time at(std::int64_t seconds_since_epoch) { return Time{seconds(seconds_since_epoch)}; }

TEST(TotpTest, CodesAreThoseOfTheStandard) {
  // RFC 6238, appendix B, SHA-1; six digits are the last of its eight.
  const std::string secret = "12345678901234567890";
  const std::pair<std::int64_t, const char*> known[] = {{59, "287082"},
                                                        {1'111'111'109, "081804"},
                                                        {1'111'111'111, "050471"},
                                                        {1'234'567'890, "005924"},
                                                        {2'000'000'000, "279037"},
                                                        {20'000'000'000, "353130"}};
  for (const auto& [time, code] : known) {
    EXPECT_EQ(totp_code(secret, totp_step_of(at(time))), code) << time;
  }
}

TEST(TotpTest, AClockMayBeOneStepAheadOrBehind) {
  const std::string secret = new_totp_secret();
  const Time now = at(1'800'000'000);
  const std::int64_t step = totp_step_of(now);
  for (const std::int64_t known : {step - 1, step, step + 1}) {
    EXPECT_EQ(matching_totp_step(secret, totp_code(secret, known), now), known);
  }
  EXPECT_EQ(matching_totp_step(secret, totp_code(secret, step - 2), now), std::nullopt);
  EXPECT_EQ(matching_totp_step(secret, totp_code(secret, step + 2), now), std::nullopt);
  EXPECT_EQ(matching_totp_step(secret, "", now), std::nullopt);
  EXPECT_TRUE(is_totp_code("012345"));
  for (const char* other : {"", "12345", "1234567", "12345a"}) EXPECT_FALSE(is_totp_code(other));
}

TEST(TotpTest, WhatIsTypedIntoAnAppGivesTheSameCodes) {
  const std::string secret = new_totp_secret();
  const Time now = at(1'800'000'000);
  EXPECT_EQ(dev::authenticator_code(totp_secret_text(secret), now),
            totp_code(secret, totp_step_of(now)));
  EXPECT_EQ(totp_secret_text("12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

TEST(TotpTest, TheAddressIsOneThatAppsRead) {
  EXPECT_EQ(otpauth_url("12345678901234567890", "mina+1@shop.example"),
            "otpauth://totp/pay200:mina%2B1%40shop.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
            "&issuer=pay200&algorithm=SHA1&digits=6&period=30");
}

}  // namespace
}  // namespace pay200
