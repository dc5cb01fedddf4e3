#include "dev/chaos/webhook_sink.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <utility>

#include "dev/loopback_listener.hpp"

namespace pay200::dev {
namespace {

constexpr int kPatienceMs = 20;
constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";

/// Of a head as libcurl writes it; empty if it is not there.
std::string header_of(const std::string& head, std::string_view lower_case_name) {
  std::string lower = head;
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  const std::string wanted = "\r\n" + std::string(lower_case_name) + ": ";
  const auto at = lower.find(wanted);
  if (at == std::string::npos) return {};
  const auto begin = at + wanted.size();
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

}  // namespace

WebhookSink::WebhookSink() {
  auto made = listen_on_loopback("no port for the shops' server");
  listener_ = std::move(made.socket);
  port_ = made.port;
  thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

WebhookSink::~WebhookSink() {
  thread_.request_stop();
  thread_.join();
}

std::vector<ReceivedWebhook> WebhookSink::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

void WebhookSink::serve(const std::stop_token& stop) {
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
      if (!fd) break;
      connections_.push_back({.fd = std::move(fd)});
    }
  }
}

bool WebhookSink::read_from(Connection& connection) {
  std::array<char, 16'384> bytes{};
  const ssize_t got = ::recv(connection.fd.get(), bytes.data(), bytes.size(), 0);
  if (got > 0) connection.unread.append(bytes.data(), static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

void WebhookSink::answer_whole(Connection& connection) {
  std::string& unread = connection.unread;
  const auto head_end = unread.find(kHeadEnd);
  if (head_end == std::string::npos) return;
  const std::string head = unread.substr(0, head_end + 2);
  const std::string length = header_of(head, "content-length");
  const std::size_t size = length.empty() ? 0 : std::stoul(length);
  const std::size_t begin = head_end + kHeadEnd.size();
  if (unread.size() < begin + size) return;
  {
    const std::lock_guard lock(mutex_);
    received_.push_back({header_of(head, "webhook-id"), unread.substr(begin, size)});
  }
  unread.erase(0, begin + size);
  ::send(connection.fd.get(), kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL);
}

}  // namespace pay200::dev
