#include "dev/bench_receiver.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>

#include "dev/loopback_listener.hpp"

namespace pay200::dev {
namespace {

/// By when a change of those that hang is seen.
constexpr int kPatienceMs = 20;
constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view kPath = "POST /shop/";
constexpr std::string_view kLength = "Content-Length: ";  // as libcurl writes it
constexpr std::string_view kHeadEnd = "\r\n\r\n";

std::size_t number_behind(std::string_view text, std::string_view words) {
  const auto at = text.find(words);
  std::size_t number = 0;
  if (at == std::string_view::npos) return 0;
  const char* begin = text.data() + at + words.size();
  std::from_chars(begin, text.data() + text.size(), number);
  return number;
}

/// Bytes of the first whole request; 0 if there is none yet.
std::size_t request_size(std::string_view unread) {
  const auto head_end = unread.find(kHeadEnd);
  if (head_end == std::string_view::npos) return 0;
  const std::size_t body = number_behind(unread.substr(0, head_end), kLength);
  const std::size_t size = head_end + kHeadEnd.size() + body;
  return unread.size() >= size ? size : 0;
}

}  // namespace

BenchReceiver::BenchReceiver() {
  auto made = listen_on_loopback("no port for the shops' servers");
  listener_ = std::move(made.socket);
  port_ = made.port;
  thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

BenchReceiver::~BenchReceiver() {
  thread_.request_stop();
  thread_.join();
}

std::string BenchReceiver::url_of(int shop) const {
  return "http://127.0.0.1:" + std::to_string(port_) + "/shop/" + std::to_string(shop);
}

void BenchReceiver::serve(const std::stop_token& stop) {
  std::vector<pollfd> watched;
  while (!stop.stop_requested()) {
    watched.assign(1, {.fd = listener_.get(), .events = POLLIN, .revents = 0});
    for (const Connection& connection : connections_) {
      watched.push_back({.fd = connection.fd.get(), .events = POLLIN, .revents = 0});
    }
    ::poll(watched.data(), watched.size(), kPatienceMs);
    std::vector<Connection> open;
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      Connection& connection = connections_[i];
      if (watched[i + 1].revents != 0 && !read_from(connection)) continue;
      answer_whole(connection);
      open.push_back(std::move(connection));
    }
    connections_ = std::move(open);
    while (true) {
      UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
      if (fd.get() < 0) break;
      const int on = 1;
      ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      connections_.push_back({.fd = std::move(fd)});
    }
  }
}

bool BenchReceiver::read_from(Connection& connection) {
  std::array<char, 16'384> bytes{};
  const ssize_t got = ::recv(connection.fd.get(), bytes.data(), bytes.size(), 0);
  if (got > 0) connection.unread.append(bytes.data(), static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

void BenchReceiver::answer_whole(Connection& connection) {
  const std::size_t size = request_size(connection.unread);
  if (size == 0) return;
  const auto shop = number_behind(std::string_view(connection.unread).substr(0, size), kPath);
  if (static_cast<int>(shop) < hanging_) return;
  connection.unread.erase(0, size);
  ::send(connection.fd.get(), kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL);
  ++answered_;
}

}  // namespace pay200::dev
