#include "core/platform/before_waiting.hpp"

#include <gtest/gtest.h>
#include <thread>

namespace pay200 {
namespace {

TEST(BeforeWaitingTest, ActsBeforeItsThreadWaitsAsLongAsItLives) {
  int acted = 0;
  about_to_wait();
  {
    const BeforeWaiting before([&acted] { ++acted; });
    about_to_wait();
    about_to_wait();
    EXPECT_EQ(acted, 2);
  }
  about_to_wait();
  EXPECT_EQ(acted, 2);
}

TEST(BeforeWaitingTest, ActsForNoOtherThread) {
  int acted = 0;
  const BeforeWaiting before([&acted] { ++acted; });
  std::thread([] { about_to_wait(); }).join();
  EXPECT_EQ(acted, 0);
}

}  // namespace
}  // namespace pay200
