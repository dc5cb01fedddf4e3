#pragma once
// The demonstration's shop (sdk/demo): a server of its own, in Node, as a shop would have one.
// nginx shows it under /demo/. Without Node there is none, and everything else runs all the same.

#include "dev/process.hpp"
#include "dev/seed.hpp"
#include "dev/stack.hpp"

namespace pay200::dev {

/// Ends with the object. Threads: as Process.
class DemoShop {
 public:
  /// Both outlive it.
  DemoShop(const Stack& stack, const Seeded& people);

  /// Starts it again if it has ended; it says why in <directory>/log/demo.log.
  void keep_running();

 private:
  void start();

  const Stack& stack_;
  const Seeded& people_;
  Process process_;
  std::chrono::steady_clock::time_point started_{};
};

}  // namespace pay200::dev
