#pragma once
// Acts that are let go at the same moment, each on a thread of its own.

#include <cstddef>
#include <exception>
#include <functional>
#include <latch>
#include <thread>
#include <vector>

namespace pay200::test {

/// Returns when all have ended. The first exception, if any, is thrown again.
inline void together(const std::vector<std::function<void()>>& acts) {
  std::vector<std::exception_ptr> failures(acts.size());
  std::latch start(static_cast<std::ptrdiff_t>(acts.size()));
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < acts.size(); ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      try {
        acts[i]();
      } catch (...) {
        failures[i] = std::current_exception();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

/// act(0) ... act(times - 1).
inline void together(std::size_t times, const std::function<void(std::size_t)>& act) {
  std::vector<std::function<void()>> acts;
  for (std::size_t i = 0; i < times; ++i) acts.emplace_back([&act, i] { act(i); });
  together(acts);
}

/// The results of act(0) ... act(times - 1), in that order.
template <class Act>
auto results_together(std::size_t times, Act act) {
  std::vector<decltype(act(std::size_t{0}))> results(times);
  together(times, [&](std::size_t i) { results[i] = act(i); });
  return results;
}

}  // namespace pay200::test
