#pragma once
// A listening TCP socket, for workers that are not on nginx's host.

#include <string>

#include "core/platform/unique_fd.hpp"
#include "fcgi-app/master/listener.hpp"

namespace pay200::master {

class TcpListener : public Listener {
 public:
  /// `address`: "10.0.0.5:9000" or "[fd00::5]:9000"; numbers, no names. Binds and listens,
  /// non-blocking. Throws std::runtime_error, in words for a person.
  explicit TcpListener(const std::string& address);

  int fd() const override { return fd_.get(); }
  /// Nothing: the port is free once the last worker has closed it. Until then, who connects is
  /// served.
  void leave() override {}

 private:
  UniqueFd fd_;
};

}  // namespace pay200::master
