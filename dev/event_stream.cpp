#include "dev/event_stream.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>

namespace pay200::dev {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

/// The value of a header in the lower-case head; empty if it is not there.
std::string header_in(const std::string& head, const std::string& name) {
  const auto found = head.find("\r\n" + name + ": ");
  if (found == std::string::npos) return {};
  const auto begin = found + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

}  // namespace

void EventStreamParser::take(std::string_view bytes) {
  unread_ += bytes;
  if (head_.empty()) take_head();
  if (head_.empty() || complete_) return;
  if (is_chunked_) return take_chunks();
  body_ += std::exchange(unread_, {});
  complete_ = body_.size() >= body_bytes_;
}

void EventStreamParser::take_head() {
  const auto end = unread_.find("\r\n\r\n");
  if (end == std::string::npos) return;
  head_ = lower(unread_.substr(0, end + 2));
  unread_.erase(0, end + 4);
  if (!head_.starts_with("http/1.1 ")) throw std::runtime_error("not HTTP: " + head_);
  status_ = std::stoi(head_.substr(9, 3));
  is_stream_ = header_in(head_, "content-type").starts_with("text/event-stream");
  is_chunked_ = header_in(head_, "transfer-encoding") == "chunked";
  const std::string length = header_in(head_, "content-length");
  if (!length.empty()) body_bytes_ = std::stoul(length);
  complete_ = !is_chunked_ && body_bytes_ == 0;
}

void EventStreamParser::take_chunks() {
  while (!complete_) {
    const auto line = unread_.find("\r\n");
    if (line == std::string::npos) return;
    const std::size_t size = std::stoul(unread_.substr(0, line), nullptr, 16);
    if (unread_.size() < line + 2 + size + 2) return;
    if (size == 0) complete_ = true;
    take_text(std::string_view(unread_).substr(line + 2, size));
    unread_.erase(0, line + 2 + size + 2);
  }
}

void EventStreamParser::take_text(std::string_view text) {
  if (!is_stream_) {
    body_ += text;
    return;
  }
  for (const char c : text) {
    if (c == '\n') {
      take_line(line_);
      line_.clear();
    } else {
      line_ += c;
    }
  }
}

void EventStreamParser::take_line(std::string_view line) {
  const auto value = [&](std::string_view field) { return std::string(line.substr(field.size())); };
  if (line.empty()) {
    if (!event_.data.empty()) events.push_back(std::exchange(event_, {}));
  } else if (line.starts_with(":")) {
    ++comments_;
  } else if (line.starts_with("id: ")) {
    event_.id = value("id: ");
  } else if (line.starts_with("event: ")) {
    event_.type = value("event: ");
  } else if (line.starts_with("data: ")) {
    event_.data = value("data: ");
  } else if (line.starts_with("retry: ")) {
    retry_ = milliseconds(std::stoi(value("retry: ")));
  } else {
    throw std::runtime_error("no line of an event stream: " + std::string(line));
  }
}

std::string request_text(const StreamRequest& request) {
  std::string text = "GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n";
  text += "Authorization: Bearer " + request.token + "\r\n";
  if (!request.last_event_id.empty()) text += "Last-Event-ID: " + request.last_event_id + "\r\n";
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
  return text + "\r\n";
}

UniqueFd connect_to(int port) {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!fd ||
      ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    throw std::system_error(errno, std::generic_category(), "connect");
  }
  return fd;
}

EventStream::EventStream(const StreamRequest& request) : socket_(connect_to(request.port)) {
  const std::string text = request_text(request);
  if (::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(text.size())) {
    throw std::system_error(errno, std::generic_category(), "send");
  }
}

template <class Enough>
bool EventStream::read_until(Enough enough, milliseconds patience) {
  const auto end = steady_clock::now() + patience;
  while (!enough()) {
    const auto left = std::chrono::ceil<milliseconds>(end - steady_clock::now()).count();
    pollfd watched = {socket_.get(), POLLIN, 0};
    if (closed_ || left <= 0 || ::poll(&watched, 1, static_cast<int>(left)) == 0) return enough();
    std::array<char, 4096> buffer;
    const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    closed_ = count <= 0;
    if (!closed_) parser_.take({buffer.data(), static_cast<std::size_t>(count)});
    if (parser_.complete()) closed_ = true;
  }
  return true;
}

std::optional<StreamEvent> EventStream::next(milliseconds patience) {
  if (!read_until([this] { return !parser_.events.empty(); }, patience)) return std::nullopt;
  StreamEvent event = std::move(parser_.events.front());
  parser_.events.pop_front();
  return event;
}

bool EventStream::ends(milliseconds patience) {
  return read_until([this] { return closed_; }, patience);
}

int EventStream::status(milliseconds patience) {
  read_until([this] { return parser_.status() != 0; }, patience);
  return parser_.status();
}

bool EventStream::hears_comment(milliseconds patience) {
  const int before = parser_.comments();
  return read_until([&] { return parser_.comments() > before; }, patience);
}

}  // namespace pay200::dev
