#include "fcgi-app/master/unix_listener.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace pay200::master {
namespace {

/// A smaller queue (libfcgi's usual 5) gave 32 of 40 clients a 502. The kernel cuts it to
/// net.core.somaxconn, which is 4096 since Linux 5.4.
constexpr int kBacklog = 4096;

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::generic_category().message(errno));
}

}  // namespace

UnixListener::UnixListener(std::string path, mode_t mode) : path_(std::move(path)) {
  take_lock();
  remove_stale_socket();
  bind_and_listen(mode);
}

UnixListener::UnixListener(std::string path, int fd, int lock_fd)
    : path_(std::move(path)), lock_(lock_fd), fd_(fd) {}

void UnixListener::remove_file() { ::unlink(path_.c_str()); }

// A lock of fcntl's belongs to this process alone: children do not inherit it, an exec keeps it as
// long as the file stays open, and it ends with us however we end.
void UnixListener::take_lock() {
  const std::string lock_path = path_ + ".lock";
  lock_ = UniqueFd(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock_) fail("cannot open " + lock_path);
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (::fcntl(lock_.get(), F_SETLK, &lock) == 0) return;
  if (errno != EACCES && errno != EAGAIN) fail("cannot lock " + lock_path);
  std::string owner;
  if (::fcntl(lock_.get(), F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK) {
    owner = " (process " + std::to_string(lock.l_pid) + ")";
  }
  throw std::runtime_error("another pay200-fcgi" + owner + " already listens on " + path_);
}

void UnixListener::remove_stale_socket() const {
  struct stat found = {};
  if (::lstat(path_.c_str(), &found) != 0) return;  // bind says what is wrong with the folder
  if (!S_ISSOCK(found.st_mode)) {
    throw std::runtime_error(path_ + " exists and is not a socket");
  }
  if (::unlink(path_.c_str()) != 0) fail("cannot remove the stale socket " + path_);
}

void UnixListener::bind_and_listen(mode_t mode) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path_.size() >= sizeof(address.sun_path)) {
    throw std::runtime_error("the socket's path is longer than " +
                             std::to_string(sizeof(address.sun_path) - 1) + " bytes: " + path_);
  }
  std::memcpy(address.sun_path, path_.data(), path_.size());
  fd_ = UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd_) fail("cannot make a socket");
  // The file has its mode from the first moment on; this process has one thread.
  const mode_t before = ::umask(static_cast<mode_t>(0777 & ~mode));
  const int bound = ::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  const int bind_errno = errno;
  ::umask(before);
  errno = bind_errno;
  if (bound != 0) fail("cannot listen on " + path_);
  if (::listen(fd_.get(), kBacklog) != 0) fail("cannot listen on " + path_);
}

}  // namespace pay200::master
