#pragma once
// A listening unix socket that only one process at a time may own. libfcgi's own FCGX_OpenSocket
// ends the process on an error and takes a path away from whoever listens on it.

#include <string>
#include <sys/types.h>

#include "core/platform/unique_fd.hpp"
#include "fcgi-app/master/listener.hpp"

namespace pay200::master {

class UnixListener : public Listener {
 public:
  /// Takes the lock `path`.lock, removes a stale socket file, binds and listens, non-blocking.
  /// Throws std::runtime_error, in words for a person, if another process owns it, something that
  /// is no socket stands there, or the folder does not allow it.
  /// Its destructor closes, and does not remove the file.
  UnixListener(std::string path, mode_t mode);
  /// Owns what another one of the same process, before an exec, had: a socket that listens on
  /// `path`, and its lock.
  UnixListener(std::string path, int fd, int lock_fd);

  int fd() const override { return fd_.get(); }
  int lock_fd() const override { return lock_.get(); }
  const std::string& path() const { return path_; }

  void leave() override { remove_file(); }
  void remove_file();

 private:
  void take_lock();
  void remove_stale_socket() const;
  void bind_and_listen(mode_t mode);

  std::string path_;
  UniqueFd lock_;  // kept longer than the socket
  UniqueFd fd_;
};

}  // namespace pay200::master
