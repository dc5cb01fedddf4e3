#include "dev/bench/load.hpp"

#include <arpa/inet.h>
#include <array>
#include <gtest/gtest.h>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>

#include "core/platform/unique_fd.hpp"

namespace pay200::dev {
namespace {

/// Answers the first request of each connection with these bytes, in pieces, and closes it.
class Server {
 public:
  explicit Server(std::vector<std::string> pieces)
      : pieces_(std::move(pieces)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (!listener_) throw std::runtime_error("no socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listener_.get(), any, size), 0);
    EXPECT_EQ(::listen(listener_.get(), 8), 0);
    EXPECT_EQ(::getsockname(listener_.get(), any, &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  int port() const { return port_; }

 private:
  void serve() {
    while (true) {
      const UniqueFd fd(::accept(listener_.get(), nullptr, nullptr));
      if (!fd) return;
      std::array<char, 4096> bytes;
      if (::recv(fd.get(), bytes.data(), bytes.size(), 0) <= 0) continue;
      for (const std::string& piece : pieces_) {
        ::send(fd.get(), piece.data(), piece.size(), MSG_NOSIGNAL);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
    }
  }

  std::vector<std::string> pieces_;
  UniqueFd listener_;
  int port_ = 0;
  std::thread thread_;
};

struct Asker : LoadPerson {
  std::optional<LoadRequest> next() override {
    if (left-- == 0) return std::nullopt;
    return LoadRequest{.text = request_text("GET", "/", "")};
  }
  void take(const LoadAnswer& answer) override {
    status = answer.status;
    body += answer.body;
  }
  int left = 1;
  int status = 0;
  std::string body;
};

TEST(LoadTest, AnAnswerInPiecesIsTakenWhole) {
  const Server server({"HTTP/1.1 201 Cre", "ated\r\nContent-Length: 10\r\nConnection: close\r\n\r",
                       "\nhello", "there"});
  Asker asker;
  asker.left = 2;  // the second over a connection of its own
  run_load(server.port(), {&asker});
  EXPECT_EQ(asker.status, 201);
  EXPECT_EQ(asker.body, "hellotherehellothere");
}

TEST(LoadTest, AChunkedAnswerIsPutTogether) {
  const Server server({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
                       "5\r\nhel", "lo\r\nA\r\n, everyone\r\n0\r", "\n\r\n"});
  Asker asker;
  run_load(server.port(), {&asker});
  EXPECT_EQ(asker.status, 200);
  EXPECT_EQ(asker.body, "hello, everyone");
}

TEST(LoadTest, AnAnswerThatBreaksOffIsAFailure) {
  const Server server({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"});
  Asker asker;
  EXPECT_THROW(run_load(server.port(), {&asker}), std::runtime_error);
}

TEST(LoadTest, WhatIsDueLaterIsSentLater) {
  const Server server({"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"});
  struct Later : Asker {
    std::optional<LoadRequest> next() override {
      auto request = Asker::next();
      if (request) request->not_before = begun + std::chrono::milliseconds(200);
      return request;
    }
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
  } later;
  run_load(server.port(), {&later});
  EXPECT_GE(std::chrono::steady_clock::now() - later.begun, std::chrono::milliseconds(200));
  EXPECT_EQ(later.status, 200);
}

}  // namespace
}  // namespace pay200::dev
