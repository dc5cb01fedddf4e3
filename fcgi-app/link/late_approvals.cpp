#include "fcgi-app/link/late_approvals.hpp"

#include <algorithm>
#include <utility>

#include "core/platform/log.hpp"

namespace pay200::link {
namespace {

constexpr std::chrono::milliseconds kFirstPause{100};
constexpr std::chrono::milliseconds kLongestPause{2000};

void alarm(const OwedReversal& owed, const char* why) {
  const auto& identity = owed.approval.identity;
  log::error("late_approval_lost", {{"acquirer", owed.acquirer},
                                    {"merchant", owed.approval.card_acceptor_id},
                                    {"terminal_id", identity.terminal_id},
                                    {"stan", std::to_string(identity.stan)},
                                    {"rrn", identity.rrn},
                                    {"approval_code", owed.approval.approval_code},
                                    {"why", why}});
}

}  // namespace

LateApprovals::LateApprovals(Note note, std::size_t most)
    : note_(std::move(note)), most_(most), thread_([this] { run(); }) {}

LateApprovals::~LateApprovals() { stop(std::chrono::milliseconds(0)); }

void LateApprovals::add(OwedReversal owed) {
  const std::lock_guard lock(mutex_);
  if (queue_.size() >= most_) return alarm(owed, "too many wait for the database");
  queue_.push_back(std::move(owed));
  wake_.notify_one();
}

void LateApprovals::stop(std::chrono::milliseconds patience) {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) stop_at_ = std::chrono::steady_clock::now() + patience;
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void LateApprovals::run() {
  auto pause = kFirstPause;
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    const OwedReversal owed = queue_.front();
    lock.unlock();
    const bool noted = note_(owed);
    lock.lock();
    if (noted) {
      queue_.pop_front();
      pause = kFirstPause;
      continue;
    }
    if (stopping_ && std::chrono::steady_clock::now() >= stop_at_) break;
    if (stopping_) {
      wake_.wait_for(lock, kFirstPause);
    } else {
      wake_.wait_for(lock, pause, [this] { return stopping_; });
    }
    pause = std::min(pause * 2, kLongestPause);
  }
  for (const auto& owed : queue_) alarm(owed, "the link ends and the database is away");
}

}  // namespace pay200::link
