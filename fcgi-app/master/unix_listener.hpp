#pragma once
// A listening unix socket that only one process at a time may own. libfcgi's own FCGX_OpenSocket
// ends the process on an error and takes a path away from whoever listens on it.

#include <string>
#include <sys/types.h>

namespace pay200::master {

class UnixListener {
 public:
  /// Takes the lock `path`.lock, removes a stale socket file, binds and listens, non-blocking.
  /// Throws std::runtime_error, in words for a person, if another process owns it, something that
  /// is no socket stands there, or the folder does not allow it.
  UnixListener(std::string path, mode_t mode);
  /// Closes; does not remove the file.
  ~UnixListener();
  UnixListener(const UnixListener&) = delete;
  UnixListener& operator=(const UnixListener&) = delete;

  int fd() const { return fd_; }
  const std::string& path() const { return path_; }

  /// No new client can connect from now on; those who wait to be accepted still are.
  void remove_file();

 private:
  void take_lock();
  void remove_stale_socket() const;
  void bind_and_listen(mode_t mode);

  std::string path_;
  int lock_fd_ = -1;
  int fd_ = -1;
};

}  // namespace pay200::master
