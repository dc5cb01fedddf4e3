#pragma once
// A server's socket on 127.0.0.1, at a port that the system chooses.

#include "core/platform/unique_fd.hpp"

namespace pay200::dev {

struct LoopbackListener {
  UniqueFd socket;  ///< listening, non-blocking, closed on exec
  int port = 0;
};

/// Throws std::system_error that begins with `what`.
LoopbackListener listen_on_loopback(const char* what);

}  // namespace pay200::dev
