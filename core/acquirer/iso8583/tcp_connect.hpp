#pragma once
// A TCP connection for short messages that must not wait: no Nagle, and a silent peer is noticed.

#include <chrono>
#include <cstdint>
#include <string>

#include "core/platform/unique_fd.hpp"

namespace pay200::iso8583 {

struct TcpOptions {
  std::string host;  ///< name or address
  std::uint16_t port = 0;
  std::chrono::milliseconds connect_timeout{3000};
  /// Bytes that stay unacknowledged for so long end the connection (TCP_USER_TIMEOUT); a send that
  /// cannot go on for so long fails.
  std::chrono::milliseconds user_timeout{5000};
};

struct Connected {
  UniqueFd socket;  ///< blocking; empty if it failed
  std::string why;  ///< then
};

/// Tries the host's addresses in turn until one answers, each for connect_timeout. Gives up at once
/// when `stop_fd` becomes readable.
Connected connect_tcp(const TcpOptions& options, int stop_fd);

}  // namespace pay200::iso8583
