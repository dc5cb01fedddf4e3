#include "fcgi-app/relay/owed_senders.hpp"

#include <exception>
#include <utility>

#include "core/platform/log.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kMostHere = 256;

}  // namespace

OwedSenders::OwedSenders(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

OwedSenders::~OwedSenders() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting_.clear();
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::size_t OwedSenders::room() const {
  const std::lock_guard lock(mutex_);
  return kMostHere - here_.size();
}

void OwedSenders::hand_over(const Uuid& id, std::function<void()> send) {
  {
    const std::lock_guard lock(mutex_);
    if (here_.size() >= kMostHere || !here_.insert(id).second) return;
    waiting_.push_back({id, std::move(send)});
  }
  wake_.notify_one();
}

void OwedSenders::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const Owed owed = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    {
      const log::RequestScope lines({"owed-" + owed.id.to_string()});  // the link's of it, too
      try {
        owed.send();
      } catch (const std::exception& error) {
        // Still owed: the claim's next_at, or the row as it was, brings it back.
        log::warning("owed_not_recorded", {{"id", owed.id.to_string()}, {"why", error.what()}});
      }
    }
    lock.lock();
    here_.erase(owed.id);
  }
}

}  // namespace pay200
