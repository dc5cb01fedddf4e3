#include "pgctl/output/progress_steps.hpp"

#include <chrono>

#include "pgctl/output/record.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::chrono::seconds kTick{1};

}  // namespace

void ProgressSteps::tell(const std::string& what, std::optional<std::int64_t> total,
                         std::int64_t done) {
  if (total && step_ == what) return bar_.at(done);
  ticking_ = {};
  step_ = what;
  if (total) {
    bar_.next(what, total);
    return bar_.at(done);
  }
  bar_.next(done == 0 ? what : what + " (" + grouped(done) + ")", std::nullopt);
  ticking_ = std::jthread([this](const std::stop_token& stop) { tick(stop); });
}

void ProgressSteps::finish() {
  ticking_ = {};
  bar_.finish();
}

void ProgressSteps::tick(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  for (;;) {
    stopped_.wait_for(lock, stop, kTick, [] { return false; });
    if (stop.stop_requested()) return;
    bar_.at(0);
  }
}

}  // namespace pay200::pgctl
