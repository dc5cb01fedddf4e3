#pragma once
// A bar for work of several steps, some of which are one long statement that tells nothing before
// it is done: the line of one without a total is drawn anew each second, so that its time goes on.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "pgctl/output/progress.hpp"

namespace pay200::pgctl {

class ProgressSteps {
 public:
  /// `bar` is used by no one else until finish().
  explicit ProgressSteps(ProgressBar& bar, std::chrono::milliseconds tick = std::chrono::seconds(1))
      : bar_(bar), tick_(tick) {}

  /// `done` of `total`, of the step `what`. Without a total, a step that begins with `done` is of
  /// so many; what it counts comes behind.
  void tell(const std::string& what, std::optional<std::int64_t> total, std::int64_t done);
  void finish();

 private:
  void tick(const std::stop_token& stop);

  ProgressBar& bar_;
  std::chrono::milliseconds tick_;
  std::string step_;
  std::mutex mutex_;  ///< of the bar and done_, from a step's beginning to the next one's
  std::int64_t done_ = 0;
  std::condition_variable_any stopped_;
  std::jthread ticking_;  ///< ends before what it uses
};

}  // namespace pay200::pgctl
