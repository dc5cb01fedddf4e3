#include "sandbox/connection.hpp"

#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace pay200::sandbox {
namespace {

constexpr std::size_t kReadBytes = 16'384;
constexpr std::size_t kMostUnsentBytes = 1'048'576;

}  // namespace

Connection::Connection(EventLoop& loop, int fd, std::uint64_t id, Callbacks callbacks)
    : loop_(loop), fd_(fd), id_(id), callbacks_(std::move(callbacks)) {
  token_ = loop_.watch(fd_, EPOLLIN, [this](std::uint32_t events) { on_event(events); });
}

Connection::~Connection() {
  if (!open()) return;
  loop_.unwatch(token_);
  ::close(fd_);
}

void Connection::close(std::string_view reason) {
  if (!open()) return;
  loop_.unwatch(token_);
  ::close(fd_);
  fd_ = -1;
  out_.clear();
  callbacks_.on_closed(*this, reason);
}

void Connection::on_event(std::uint32_t events) {
  if ((events & EPOLLOUT) != 0) flush();
  if (open() && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) read();
}

void Connection::read() {
  std::array<char, kReadBytes> buffer{};
  const ssize_t count = ::recv(fd_, buffer.data(), buffer.size(), 0);
  if (count < 0) {
    if (errno == EAGAIN || errno == EINTR) return;
    return close("connection lost");
  }
  if (count == 0) return close(in_.mid_frame() ? "closed in the middle of a frame" : "closed");
  if (closing_) return;
  in_.append({buffer.data(), static_cast<std::size_t>(count)});
  deliver_frames();
}

void Connection::deliver_frames() {
  while (open() && !closing_) {
    const auto body = in_.next();
    if (!body) break;
    callbacks_.on_frame(*this, *body);
  }
  if (open() && in_.failed()) close("frame length out of range");
}

void Connection::send(std::string_view bytes, EventLoop::Clock::time_point not_before) {
  if (!open() || closing_) return;
  if (out_bytes_ + bytes.size() > kMostUnsentBytes) return close("does not read its replies");
  const bool unflushed_before = !out_.empty();
  // Replies of one pass leave in one system call.
  if (!out_.empty() && out_.back().not_before >= not_before) {
    out_.back().bytes.append(bytes);
  } else {
    out_.push_back({not_before, std::string{bytes}});
  }
  out_bytes_ += bytes.size();
  if (!unflushed_before) callbacks_.on_unflushed(*this, not_before);
}

void Connection::flush() {
  while (open() && !out_.empty()) {
    const auto not_before = out_.front().not_before;
    if (not_before > EventLoop::Clock::now()) {
      callbacks_.on_unflushed(*this, not_before);
      return;
    }
    if (!send_front()) return;
  }
  if (!open()) return;
  watch_for_room(false);
  if (closing_) close("closed on demand");
}

/// False if nothing more can be sent now.
bool Connection::send_front() {
  std::string& bytes = out_.front().bytes;
  const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent < 0) {
    if (errno == EINTR) return true;
    if (errno == EAGAIN) {
      watch_for_room(true);
    } else {
      close("connection lost");
    }
    return false;
  }
  out_bytes_ -= static_cast<std::size_t>(sent);
  if (static_cast<std::size_t>(sent) == bytes.size()) {
    out_.pop_front();
  } else {
    bytes.erase(0, static_cast<std::size_t>(sent));
  }
  return true;
}

void Connection::watch_for_room(bool wanted) {
  if (wanted == watching_for_room_) return;
  watching_for_room_ = wanted;
  loop_.rewatch(token_, wanted ? (EPOLLIN | EPOLLOUT) : EPOLLIN);
}

void Connection::close_after_flush() {
  if (!open()) return;
  closing_ = true;
  if (out_.empty()) close("closed on demand");
}

}  // namespace pay200::sandbox
