#include "dev/http_client.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "dev/free_port.hpp"

namespace pay200::dev {
namespace {

/// Answers one connection after another with fixed bytes, and keeps what it was sent.
class FixedServer {
 public:
  FixedServer(std::string answer, int connections) : answer_(std::move(answer)) {
    port_ = find_free_port();
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    EXPECT_EQ(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::listen(fd_, 8);
    thread_ = std::thread([this, connections] {
      for (int i = 0; i < connections; ++i) serve_one();
    });
  }
  ~FixedServer() {
    thread_.join();
    ::close(fd_);
  }
  FixedServer(const FixedServer&) = delete;
  FixedServer& operator=(const FixedServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/a?b=c"; }
  const std::string& received() const { return received_; }

 private:
  void serve_one() {
    const int peer = ::accept(fd_, nullptr, nullptr);
    char buffer[4096];
    const ssize_t got = ::recv(peer, buffer, sizeof buffer, 0);
    received_.assign(buffer, static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    ::send(peer, answer_.data(), answer_.size(), MSG_NOSIGNAL);
    ::close(peer);
  }

  std::string answer_;
  std::string received_;
  int port_ = 0;
  int fd_ = -1;
  std::thread thread_;
};

TEST(HttpClientTest, SendsMethodHeadersAndBodyAndReadsTheAnswer) {
  FixedServer server(
      "HTTP/1.1 402 Payment Required\r\nContent-Type: application/problem+json\r\n"
      "X-Request-Id:  abc \r\nContent-Length: 14\r\nConnection: close\r\n\r\n{\"code\":\"NO\"}\n",
      1);
  HttpClient client;
  const auto response = client.send({"POST", server.url(), {{"X-One", "1"}}, "{}"});
  EXPECT_EQ(response.status, 402);
  ASSERT_NE(response.header("x-request-id"), nullptr);
  EXPECT_EQ(*response.header("x-request-id"), "abc");
  EXPECT_EQ(response.json()["code"], "NO");
  EXPECT_GT(response.elapsed.count(), 0);
  EXPECT_EQ(server.received().rfind("POST /a?b=c HTTP/1.1\r\n", 0), 0U);
  EXPECT_NE(server.received().find("X-One: 1\r\n"), std::string::npos);
}

TEST(HttpClientTest, KeepsCookiesThatTheServerSets) {
  FixedServer server(
      "HTTP/1.1 204 No Content\r\nSet-Cookie: __Host-a=b; Secure; Path=/; HttpOnly\r\n"
      "Connection: close\r\n\r\n",
      2);
  HttpClient client;
  client.send({"GET", server.url()});
  EXPECT_EQ(server.received().find("Cookie:"), std::string::npos);
  client.send({"GET", server.url()});
  EXPECT_NE(server.received().find("Cookie: __Host-a=b\r\n"), std::string::npos);
}

TEST(HttpClientTest, ACutAnswerIsAFailureAndNotAnAnswer) {
  FixedServer server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", 1);
  HttpClient client;
  EXPECT_THROW(client.send({"GET", server.url()}), HttpFailure);
}

TEST(HttpClientTest, NobodyListeningIsAFailure) {
  HttpClient client;
  const std::string url = "http://127.0.0.1:" + std::to_string(find_free_port()) + "/";
  EXPECT_THROW(client.send({"GET", url}), HttpFailure);
}

}  // namespace
}  // namespace pay200::dev
