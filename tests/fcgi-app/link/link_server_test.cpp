#include "fcgi-app/link/link_server.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "core/acquirer/link_client.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::link {
namespace {

using test::comes_true;

using link_protocol::Reply;
using link_protocol::Request;
using std::chrono::milliseconds;

/// One client by hand.
class RawClient {
 public:
  explicit RawClient(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), std::begin(address.sun_path));
    EXPECT_EQ(::connect(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const timeval patience{10, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  /// False if the other end takes no more.
  bool send(const std::string& bytes) {
    return ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  /// nullopt at the connection's end.
  std::optional<Reply> receive() {
    for (;;) {
      if (const auto body = in_.next()) return link_protocol::decode_reply(*body);
      std::array<char, 4096> buffer{};
      const ssize_t count = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
      if (count <= 0) return std::nullopt;
      in_.append({buffer.data(), static_cast<std::size_t>(count)});
    }
  }
  void close() { fd_.reset(); }

 private:
  UniqueFd fd_;
  link_protocol::FrameBuffer in_;
};

std::string status_request(std::uint64_t id) {
  return link_protocol::encode(Request{id, link_protocol::Status{}});
}

/// A server that keeps each request's answer until the test gives it.
class LinkServerTest : public testing::Test {
 protected:
  LinkServerTest()
      : listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0)),
        stop_(::eventfd(0, EFD_NONBLOCK)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path_.begin(), path_.end(), std::begin(address.sun_path));
    EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listener_.get(), 64), 0);
    server_ = std::make_unique<LinkServer>(
        listener_.get(),
        [this](const Request& request, LinkServer::Answer answer) {
          if (hold_up_next_.exchange(false)) const std::lock_guard wait(hold_up_);
          const bool at_once = answer_at_once_;
          if (at_once) return answer({request.id, link_protocol::Statuses{}});
          const std::lock_guard lock(mutex_);
          kept_.emplace_back(request.id, std::move(answer));
        },
        LinkServer::Limits{8, 65'536});
    thread_ = std::thread([this] { server_->run(stop_.get(), [this] { stopping_ = true; }); });
  }
  void TearDown() override {
    stop();
    answer_all();
    if (thread_.joinable()) thread_.join();
  }

  void stop() { ::eventfd_write(stop_.get(), 1); }
  std::size_t kept() {
    const std::lock_guard lock(mutex_);
    return kept_.size();
  }
  void answer_all() {
    const std::lock_guard lock(mutex_);
    while (!kept_.empty()) {
      kept_.back().second({kept_.back().first, link_protocol::Statuses{}});
      kept_.pop_back();
    }
  }

  test::TemporaryDirectory directory_;
  const std::string path_ = directory_.path() / "link.sock";
  UniqueFd listener_;
  UniqueFd stop_;
  std::atomic<bool> answer_at_once_{false};
  std::atomic<bool> hold_up_next_{false};
  std::mutex hold_up_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::vector<std::pair<std::uint64_t, LinkServer::Answer>> kept_;
  std::unique_ptr<LinkServer> server_;
  std::thread thread_;
};

TEST_F(LinkServerTest, AnswersLeaveInTheOrderInWhichTheyAreGiven) {
  RawClient client(path_);
  for (std::uint64_t id = 1; id <= 3; ++id) ASSERT_TRUE(client.send(status_request(id)));
  ASSERT_TRUE(comes_true([&] { return kept() == 3; }));
  answer_all();  // the last first
  for (const std::uint64_t id : {3U, 2U, 1U}) EXPECT_EQ(client.receive()->id, id);
}

TEST_F(LinkServerTest, EachClientGetsItsOwnAnswers) {
  RawClient one(path_);
  RawClient other(path_);
  ASSERT_TRUE(one.send(status_request(7)));
  ASSERT_TRUE(other.send(status_request(8)));
  ASSERT_TRUE(comes_true([&] { return kept() == 2; }));
  answer_all();
  EXPECT_EQ(one.receive()->id, 7U);
  EXPECT_EQ(other.receive()->id, 8U);
}

TEST_F(LinkServerTest, AnAnswerWaitsForNobodyButItsClient) {
  RawClient one(path_);
  RawClient other(path_);
  ASSERT_TRUE(one.send(status_request(7)));
  ASSERT_TRUE(comes_true([&] { return kept() == 1; }));
  LinkServer::Answer answer;
  {
    const std::lock_guard lock(mutex_);
    answer = std::move(kept_.front().second);
    kept_.clear();
  }
  // While the server's thread is held up by another request.
  std::unique_lock held(hold_up_);
  hold_up_next_ = true;
  ASSERT_TRUE(other.send(status_request(8)));
  ASSERT_TRUE(comes_true([&] { return !hold_up_next_; }));
  answer({7, link_protocol::Statuses{}});
  EXPECT_EQ(one.receive()->id, 7U);
  held.unlock();
  EXPECT_TRUE(comes_true([&] { return kept() == 1; }));
}

TEST_F(LinkServerTest, AClientThatTakesNoAnswersIsDroppedAndTheOthersDoNotNotice) {
  answer_at_once_ = true;
  RawClient lazy(path_);
  std::thread flood([&] {
    std::string many;
    for (std::uint64_t id = 1; id <= 100; ++id) many += status_request(id);
    while (lazy.send(many)) {
    }
  });
  RawClient busy(path_);
  for (std::uint64_t id = 1; id <= 50; ++id) {
    ASSERT_TRUE(busy.send(status_request(id)));
    EXPECT_EQ(busy.receive()->id, id);
  }
  flood.join();  // it ends because the server has closed
  ASSERT_TRUE(busy.send(status_request(51)));
  EXPECT_EQ(busy.receive()->id, 51U);
}

TEST_F(LinkServerTest, WhoDoesNotSpeakTheProtocolIsDroppedAlone) {
  answer_at_once_ = true;
  RawClient good(path_);
  for (const std::string& garbage :
       {std::string("GET / HTTP/1.1\r\n\r\n"), std::string("\0\0\0\2{}", 6), std::string(4, '\0'),
        std::string("\0\0\xff\xff", 4)}) {
    RawClient bad(path_);
    bad.send(garbage);
    EXPECT_EQ(bad.receive(), std::nullopt);
  }
  ASSERT_TRUE(good.send(status_request(1)));
  EXPECT_EQ(good.receive()->id, 1U);
}

TEST_F(LinkServerTest, AClientThatGoesBeforeItsAnswerHurtsNobody) {
  {
    RawClient gone(path_);
    ASSERT_TRUE(gone.send(status_request(1)));
    ASSERT_TRUE(comes_true([&] { return kept() == 1; }));
  }
  answer_all();
  answer_at_once_ = true;
  RawClient client(path_);
  ASSERT_TRUE(client.send(status_request(2)));
  EXPECT_EQ(client.receive()->id, 2U);
}

TEST_F(LinkServerTest, MoreClientsThanItsLimitAreRefused) {
  answer_at_once_ = true;
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(std::make_unique<RawClient>(path_));
    ASSERT_TRUE(clients.back()->send(status_request(1)));
    EXPECT_TRUE(clients.back()->receive().has_value());
  }
  RawClient refused(path_);
  refused.send(status_request(1));
  EXPECT_EQ(refused.receive(), std::nullopt);
  clients.pop_back();
  EXPECT_TRUE(comes_true([&] {
    RawClient again(path_);
    again.send(status_request(1));
    return again.receive().has_value();
  }));
}

