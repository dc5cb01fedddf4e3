#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace pay200::test {

/// Asks `holds` again and again; false if it did not come true in `patience`.
inline bool comes_true(const std::function<bool()>& holds,
                       std::chrono::milliseconds patience = std::chrono::seconds(20)) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace pay200::test
