#include "fcgi-app/stream/outgoing.hpp"

#include <cerrno>
#include <optional>
#include <sys/socket.h>

namespace pay200::stream {
namespace {

/// How many bytes the socket took; none if it is broken.
std::optional<std::size_t> write_some(int fd, std::string_view bytes) {
  while (true) {
    const ssize_t count = ::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
    if (errno != EINTR) return std::nullopt;
  }
}

}  // namespace

Outgoing::Sent Outgoing::send(std::string_view bytes) {
  if (unsent_.empty()) {
    const auto sent = write_some(socket_.get(), bytes);
    if (!sent) return Sent::kBroken;
    bytes.remove_prefix(*sent);
    if (bytes.empty()) return Sent::kAll;
  }
  if (unsent_.size() + bytes.size() > most_) return Sent::kTooMuch;
  unsent_ += bytes;
  return Sent::kWaiting;
}

Outgoing::Sent Outgoing::flush() {
  const auto sent = write_some(socket_.get(), unsent_);
  if (!sent) return Sent::kBroken;
  if (*sent < unsent_.size()) {
    unsent_.erase(0, *sent);
    return Sent::kWaiting;
  }
  unsent_ = std::string();  // and its memory
  return Sent::kAll;
}

}  // namespace pay200::stream
