#pragma once
// What is on its way to one reader. Sending never waits: what the socket does not take is kept, up
// to a limit; beyond it the reader is a laggard, and to be given up.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "core/platform/unique_fd.hpp"

namespace pay200::stream {

class Outgoing {
 public:
  enum class Sent {
    kAll,
    kWaiting,  ///< some is kept; flush() once the socket is writable
    kTooMuch,  ///< more than `most` would be kept
    kBroken,   ///< there is no reader any more
  };

  explicit Outgoing(UniqueFd socket, std::size_t most) : socket_(std::move(socket)), most_(most) {}

  Sent send(std::string_view bytes);
  Sent flush();
  bool waiting() const { return !unsent_.empty(); }
  int fd() const { return socket_.get(); }

 private:
  UniqueFd socket_;
  std::size_t most_;
  std::string unsent_;
};

}  // namespace pay200::stream
