#include "fcgi-app/master/listener.hpp"

#include "fcgi-app/master/tcp_listener.hpp"
#include "fcgi-app/master/unix_listener.hpp"

namespace pay200::master {
namespace {

/// nginx's user is in the group.
constexpr mode_t kMode = 0660;

}  // namespace

std::unique_ptr<Listener> listen_for_nginx(const std::string& socket,
                                           const Handover::Socket* left) {
  if (left != nullptr) {
    if (socket.starts_with('/')) {
      return std::make_unique<UnixListener>(socket, left->fd, left->lock_fd);
    }
    return std::make_unique<TcpListener>(left->fd);
  }
  if (socket.starts_with('/')) return std::make_unique<UnixListener>(socket, kMode);
  return std::make_unique<TcpListener>(socket);
}

}  // namespace pay200::master
