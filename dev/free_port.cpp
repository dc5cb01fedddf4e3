#include "dev/free_port.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <netinet/in.h>
#include <random>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace pay200::dev {
namespace {

constexpr int kLowest = 10000;
constexpr int kHighest = 32000;

}  // namespace

bool is_port_free(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "socket");
  // As servers do: what waits in TIME_WAIT is no listener.
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool free = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const int error = errno;
  ::close(fd);
  if (!free && error == EACCES) {
    throw std::runtime_error("port " + std::to_string(port) + " is only for root; choose another");
  }
  return free;
}

int find_free_port() {
  std::random_device random;
  std::uniform_int_distribution<int> any(kLowest, kHighest);
  for (int tries = 0; tries < 1000; ++tries) {
    const int port = any(random);
    if (is_port_free(port)) return port;
  }
  throw std::runtime_error("no free TCP port between 10000 and 32000");
}

}  // namespace pay200::dev
