#pragma once
// A socket on which the master listens for its roles.

#include <memory>
#include <string>

#include "fcgi-app/master/handover.hpp"

namespace pay200::master {

class Listener {
 public:
  Listener() = default;
  virtual ~Listener() = default;
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  virtual int fd() const = 0;
  /// Of a file that is locked for as long as it is open; -1: there is none.
  virtual int lock_fd() const { return -1; }
  /// As far as that is possible, no new client can connect from now on; those who wait to be
  /// accepted still are.
  virtual void leave() = 0;
};

/// On a unix socket's path, or on "10.0.0.5:9000" or "[fd00::5]:9000". Throws std::runtime_error,
/// in words for a person. `left`: by the program before, which listens there; null: nobody has.
std::unique_ptr<Listener> listen_for_nginx(const std::string& socket,
                                           const Handover::Socket* left = nullptr);

}  // namespace pay200::master
