#pragma once
// Different acts that are let go at the same moment, each on a thread of its own.

#include <cstddef>
#include <functional>
#include <vector>

#include "tests/support/at_once.hpp"

namespace pay200::test {

/// Returns when all have ended. The first exception, if any, is thrown again.
inline void together(const std::vector<std::function<void()>>& acts) {
  at_once(static_cast<int>(acts.size()), [&acts](int index) {
    acts[static_cast<std::size_t>(index)]();
    return 0;
  });
}

/// The same act several times.
inline void together(std::size_t times, const std::function<void(std::size_t)>& act) {
  at_once(static_cast<int>(times), [&act](int index) {
    act(static_cast<std::size_t>(index));
    return 0;
  });
}

}  // namespace pay200::test
