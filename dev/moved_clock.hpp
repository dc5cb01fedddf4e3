#pragma once
// Puts the clocks of this process, and of those that it starts, ahead of the machine's: hours pass
// in an instant. Only in a build with PAY200_FAIL_POINTS (core/platform/fail_point.hpp).

#include <chrono>
#include <filesystem>

#include "core/platform/clock.hpp"

namespace pay200::dev {

/// One at a time. Made before threads and children, who find it by PAY200_TEST_CLOCK.
class MovedClock {
 public:
  /// Keeps its file in `directory`. std::runtime_error in a build whose clocks cannot be moved.
  explicit MovedClock(const std::filesystem::path& directory);
  ~MovedClock();  ///< for this process; children go on with the file, if it is still there
  MovedClock(const MovedClock&) = delete;
  MovedClock& operator=(const MovedClock&) = delete;

  void put_to(Time time);
  void forward(std::chrono::seconds by);

 private:
  void write();

  std::filesystem::path path_;
  std::chrono::seconds ahead_{0};
};

}  // namespace pay200::dev