TEST_F(LinkServerTest, ItEndsOnceEveryRequestIsAnsweredAndEveryAnswerWritten) {
  RawClient client(path_);
  ASSERT_TRUE(client.send(status_request(1)));
  ASSERT_TRUE(comes_true([&] { return kept() == 1; }));
  stop();
  ASSERT_TRUE(comes_true([&] { return stopping_.load(); }));
  ASSERT_TRUE(client.send(status_request(2)));  // still answered, by a refusal in the real role
  ASSERT_TRUE(comes_true([&] { return kept() == 2; }));
  answer_all();
  thread_.join();
  EXPECT_EQ(client.receive()->id, 2U);
  EXPECT_EQ(client.receive()->id, 1U);
  EXPECT_EQ(client.receive(), std::nullopt);
  EXPECT_FALSE(client.send(status_request(3)));
}

TEST_F(LinkServerTest, WhoeverConnectsWhileItIsAwayWaitsForTheNextOne) {
  stop();
  thread_.join();
  server_.reset();
  RawClient client(path_);
  ASSERT_TRUE(client.send(status_request(5)));
  LinkServer next(listener_.get(), [](const Request& request, const LinkServer::Answer& answer) {
    answer({request.id, link_protocol::Statuses{}});
  });
  const UniqueFd stop_next(::eventfd(0, EFD_NONBLOCK));
  std::thread thread([&] { next.run(stop_next.get(), [] {}); });
  EXPECT_EQ(client.receive()->id, 5U);
  ::eventfd_write(stop_next.get(), 1);
  thread.join();
}

}  // namespace
}  // namespace pay200::link
