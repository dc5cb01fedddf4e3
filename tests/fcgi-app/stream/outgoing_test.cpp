#include "fcgi-app/stream/outgoing.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>
#include <sys/socket.h>

namespace pay200::stream {
namespace {

using Sent = Outgoing::Sent;

class OutgoingTest : public ::testing::Test {
 protected:
  OutgoingTest() {
    std::array<int, 2> pair{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()), 0);
    const int size = 4'096;
    ::setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    ours_ = UniqueFd(pair[0]);
    theirs_ = UniqueFd(pair[1]);
  }

  std::string read_all() {
    std::string all;
    std::array<char, 4'096> buffer;
    ssize_t count = 0;
    while ((count = ::recv(theirs_.get(), buffer.data(), buffer.size(), 0)) > 0) {
      all.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return all;
  }

  UniqueFd ours_, theirs_;
};

TEST_F(OutgoingTest, WhatTheSocketTakesIsGone) {
  Outgoing out(std::move(ours_), 10);
  EXPECT_EQ(out.send("more than ten bytes"), Sent::kAll);
  EXPECT_FALSE(out.waiting());
  EXPECT_EQ(read_all(), "more than ten bytes");
}

TEST_F(OutgoingTest, WhatItDoesNotTakeIsKeptInOrderAndSentLater) {
  constexpr std::size_t kMost = 100'000;
  Outgoing out(std::move(ours_), kMost);
  std::string all;
  while (!out.waiting()) {
    const std::string piece(1'000, static_cast<char>('a' + all.size() / 1'000 % 26));
    all += piece;
    ASSERT_LT(all.size(), 1'000'000U);
    ASSERT_NE(out.send(piece), Sent::kTooMuch);
  }
  all += "end";
  EXPECT_EQ(out.send("end"), Sent::kWaiting);
  std::string read;
  for (Sent sent = Sent::kWaiting; sent != Sent::kAll; sent = out.flush()) {
    ASSERT_NE(sent, Sent::kBroken);
    read += read_all();
  }
  EXPECT_EQ(read + read_all(), all);
  EXPECT_FALSE(out.waiting());
}

TEST_F(OutgoingTest, AReaderWhoDoesNotReadIsALaggardBeyondTheLimit) {
  Outgoing out(std::move(ours_), 3'000);
  Sent sent = Sent::kAll;
  std::size_t total = 0;
  while (sent != Sent::kTooMuch) {
    sent = out.send(std::string(500, 'x'));
    total += 500;
    ASSERT_LT(total, 1'000'000U);
  }
  EXPECT_TRUE(out.waiting());
}

TEST_F(OutgoingTest, AReaderWhoHasLeftIsSeen) {
  Outgoing out(std::move(ours_), 10);
  theirs_.reset();
  EXPECT_EQ(out.send("x"), Sent::kBroken);
  EXPECT_EQ(out.flush(), Sent::kBroken);
}

}  // namespace
}  // namespace pay200::stream
