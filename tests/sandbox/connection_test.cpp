#include "sandbox/connection.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace pay200::sandbox {
namespace {

using std::chrono::milliseconds;

class ConnectionTest : public testing::Test {
 protected:
  void SetUp() override {
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
    peer_ = ends[1];
    connection_ = std::make_unique<Connection>(
        loop_, ends[0], 1,
        Connection::Callbacks{
            [this](Connection&, std::string_view body) { bodies_.emplace_back(body); },
            [this](Connection&, std::string_view reason) { closed_.emplace_back(reason); },
            [this](Connection&, EventLoop::Clock::time_point when) { wanted_.push_back(when); }});
  }
  void TearDown() override {
    connection_.reset();
    if (peer_ >= 0) ::close(peer_);
  }
  /// Lets the loop take what is there.
  void run_for(milliseconds time) {
    EventLoop& loop = loop_;
    loop.at(EventLoop::Clock::now() + time, [] { throw Enough{}; });
    EXPECT_THROW(loop.run(), Enough);
  }
  std::string read_peer() const {
    std::string all;
    std::array<char, 65'536> buffer{};
    for (ssize_t count = 1; count > 0;) {
      count = ::recv(peer_, buffer.data(), buffer.size(), 0);
      if (count > 0) all.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return all;
  }
  void write_peer(std::string_view bytes) const {
    ASSERT_EQ(::send(peer_, bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
  }

  struct Enough {};
  EventLoop loop_;
  int peer_ = -1;
  std::unique_ptr<Connection> connection_;
  std::vector<std::string> bodies_;
  std::vector<std::string> closed_;
  std::vector<EventLoop::Clock::time_point> wanted_;
};

TEST_F(ConnectionTest, GivesWholeBodiesWhateverThePieces) {
  write_peer(iso8583::frame("first") + iso8583::frame("second") + std::string("\0\5th", 4));
  run_for(milliseconds(10));
  EXPECT_EQ(bodies_, (std::vector<std::string>{"first", "second"}));
  write_peer("ird");
  run_for(milliseconds(10));
  EXPECT_EQ(bodies_.size(), 3U);
  EXPECT_TRUE(connection_->open());
}

TEST_F(ConnectionTest, SaysHowThePeerLeft) {
  write_peer("\1");
  ::close(std::exchange(peer_, -1));
  run_for(milliseconds(10));
  EXPECT_EQ(closed_, std::vector<std::string>{"closed in the middle of a frame"});
  EXPECT_FALSE(connection_->open());
  connection_->send("nobody reads this");  // ignored
  connection_->flush();
  connection_->close("again");
  EXPECT_EQ(closed_.size(), 1U);
}

TEST_F(ConnectionTest, BytesLeaveInOrderAndNotBeforeTheirTime) {
  const auto later = EventLoop::Clock::now() + milliseconds(50);
  connection_->send("now ");
  connection_->send("later ", later);
  connection_->send("last");
  ASSERT_EQ(wanted_.size(), 1U);
  connection_->flush();
  EXPECT_EQ(read_peer(), "now ");
  EXPECT_EQ(wanted_.back(), later);
  run_for(milliseconds(60));
  connection_->flush();
  EXPECT_EQ(read_peer(), "later last");
}

TEST_F(ConnectionTest, ClosesAfterWhatWasQueuedAndTakesNoMore) {
  connection_->send("goodbye");
  connection_->close_after_flush();
  connection_->send("too late");
  EXPECT_TRUE(connection_->open());
  connection_->flush();
  EXPECT_FALSE(connection_->open());
  EXPECT_EQ(read_peer(), "goodbye");
}

TEST_F(ConnectionTest, APeerThatReadsLaterGetsEverythingAndOneThatNeverReadsIsClosed) {
  const std::string much(900'000, 'x');
  connection_->send(much);
  connection_->flush();
  std::string got = read_peer();
  EXPECT_LT(got.size(), much.size());
  while (got.size() < much.size()) {
    run_for(milliseconds(5));
    got += read_peer();
  }
  EXPECT_EQ(got.size(), much.size());
  connection_->send(much);
  connection_->flush();
  connection_->send(much);
  EXPECT_EQ(closed_, std::vector<std::string>{"does not read its replies"});
}

}  // namespace
}  // namespace pay200::sandbox
