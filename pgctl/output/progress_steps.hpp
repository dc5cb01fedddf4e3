#pragma once
// A bar for work of several steps, some of which are one long statement that tells nothing before
// it is done: the line of such a one says of how many it is, and its time goes on each second.

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
  explicit ProgressSteps(ProgressBar& bar) : bar_(bar) {}

  /// `done` of `total`, of the step `what`. Without a total: the step begins, and is of `done`.
  void tell(const std::string& what, std::optional<std::int64_t> total, std::int64_t done);
  void finish();

 private:
  void tick(const std::stop_token& stop);

  ProgressBar& bar_;
  std::string step_;
  std::mutex mutex_;  ///< of the bar, while a thread ticks
  std::condition_variable_any stopped_;
  std::jthread ticking_;  ///< ends before what it uses
};

}  // namespace pay200::pgctl
