#include "core/acquirer/circuit_breaker.hpp"

#include <gtest/gtest.h>

namespace pay200 {
namespace {

using std::chrono::milliseconds;

const CircuitBreaker::SteadyTime kNow{std::chrono::hours(1)};
const CircuitBreaker::Limits kLimits{
    .failures = 3, .error_percent = 50, .rest = milliseconds(1000)};

CircuitBreaker opened() {
  CircuitBreaker breaker(kLimits);
  for (int i = 0; i < 3; ++i) breaker.failed(kNow);
  return breaker;
}

TEST(CircuitBreakerTest, SoManyFailuresInARowOpenItOnce) {
  CircuitBreaker breaker(kLimits);
  EXPECT_FALSE(breaker.failed(kNow));
  EXPECT_FALSE(breaker.failed(kNow));
  EXPECT_TRUE(breaker.take(kNow));
  EXPECT_TRUE(breaker.failed(kNow));
  EXPECT_FALSE(breaker.failed(kNow));
  EXPECT_EQ(breaker.state(kNow), BreakerState::kOpen);
  EXPECT_FALSE(breaker.take(kNow));
}

TEST(CircuitBreakerTest, AnAnswerInBetweenBeginsTheRowAnew) {
  CircuitBreaker breaker(kLimits);
  for (int i = 0; i < 4; ++i) {
    breaker.failed(kNow);
    breaker.failed(kNow);
    breaker.answered();
  }
  EXPECT_EQ(breaker.state(kNow), BreakerState::kClosed);
}

TEST(CircuitBreakerTest, TooLargeAPartOfTheLastOnesOpensItWithoutARow) {
  CircuitBreaker breaker(kLimits);
  for (std::size_t i = 0; i < CircuitBreaker::kWindow - 1; ++i) {
    if (i % 2 == 0) {
      breaker.failed(kNow);
    } else {
      breaker.answered();
    }
  }
  EXPECT_EQ(breaker.state(kNow), BreakerState::kClosed);  // not enough to tell
  breaker.failed(kNow);
  EXPECT_EQ(breaker.state(kNow), BreakerState::kOpen);
}

TEST(CircuitBreakerTest, FailuresOfLongAgoAreForgotten) {
  CircuitBreaker breaker(kLimits);
  for (int round = 0; round < 4; ++round) {
    breaker.failed(kNow);
    breaker.failed(kNow);
    for (std::size_t i = 0; i < CircuitBreaker::kWindow; ++i) breaker.answered();
  }
  EXPECT_EQ(breaker.state(kNow), BreakerState::kClosed);
}

TEST(CircuitBreakerTest, AfterItsRestOnePaymentMayTry) {
  CircuitBreaker breaker = opened();
  const auto rested = kNow + milliseconds(1000);
  EXPECT_EQ(breaker.state(rested - milliseconds(1)), BreakerState::kOpen);
  EXPECT_EQ(breaker.state(rested), BreakerState::kHalfOpen);
  EXPECT_TRUE(breaker.take(rested));
  EXPECT_FALSE(breaker.take(rested));
  EXPECT_TRUE(breaker.take(rested + milliseconds(1000)));  // the first was never heard of again
}

TEST(CircuitBreakerTest, TheProbesAnswerClosesItAndItsFailureIsAnotherRest) {
  CircuitBreaker breaker = opened();
  const auto rested = kNow + milliseconds(1000);
  ASSERT_TRUE(breaker.take(rested));
  EXPECT_FALSE(breaker.failed(rested + milliseconds(500)));
  EXPECT_EQ(breaker.state(rested + milliseconds(1400)), BreakerState::kOpen);
  ASSERT_TRUE(breaker.take(rested + milliseconds(1500)));
  breaker.answered();
  EXPECT_EQ(breaker.state(rested + milliseconds(1500)), BreakerState::kClosed);
  EXPECT_FALSE(breaker.failed(rested));  // the row begins anew
  EXPECT_FALSE(breaker.failed(rested));
}

TEST(CircuitBreakerTest, ASignOnClosesIt) {
  CircuitBreaker breaker = opened();
  breaker.reset();
  EXPECT_EQ(breaker.state(kNow), BreakerState::kClosed);
  EXPECT_FALSE(breaker.failed(kNow));
}

TEST(CircuitBreakerTest, EachStateHasItsName) {
  EXPECT_EQ(to_text(BreakerState::kClosed), "closed");
  EXPECT_EQ(to_text(BreakerState::kOpen), "open");
  EXPECT_EQ(to_text(BreakerState::kHalfOpen), "half_open");
}

}  // namespace
}  // namespace pay200
