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
  /// Owns a socket that listens already.
  explicit TcpListener(int fd) : fd_(fd) {}

  int fd() const override { return fd_.get(); }
  /// Refuses everybody from now on, in every process that has it, and the port is free for the next
  /// one. It must not wait for the last worker to close it: nobody accepts any more, and who
  /// connects would hang until then. Who had connected and was not accepted yet is cut off.
  void leave() override;

 private:
  UniqueFd fd_;
};

}  // namespace pay200::master
