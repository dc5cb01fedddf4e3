#include "fcgi-app/master/tcp_listener.hpp"

#include <cerrno>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/types.h>
#include <system_error>

namespace pay200::master {
namespace {

constexpr int kBacklog = 4096;  // as a UnixListener's

[[noreturn]] void fail(const std::string& address, const std::string& why) {
  throw std::runtime_error("cannot listen on " + address + ": " + why);
}

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Addresses resolve(const std::string& address) {
  const auto colon = address.rfind(':');
  if (colon == std::string::npos) fail(address, "no port");
  std::string host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  addrinfo wanted = {};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), address.substr(colon + 1).c_str(), &wanted, &found);
  if (error != 0) fail(address, ::gai_strerror(error));
  return {found, &::freeaddrinfo};
}

}  // namespace

TcpListener::TcpListener(const std::string& address) {
  const Addresses addresses = resolve(address);
  fd_ = UniqueFd(::socket(addresses->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int yes = 1;
  // A worker reads from whom it has accepted before it accepts the next: only those who have spoken
  // are accepted, or have been silent for so many seconds.
  const int defer = 1;
  // Connections of the one before may still be closing; a listener that lives refuses us anyway.
  if (!fd_ || ::setsockopt(fd_.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0 ||
      ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_DEFER_ACCEPT, &defer, sizeof(defer)) != 0 ||
      ::bind(fd_.get(), addresses->ai_addr, addresses->ai_addrlen) != 0 ||
      ::listen(fd_.get(), kBacklog) != 0) {
    fail(address, std::generic_category().message(errno));
  }
}

void TcpListener::leave() { ::shutdown(fd_.get(), SHUT_RD); }

}  // namespace pay200::master
