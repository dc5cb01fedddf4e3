#include "fcgi-app/link/job_queue.hpp"

#include <atomic>
#include <future>
#include <gtest/gtest.h>
#include <thread>

namespace pay200::link {
namespace {

TEST(JobQueueTest, JobsRunOnAsManyThreadsAsItHas) {
  std::promise<void> first_may_end;
  std::promise<void> second_ran;
  JobQueue jobs(2, 10);
  EXPECT_TRUE(jobs.add([&] { first_may_end.get_future().wait(); }));
  EXPECT_TRUE(jobs.add([&] { second_ran.set_value(); }));
  second_ran.get_future().wait();
  first_may_end.set_value();
}

TEST(JobQueueTest, MoreThanItsLimitAreNotTaken) {
  std::promise<void> may_end;
  std::promise<void> started;
  std::atomic<int> ran{0};
  {
    JobQueue jobs(1, 2);
    EXPECT_TRUE(jobs.add([&] {
      started.set_value();
      may_end.get_future().wait();
      ++ran;
    }));
    started.get_future().wait();
    EXPECT_TRUE(jobs.add([&] { ++ran; }));
    EXPECT_TRUE(jobs.add([&] { ++ran; }));
    EXPECT_FALSE(jobs.add([&] { ++ran; }));
    may_end.set_value();
  }
  EXPECT_EQ(ran, 3);  // what was taken is run, to the end
}

}  // namespace
}  // namespace pay200::link
