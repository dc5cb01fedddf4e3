#include "fcgi-app/stream/epoll.hpp"

#include <cerrno>
#include <system_error>

namespace pay200::stream {

Epoll::Epoll() : fd_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (!fd_) throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

void Epoll::watch(int fd, std::uint64_t token, std::uint32_t events, int operation) const {
  epoll_event wanted = {.events = events, .data = {.u64 = token}};
  if (::epoll_ctl(fd_.get(), operation, fd, &wanted) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
}

std::span<const epoll_event> Epoll::wait(std::span<epoll_event> events, int at_most_ms) const {
  const int count =
      ::epoll_wait(fd_.get(), events.data(), static_cast<int>(events.size()), at_most_ms);
  return events.first(count > 0 ? static_cast<std::size_t>(count) : 0);
}

}  // namespace pay200::stream
