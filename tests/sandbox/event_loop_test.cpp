#include "sandbox/event_loop.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <gtest/gtest.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace pay200::sandbox {
namespace {

using std::chrono::milliseconds;

TEST(EventLoopTest, TimersFireInOrderAndNotBeforeTheirTime) {
  EventLoop loop;
  const auto begin = EventLoop::Clock::now();
  std::vector<int> fired;
  loop.at(begin + milliseconds(60), [&] {
    fired.push_back(3);
    EXPECT_GE(EventLoop::Clock::now() - begin, milliseconds(60));
    loop.stop();
  });
  loop.at(begin + milliseconds(30), [&] { fired.push_back(1); });
  loop.at(begin + milliseconds(30), [&] { fired.push_back(2); });
  loop.at(begin, [&] {
    fired.push_back(0);
    loop.at(begin + milliseconds(3'600'000), [&] { fired.push_back(9); });
  });
  loop.run();
  EXPECT_EQ(fired, (std::vector<int>{0, 1, 2, 3}));
}

TEST(EventLoopTest, NoCallbackComesAfterUnwatchEvenInTheSamePass) {
  EventLoop loop;
  std::array<int, 2> one{};
  std::array<int, 2> other{};
  ASSERT_EQ(::pipe(one.data()), 0);
  ASSERT_EQ(::pipe(other.data()), 0);
  std::array<EventLoop::Token, 2> tokens{};
  int calls = 0;
  const auto drop_both = [&](std::uint32_t) {
    ++calls;
    for (const auto token : tokens) loop.unwatch(token);
    loop.stop();
  };
  tokens[0] = loop.watch(one[0], EPOLLIN, drop_both);
  tokens[1] = loop.watch(other[0], EPOLLIN, drop_both);
  ASSERT_EQ(::write(one[1], "x", 1), 1);
  ASSERT_EQ(::write(other[1], "x", 1), 1);
  loop.run();
  EXPECT_EQ(calls, 1);
  for (const int fd : {one[0], one[1], other[0], other[1]}) ::close(fd);
}

TEST(EventLoopTest, EachPassEndsWithItsHookBeforeTheNextWait) {
  EventLoop loop;
  std::vector<char> seen;
  loop.after_each_pass([&] { seen.push_back('h'); });
  loop.at({}, [&] { seen.push_back('t'); });
  loop.at(EventLoop::Clock::now() + milliseconds(20), [&] {
    seen.push_back('t');
    loop.stop();
  });
  loop.run();
  ASSERT_GE(seen.size(), 4U);
  EXPECT_EQ(seen[0], 't');
  EXPECT_EQ(seen[1], 'h');
  EXPECT_EQ(seen.back(), 'h');
}

TEST(EventLoopTest, AnotherThreadStopsItWhileItWaits) {
  EventLoop loop;
  std::thread thread([&loop] { loop.run(); });
  loop.stop();
  thread.join();
}

TEST(EventLoopTest, AnExceptionLeavesRun) {
  EventLoop loop;
  loop.at({}, [] { throw std::runtime_error("broken"); });
  EXPECT_THROW(loop.run(), std::runtime_error);
}

}  // namespace
}  // namespace pay200::sandbox
