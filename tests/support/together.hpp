#pragma once
// Acts that are let go at the same moment, each on a thread of its own.

#include <barrier>
#include <cstddef>
#include <exception>
#include <functional>
#include <thread>
#include <vector>

namespace pay200::test {

/// Returns when all have ended. What one throws is thrown again.
inline void together(const std::vector<std::function<void()>>& acts) {
  std::barrier start(static_cast<std::ptrdiff_t>(acts.size()));
  std::vector<std::exception_ptr> thrown(acts.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < acts.size(); ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      try {
        acts[i]();
      } catch (...) {
        thrown[i] = std::current_exception();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& one : thrown) {
    if (one) std::rethrow_exception(one);
  }
}

/// The same act several times.
inline void together(std::size_t times, const std::function<void(std::size_t)>& act) {
  std::vector<std::function<void()>> acts;
  for (std::size_t i = 0; i < times; ++i) acts.emplace_back([&act, i] { act(i); });
  together(acts);
}

}  // namespace pay200::test
