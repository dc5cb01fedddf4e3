#pragma once
// How long to wait before a child that has ended is started again: not at all after a decent life,
// and twice as long each time it dies young. Pure.

#include <algorithm>
#include <chrono>

namespace pay200::master {

class RespawnDelay {
 public:
  static constexpr std::chrono::milliseconds kFirst{100};
  static constexpr std::chrono::milliseconds kMost{5'000};
  static constexpr std::chrono::milliseconds kDecentLife{2'000};

  std::chrono::milliseconds next(std::chrono::milliseconds lived) {
    if (lived >= kDecentLife) {
      current_ = std::chrono::milliseconds(0);
    } else {
      current_ = current_.count() == 0 ? kFirst : std::min(current_ * 2, kMost);
    }
    return current_;
  }

 private:
  std::chrono::milliseconds current_{0};
};

}  // namespace pay200::master
