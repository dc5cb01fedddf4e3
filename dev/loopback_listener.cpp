#include "dev/loopback_listener.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>

namespace pay200::dev {

LoopbackListener listen_on_loopback(const char* what) {
  constexpr int kBacklog = 1'024;
  LoopbackListener made;
  made.socket = UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (made.socket.get() < 0 || ::bind(made.socket.get(), any, size) != 0 ||
      ::listen(made.socket.get(), kBacklog) != 0 ||
      ::getsockname(made.socket.get(), any, &size) != 0) {
    throw std::system_error(errno, std::generic_category(), what);
  }
  made.port = ntohs(address.sin_port);
  return made;
}

}  // namespace pay200::dev
