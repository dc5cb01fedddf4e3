#include "core/acquirer/iso8583/tcp_connect.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <system_error>

namespace pay200::iso8583 {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* addresses) const { ::freeaddrinfo(addresses); }
};

std::string error_text(int number) { return std::generic_category().message(number); }

template <class T>
void set_option(int fd, int level, int name, const T& value) {
  // Each only makes failures visible sooner; a kernel without one still carries messages.
  ::setsockopt(fd, level, name, &value, sizeof value);
}

void set_options(int fd, const TcpOptions& options) {
  constexpr int kIdleSeconds = 10;
  constexpr int kProbeSeconds = 5;
  constexpr int kProbes = 3;
  constexpr int kOn = 1;
  set_option(fd, IPPROTO_TCP, TCP_NODELAY, kOn);
  set_option(fd, SOL_SOCKET, SO_KEEPALIVE, kOn);
  set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, kIdleSeconds);
  set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, kProbeSeconds);
  set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, kProbes);
  set_option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(options.user_timeout.count()));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(options.user_timeout);
  timeval limit{};
  limit.tv_sec = seconds.count();
  limit.tv_usec = std::chrono::microseconds(options.user_timeout - seconds).count();
  set_option(fd, SOL_SOCKET, SO_SNDTIMEO, limit);
}

/// Waits for a connect() under way. Empty if it succeeded.
std::string wait_connected(int fd, std::chrono::milliseconds timeout, int stop_fd) {
  const auto end = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return "no answer in " + std::to_string(timeout.count()) + " ms";
    std::array<pollfd, 2> polled{pollfd{fd, POLLOUT, 0}, pollfd{stop_fd, POLLIN, 0}};
    const int ready = ::poll(polled.data(), polled.size(), static_cast<int>(left.count()) + 1);
    if (ready < 0 && errno != EINTR) return error_text(errno);
    if (ready <= 0) continue;
    if (polled[1].revents != 0) return "stopping";
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    return error == 0 ? "" : error_text(error);
  }
}

Connected connect_to(const addrinfo& address, const TcpOptions& options, int stop_fd) {
  UniqueFd fd(::socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return {{}, error_text(errno)};
  set_options(fd.get(), options);
  if (::connect(fd.get(), address.ai_addr, address.ai_addrlen) != 0) {
    if (errno != EINPROGRESS) return {{}, error_text(errno)};
    std::string why = wait_connected(fd.get(), options.connect_timeout, stop_fd);
    if (!why.empty()) return {{}, std::move(why)};
  }
  const int flags = ::fcntl(fd.get(), F_GETFL);
  ::fcntl(fd.get(), F_SETFL, flags & ~O_NONBLOCK);
  return {std::move(fd), {}};
}

}  // namespace

Connected connect_tcp(const TcpOptions& options, int stop_fd) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failed =
      ::getaddrinfo(options.host.c_str(), std::to_string(options.port).c_str(), &hints, &found);
  if (failed != 0) return {{}, ::gai_strerror(failed)};
  const std::unique_ptr<addrinfo, FreeAddresses> addresses(found);
  Connected result{{}, "no address"};
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    result = connect_to(*address, options, stop_fd);
    if (result.socket || result.why == "stopping") break;
  }
  return result;
}

}  // namespace pay200::iso8583
