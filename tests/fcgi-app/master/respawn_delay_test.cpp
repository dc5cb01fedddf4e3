#include "fcgi-app/master/respawn_delay.hpp"

#include <gtest/gtest.h>

namespace pay200::master {
namespace {

using std::chrono::milliseconds;

TEST(RespawnDelayTest, WhoDiesYoungWaitsTwiceAsLongEachTimeUpToALimit) {
  RespawnDelay delay;
  for (const int expected_ms : {100, 200, 400, 800, 1'600, 3'200, 5'000, 5'000}) {
    EXPECT_EQ(delay.next(milliseconds(10)), milliseconds(expected_ms));
  }
}

TEST(RespawnDelayTest, ADecentLifeIsReplacedAtOnceAndForgivesWhatWasBefore) {
  RespawnDelay delay;
  EXPECT_EQ(delay.next(RespawnDelay::kDecentLife), milliseconds(0));
  delay.next(milliseconds(10));
  delay.next(milliseconds(10));
  EXPECT_EQ(delay.next(RespawnDelay::kDecentLife), milliseconds(0));
  EXPECT_EQ(delay.next(RespawnDelay::kDecentLife - milliseconds(1)), RespawnDelay::kFirst);
}

}  // namespace
}  // namespace pay200::master
