#pragma once
// epoll(7), level-triggered: which descriptors have something for us, each under a token of ours.

#include <cstdint>
#include <span>
#include <sys/epoll.h>

#include "core/platform/unique_fd.hpp"

namespace pay200::stream {

class Epoll {
 public:
  Epoll();  ///< throws std::system_error

  /// `operation`: EPOLL_CTL_ADD, _MOD or _DEL. Throws std::system_error.
  void watch(int fd, std::uint64_t token, std::uint32_t events, int operation) const;
  /// What there is of `events`, filled from its begin; empty after `at_most_ms`, or a signal.
  std::span<const epoll_event> wait(std::span<epoll_event> events, int at_most_ms) const;

 private:
  UniqueFd fd_;
};

}  // namespace pay200::stream
