#include "core/acquirer/link_client.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <mutex>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <utility>
#include <variant>

#include "core/acquirer/link_protocol.hpp"
#include "core/platform/unique_fd.hpp"
#include "tests/support/temporary_directory.hpp"

// The client against a link that does what no link does. Against the real one:
// tests/fcgi-app/link/link_role_test.cpp.

namespace pay200 {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Listens on a unix socket, and does as told with each request; false: closes the connection.
class OddLink {
 public:
  using Script = std::function<bool(int fd, const link_protocol::Request& request)>;

  OddLink(const std::string& path, Script script)
      : script_(std::move(script)), listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), std::begin(address.sun_path));
    EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listener_.get(), 8), 0);
    thread_ = std::thread([this] { run(); });
  }
  ~OddLink() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    {
      const std::lock_guard lock(mutex_);
      ::shutdown(connection_.get(), SHUT_RDWR);
    }
    thread_.join();
  }
  OddLink(const OddLink&) = delete;
  OddLink& operator=(const OddLink&) = delete;
  int connections() const { return connections_.load(); }

 private:
  void run() {
    for (;;) {
      UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!fd) return;
      ++connections_;
      const int raw = fd.get();
      {
        const std::lock_guard lock(mutex_);
        connection_ = std::move(fd);
      }
      serve(raw);
      const std::lock_guard lock(mutex_);
      connection_.reset();
    }
  }
  void serve(int fd) {
    link_protocol::FrameBuffer frames;
    std::array<char, 4096> buffer{};
    for (;;) {
      const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
      if (count <= 0) return;
      frames.append({buffer.data(), static_cast<std::size_t>(count)});
      while (const auto body = frames.next()) {
        const auto request = link_protocol::decode_request(*body);
        EXPECT_TRUE(request.has_value());
        if (!request || !script_(fd, *request)) return;
      }
    }
  }

  Script script_;
  UniqueFd listener_;
  std::mutex mutex_;
  UniqueFd connection_;
  std::atomic<int> connections_{0};
  std::thread thread_;
};

