#pragma once
// Counting what happens, for Prometheus. Each process counts in a page of its own; exposition()
// reads those of all processes and makes one text of them, so that whichever worker is asked tells
// of all.
//
// Counting is cheap (an atomic addition) through a handle; making a handle takes a lock, so keep
// it: a static in the function, or a member. Labels are few and closed: never an id or an amount.
//
// Thread-safe. Nothing here throws but std::bad_alloc: a number that is lost must not stop a
// payment.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/platform/metrics/catalogue.hpp"

namespace pay200::metrics {

struct Cell;
using Labels = std::vector<std::pair<std::string, std::string>>;

/// Once per process, before the first handle: from here on others see its numbers. `role` "api",
/// `number`: which of the role's processes it is. Where that fails, it is logged, and the numbers
/// stay in this process.
void open(const std::string& directory, const std::string& role, int number);

class Counter {
 public:
  explicit Counter(Metric metric, const Labels& labels = {});
  void add(std::int64_t count = 1) const;

 private:
  Cell& cell_;
};

class Gauge {
 public:
  explicit Gauge(Metric metric, const Labels& labels = {});
  void set(std::int64_t value) const;

 private:
  Cell& cell_;
};

class Seconds {
 public:
  explicit Seconds(Metric metric, const Labels& labels = {});
  void observe(std::chrono::steady_clock::duration taken) const;

 private:
  Cell& cell_;
};

/// While it lives, observe() calls `act`, which must be quick and not throw: for gauges that
/// somebody has to look up.
class Observer {
 public:
  explicit Observer(std::function<void()> act);
  ~Observer();
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;

 private:
  std::function<void()> act_;
};

/// Memory and file descriptors of this process, and what the observers see. The master's children
/// do it every few seconds, on a thread that nobody catches for: what cannot be looked up now keeps
/// its last value.
void observe() noexcept;

/// All that the processes of the directory have counted, in Prometheus' text format 0.0.4, with the
/// labels `role` and `worker`. Of a process that has ended, what it counted stays, its gauges go.
std::string exposition(const std::string& directory);

/// The Content-Type of it.
inline constexpr const char* kExpositionType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace pay200::metrics
