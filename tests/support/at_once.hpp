#pragma once
// Calls from many threads that begin at the same moment.

#include <exception>
#include <functional>
#include <latch>
#include <thread>
#include <vector>

namespace pay200::test {

/// act(0) ... act(count - 1), each on a thread of its own; their results in that order. The first
/// exception, if any, is thrown once all have ended.
template <class Act>
auto at_once(int count, Act act) {
  using Value = decltype(act(0));
  std::vector<Value> results(static_cast<std::size_t>(count));
  std::vector<std::exception_ptr> failures(results.size());
  std::latch start(count);
  std::vector<std::thread> threads;
  for (int index = 0; index < count; ++index) {
    threads.emplace_back([&, index] {
      const auto at = static_cast<std::size_t>(index);
      start.arrive_and_wait();
      try {
        results[at] = act(index);
      } catch (...) {
        failures[at] = std::current_exception();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  return results;
}

}  // namespace pay200::test
