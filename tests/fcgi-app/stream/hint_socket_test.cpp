#include "fcgi-app/stream/hint_socket.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <memory>
#include <sys/eventfd.h>
#include <thread>

#include "tests/support/comes_true.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::stream {
namespace {

PaymentKey some_key() {
  return {MerchantId{5}, PaymentId::make(Time{std::chrono::hours(500'000)})};
}

class HintSocketTest : public ::testing::Test {
 protected:
  HintSocketTest() { open_change_hints(path_); }

  /// Of all that come until there are so many.
  std::size_t received(HintSocket& socket, std::size_t wanted) {
    std::size_t count = 0;
    test::comes_true([&] {
      count += socket.take().size();
      return count >= wanted;
    });
    return count;
  }

  test::TemporaryDirectory directory_;
  const std::string path_ = (directory_.path() / "hints").string();
  UniqueFd ready_{::eventfd(0, EFD_NONBLOCK)};
};

TEST_F(HintSocketTest, WhatSeveralThreadsSayArrives) {
  HintSocket socket(path_, ready_.get());
  constexpr std::size_t kThreads = 4, kEach = 50;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([] {
      for (std::size_t j = 0; j < kEach; ++j) {
        hint_change(some_key());
        std::this_thread::sleep_for(std::chrono::microseconds(200));
      }
    });
  }
  // Some may be lost on a busy machine; that is what they are allowed.
  EXPECT_GE(received(socket, kThreads * kEach / 2), kThreads * kEach / 2);
  for (std::thread& thread : threads) thread.join();
  std::uint64_t count = 0;
  EXPECT_EQ(::read(ready_.get(), &count, sizeof(count)), static_cast<ssize_t>(sizeof(count)));
}

TEST_F(HintSocketTest, TheNextProcessTakesThePlaceOfTheLast) {
  auto first = std::make_unique<HintSocket>(path_, ready_.get());
  HintSocket second(path_, ready_.get());
  hint_change(some_key());
  EXPECT_EQ(received(second, 1), 1U);
  first.reset();
  hint_change(some_key());
  EXPECT_EQ(received(second, 1), 1U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_.path()), {}), 1);
}

TEST_F(HintSocketTest, WhereItCannotBeItSaysSo) {
  EXPECT_THROW(HintSocket((directory_.path() / "no/such").string(), ready_.get()),
               std::system_error);
}

}  // namespace
}  // namespace pay200::stream
