#include "pgctl/output/progress_steps.hpp"

#include "pgctl/output/record.hpp"

namespace pay200::pgctl {

void ProgressSteps::tell(const std::string& what, std::optional<std::int64_t> total,
                         std::int64_t done) {
  if (step_ == what) {
    const std::lock_guard lock(mutex_);
    return bar_.at(done_ = done);
  }
  ticking_ = {};  // ends it: the bar is this thread's alone
  step_ = what;
  if (total) {
    bar_.next(what, total);
    return bar_.at(done);
  }
  bar_.next(done == 0 ? what : what + " (" + grouped(done) + ")", std::nullopt);
  done_ = 0;
  ticking_ = std::jthread([this](const std::stop_token& stop) { tick(stop); });
}

void ProgressSteps::finish() {
  ticking_ = {};
  bar_.finish();
}

void ProgressSteps::tick(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  for (;;) {
    stopped_.wait_for(lock, stop, tick_, [] { return false; });
    if (stop.stop_requested()) return;
    bar_.at(done_);
  }
}

}  // namespace pay200::pgctl
