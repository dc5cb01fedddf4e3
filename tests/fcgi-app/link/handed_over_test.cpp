#include "fcgi-app/link/handed_over.hpp"

#include <gtest/gtest.h>

namespace pay200::link {
namespace {

using std::chrono::milliseconds;

const HandedOver::SteadyTime kNow{std::chrono::hours(1)};
const Time kTime{std::chrono::hours(24 * 365 * 56)};

HandedRef attempt() { return {MerchantId{1}, AttemptId::make(kTime).value}; }

TEST(HandedOverTest, AnAttemptIsClaimedOnce) {
  HandedOver handed_over(milliseconds(100));
  const auto one = attempt();
  EXPECT_FALSE(handed_over.contains(one));
  EXPECT_TRUE(handed_over.claim(one, kNow));
  EXPECT_FALSE(handed_over.claim(one, kNow + milliseconds(99)));
  EXPECT_TRUE(handed_over.contains(one));
  EXPECT_TRUE(handed_over.claim(attempt(), kNow));
  EXPECT_TRUE(handed_over.claim({MerchantId{2}, one.id}, kNow));
}

TEST(HandedOverTest, RefusingEndsWithItsTime) {
  HandedOver handed_over(milliseconds(100));
  const auto one = attempt();
  handed_over.claim(one, kNow);
  handed_over.claim(attempt(), kNow + milliseconds(100));
  EXPECT_FALSE(handed_over.contains(one));
}

TEST(HandedOverTest, WhatWasReleasedMayBeClaimedAgainAndIsKeptForAsLongAsAnyOther) {
  HandedOver handed_over(milliseconds(100));
  const auto one = attempt();
  handed_over.claim(one, kNow);
  handed_over.release(one);
  EXPECT_FALSE(handed_over.contains(one));
  EXPECT_TRUE(handed_over.claim(one, kNow + milliseconds(50)));
  handed_over.claim(attempt(), kNow + milliseconds(100));
  EXPECT_TRUE(handed_over.contains(one));
  handed_over.claim(attempt(), kNow + milliseconds(150));
  EXPECT_FALSE(handed_over.contains(one));
}

}  // namespace
}  // namespace pay200::link
