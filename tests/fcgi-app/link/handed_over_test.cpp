#include "fcgi-app/link/handed_over.hpp"

#include <gtest/gtest.h>

namespace pay200::link {
namespace {

using std::chrono::milliseconds;

const HandedOver::SteadyTime kNow{std::chrono::hours(1)};
const Time kTime{std::chrono::hours(24 * 365 * 56)};

AttemptRef attempt() { return {MerchantId{1}, AttemptId::make(kTime)}; }
MessageIdentity identity(int stan) { return {"TERM0001", stan, "632607000001", kTime}; }

TEST(HandedOverTest, AnAttemptIsClaimedOnce) {
  HandedOver handed_over(milliseconds(100), milliseconds(1000));
  const auto one = attempt();
  EXPECT_FALSE(handed_over.contains(one));
  EXPECT_TRUE(handed_over.claim(one, "sandbox", identity(1), kNow));
  EXPECT_FALSE(handed_over.claim(one, "sandbox", identity(2), kNow));
  EXPECT_TRUE(handed_over.contains(one));
  EXPECT_TRUE(handed_over.claim(attempt(), "sandbox", identity(2), kNow));
}

TEST(HandedOverTest, AnAttemptIsFoundByItsIdentityAtItsAcquirer) {
  HandedOver handed_over(milliseconds(100), milliseconds(1000));
  const auto one = attempt();
  handed_over.claim(one, "sandbox", identity(1), kNow);
  EXPECT_EQ(handed_over.find("sandbox", identity(1)), one);
  EXPECT_EQ(handed_over.find("other", identity(1)), std::nullopt);
  EXPECT_EQ(handed_over.find("sandbox", identity(2)), std::nullopt);
}

TEST(HandedOverTest, WhatIsSettledIsStillRefusedButNotFound) {
  HandedOver handed_over(milliseconds(100), milliseconds(1000));
  const auto one = attempt();
  handed_over.claim(one, "sandbox", identity(1), kNow);
  handed_over.settle("sandbox", identity(1));
  EXPECT_EQ(handed_over.find("sandbox", identity(1)), std::nullopt);
  EXPECT_TRUE(handed_over.contains(one));
}

TEST(HandedOverTest, RefusingEndsBeforeFinding) {
  HandedOver handed_over(milliseconds(100), milliseconds(1000));
  const auto one = attempt();
  handed_over.claim(one, "sandbox", identity(1), kNow);
  handed_over.claim(attempt(), "sandbox", identity(2), kNow + milliseconds(100));
  EXPECT_FALSE(handed_over.contains(one));
  EXPECT_EQ(handed_over.find("sandbox", identity(1)), one);
  handed_over.claim(attempt(), "sandbox", identity(3), kNow + milliseconds(1000));
  EXPECT_EQ(handed_over.find("sandbox", identity(1)), std::nullopt);
}

}  // namespace
}  // namespace pay200::link
