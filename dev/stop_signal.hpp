#pragma once
// SIGINT and SIGTERM as something to wait for, instead of something that interrupts.

#include <chrono>
#include <stdexcept>

namespace pay200::dev {

struct Interrupted : std::runtime_error {
  Interrupted() : std::runtime_error("interrupted") {}
};

/// Blocks both for this thread and those started after it. Call it first in main.
class StopSignal {
 public:
  StopSignal();
  /// True as soon as one has come; it stays so.
  bool wait(std::chrono::milliseconds timeout);
  /// Between the steps of something long.
  void throw_if_stopped();

 private:
  bool stopped_ = false;
};

}  // namespace pay200::dev