void write(int fd, const std::string& bytes) {
  ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

class LinkClientTest : public testing::Test {
 protected:
  Time in_ms(int ms) const { return system_clock().now() + milliseconds(ms); }
  AcquirerOutcome pay(LinkClient& client, int timeout_ms) {
    return client.pay({1}, AttemptId::make(system_clock().now()), in_ms(timeout_ms));
  }
  static milliseconds since(steady_clock::time_point begin) {
    return std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
  }

  test::TemporaryDirectory directory_;
  const std::string path_ = directory_.path() / "link.sock";
};

TEST_F(LinkClientTest, NobodyThereMeansThatNothingWasSent) {
  LinkClient client(path_);
  const auto begin = steady_clock::now();
  EXPECT_EQ(pay(client, 5000).kind, OutcomeKind::kNotSent);
  EXPECT_EQ(client.reserve_slot(false).error().code, ErrorCode::kAcquirerUnavailable);
  EXPECT_EQ(client.status().error().code, ErrorCode::kServiceUnavailable);
  const auto sealed = client.verify_and_seal(
      CardId::make(system_clock().now()), {"4242424242424242", "2912"}, "123", false, in_ms(5000));
  EXPECT_EQ(sealed.error().code, ErrorCode::kAcquirerUnavailable);
  EXPECT_LT(since(begin), milliseconds(1000));
}

TEST_F(LinkClientTest, AConnectionLostAfterTheRequestLeftIsUnknownAtOnce) {
  OddLink link(path_, [](int, const auto&) { return false; });
  LinkClient client(path_);
  const auto begin = steady_clock::now();
  EXPECT_EQ(pay(client, 8000).kind, OutcomeKind::kUnknown);
  EXPECT_EQ(client.reverse({1}, ReversalId::make(system_clock().now()), in_ms(8000)).kind,
            OutcomeKind::kUnknown);
  const auto sealed = client.verify_and_seal(
      CardId::make(system_clock().now()), {"4242424242424242", "2912"}, "123", false, in_ms(8000));
  EXPECT_EQ(sealed.error().code, ErrorCode::kOutcomeUnknown);
  EXPECT_LT(since(begin), milliseconds(3000));
  EXPECT_EQ(link.connections(), 3);  // a new one each time, and no request twice
}

TEST_F(LinkClientTest, ALinkThatSaysNothingIsUnknownShortlyAfterTheDeadline) {
  OddLink link(path_, [](int, const auto&) { return true; });
  LinkClient client(path_);
  const auto begin = steady_clock::now();
  EXPECT_EQ(pay(client, 200).kind, OutcomeKind::kUnknown);
  EXPECT_GE(since(begin), milliseconds(200));
  EXPECT_LT(since(begin), milliseconds(3000));
}

TEST_F(LinkClientTest, ADeadlineThatHasPassedIsNotHandedOver) {
  std::atomic<int> requests{0};
  OddLink link(path_, [&](int, const auto&) { return ++requests > 0; });
  LinkClient client(path_);
  EXPECT_EQ(pay(client, 0).kind, OutcomeKind::kNotSent);
  EXPECT_EQ(requests.load(), 0);
}

TEST_F(LinkClientTest, AnswersFindTheirCallersInAnyOrder) {
  std::optional<link_protocol::Request> first;
  OddLink link(path_, [&](int fd, const link_protocol::Request& request) {
    if (!first) {
      first = request;
      return true;
    }
    // The second caller's answer first; each gets its own id as response code.
    for (const auto& asked : {request, *first}) {
      AcquirerOutcome outcome{OutcomeKind::kAnswered, std::to_string(asked.id), "", ""};
      write(fd, link_protocol::encode(link_protocol::Reply{asked.id, outcome}));
    }
    return true;
  });
  LinkClient client(path_);
  std::array<std::string, 2> codes;
  std::thread other([&] { codes[0] = pay(client, 8000).response_code; });
  codes[1] = pay(client, 8000).response_code;
  other.join();
  EXPECT_NE(codes[0], codes[1]);
  EXPECT_EQ(codes[0].size() + codes[1].size(), 2U);
}

TEST_F(LinkClientTest, AnAnswerThatDoesNotDecodeEndsTheConnection) {
  std::atomic<int> requests{0};
  OddLink link(path_, [&](int fd, const link_protocol::Request& request) {
    if (++requests == 1) {
      write(fd, std::string("\0\0\0\2{}", 6));
    } else {
      const AcquirerOutcome approved{OutcomeKind::kAnswered, "00", "A1B2C3", ""};
      write(fd, link_protocol::encode(link_protocol::Reply{request.id, approved}));
    }
    return true;
  });
  LinkClient client(path_);
  EXPECT_EQ(pay(client, 8000).kind, OutcomeKind::kUnknown);
  EXPECT_EQ(pay(client, 8000).response_code, "00");
  EXPECT_EQ(link.connections(), 2);
}

TEST_F(LinkClientTest, AnAnswerOfAWrongKindIsUnknown) {
  OddLink link(path_, [](int fd, const link_protocol::Request& request) {
    write(fd, link_protocol::encode(link_protocol::Reply{request.id, link_protocol::Statuses{}}));
    return true;
  });
  LinkClient client(path_);
  EXPECT_EQ(pay(client, 8000).kind, OutcomeKind::kUnknown);
  EXPECT_EQ(client.reserve_slot(false).error().code, ErrorCode::kAcquirerUnavailable);
}

TEST_F(LinkClientTest, AnAnswerThatComesTooLateDoesNoHarm) {
  OddLink link(path_, [](int fd, const link_protocol::Request& request) {
    const auto* pay = std::get_if<link_protocol::Pay>(&request.act);
    if (pay != nullptr) std::this_thread::sleep_for(milliseconds(800));
    const AcquirerOutcome approved{OutcomeKind::kAnswered, "00", "A1B2C3", ""};
    const link_protocol::Reply reply{request.id, approved};
    const link_protocol::Reply statuses{request.id, link_protocol::Statuses{{"a", true}}};
    write(fd, link_protocol::encode(pay != nullptr ? reply : statuses));
    return true;
  });
  LinkClient client(path_);
  EXPECT_EQ(pay(client, 100).kind, OutcomeKind::kUnknown);
  EXPECT_TRUE(client.status()->at(0).ready);
  EXPECT_EQ(link.connections(), 1);
}

TEST_F(LinkClientTest, ALinkThatWasRestartedIsFoundAgain) {
  LinkClient client(path_);
  const auto statuses = [](int fd, const link_protocol::Request& request) {
    write(fd, link_protocol::encode(link_protocol::Reply{request.id, link_protocol::Statuses{}}));
    return true;
  };
  const auto end_when_asked_to_reserve = [&](int fd, const link_protocol::Request& request) {
    if (std::holds_alternative<link_protocol::ReserveAny>(request.act)) return false;
    return statuses(fd, request);
  };
  {
    OddLink link(path_, end_when_asked_to_reserve);
    EXPECT_TRUE(client.status().ok());
    EXPECT_FALSE(client.reserve_slot(false).ok());
  }
  EXPECT_FALSE(client.status().ok());
  std::filesystem::remove(path_);
  OddLink link(path_, statuses);
  EXPECT_TRUE(client.status().ok());
}

TEST_F(LinkClientTest, ALinkThatLeavesIsLeftForItsSuccessor) {
  OddLink link(path_, [&](int fd, const link_protocol::Request& request) {
    if (link.connections() > 1) {
      write(fd, link_protocol::encode(link_protocol::Reply{
                    request.id, AcquirerOutcome{OutcomeKind::kAnswered, "00", "123456", {}}}));
      return true;
    }
    write(fd, link_protocol::encode(link_protocol::Reply{request.id, link_protocol::Leaving{}}));
    return true;
  });
  LinkClient client(path_);
  EXPECT_EQ(pay(client, 5000).kind, OutcomeKind::kAnswered);
  EXPECT_EQ(link.connections(), 2);
}

TEST_F(LinkClientTest, WhenEveryLinkLeavesNothingWasSent) {
  OddLink link(path_, [](int fd, const link_protocol::Request& request) {
    write(fd, link_protocol::encode(link_protocol::Reply{request.id, link_protocol::Leaving{}}));
    return true;
  });
  LinkClient client(path_);
  EXPECT_EQ(pay(client, 5000).kind, OutcomeKind::kNotSent);
}

TEST_F(LinkClientTest, CardsOfAWrongShapeDoNotTravel) {
  std::atomic<int> requests{0};
  OddLink link(path_, [&](int, const auto&) { return ++requests > 0; });
  LinkClient client(path_);
  const auto refused = [&](const std::string& pan, const std::string& expiry,
                           const std::string& cvc) {
    return client
        .verify_and_seal(CardId::make(system_clock().now()), {pan, expiry}, cvc, false, in_ms(500))
        .error();
  };
  EXPECT_EQ(refused("4242424242424241", "2912", "123").code, ErrorCode::kInvalidCardNumber);
  EXPECT_EQ(refused(std::string(100'000, '4'), "2912", "123").code, ErrorCode::kInvalidCardNumber);
  EXPECT_EQ(refused("4242424242424242", "29123", "123").param, "expiry");
  EXPECT_EQ(refused("4242424242424242", "2912", "12").param, "cvc");
  EXPECT_EQ(refused("4242424242424242", "2912", "12\"").param, "cvc");
  EXPECT_EQ(requests.load(), 0);
}

}  // namespace
}  // namespace pay200
