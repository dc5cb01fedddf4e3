#include "dev/moved_clock.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "core/platform/fail_point.hpp"

namespace pay200::dev {
namespace {

constexpr const char* kVariable = "PAY200_TEST_CLOCK";

}  // namespace

MovedClock::MovedClock(const std::filesystem::path& directory) : path_(directory / "clock") {
#ifndef PAY200_FAIL_POINTS
  throw std::runtime_error("clocks can be moved only in a build with PAY200_FAIL_POINTS");
#endif
  write();
  ::setenv(kVariable, path_.c_str(), 1);
}

MovedClock::~MovedClock() { ::unsetenv(kVariable); }

void MovedClock::put_to(Time time) {
  const auto machine = std::chrono::floor<Time::duration>(std::chrono::system_clock::now());
  ahead_ = std::chrono::duration_cast<std::chrono::seconds>(time - machine);
  write();
}

void MovedClock::forward(std::chrono::seconds by) {
  ahead_ += by;
  write();
}

/// Whoever reads it meanwhile finds the one or the other.
void MovedClock::write() {
  std::filesystem::path next = path_;
  next += ".next";
  std::ofstream(next) << ahead_.count();
  std::filesystem::rename(next, path_);
}

}  // namespace pay200::dev
