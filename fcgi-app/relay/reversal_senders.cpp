#include "fcgi-app/relay/reversal_senders.hpp"

#include <exception>

#include "core/platform/log.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kMostHere = 256;

}  // namespace

ReversalSenders::ReversalSenders(RecoveryService& recovery, int threads) : recovery_(recovery) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

ReversalSenders::~ReversalSenders() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting_.clear();
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::size_t ReversalSenders::room() const {
  const std::lock_guard lock(mutex_);
  return kMostHere - here_.size();
}

void ReversalSenders::hand_over(const DueReversal& due) {
  {
    const std::lock_guard lock(mutex_);
    if (here_.size() >= kMostHere || !here_.insert(due.reversal_id).second) return;
    waiting_.push_back(due);
  }
  wake_.notify_one();
}

void ReversalSenders::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const DueReversal due = waiting_.front();
    waiting_.pop_front();
    lock.unlock();
    try {
      recovery_.send_reversal(due);
    } catch (const std::exception& error) {
      // Still owed: the claim's next_at, or the row as it was, brings it back.
      log::warning("reversal_not_recorded",
                   {{"reversal_id", due.reversal_id.to_sql()}, {"why", error.what()}});
    }
    lock.lock();
    here_.erase(due.reversal_id);
  }
}

}  // namespace pay200
