#include "core/platform/db/set_queue.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace pay200::db {
namespace {

/// Sizes that are made: each is a statement that every connection prepares.
constexpr std::size_t kSizes[] = {1, 2, 3, 4, 6, 8, 12, SetQueue::kMostInSet};

std::size_t largest_size(std::size_t calls) {
  return *std::prev(std::upper_bound(std::begin(kSizes), std::end(kSizes), calls));
}

/// "$3" becomes "$27" for by = 24.
std::string with_moved_parameters(std::string_view sql, std::size_t by) {
  std::string moved;
  for (std::size_t at = 0; at < sql.size();) {
    moved += sql[at];
    if (sql[at++] != '$') continue;
    std::size_t number = 0;
    for (; at < sql.size() && std::isdigit(static_cast<unsigned char>(sql[at])) != 0; ++at) {
      number = number * 10 + static_cast<std::size_t>(sql[at] - '0');
    }
    moved += std::to_string(number + by);
  }
  return moved;
}

}  // namespace

void SetQueue::pass(SetCall& call, const Carry& carry) noexcept {
  std::unique_lock lock(mutex_);
  waiting_.push_back(&call);
  while (!call.ended_) {
    const Time now = std::chrono::steady_clock::now();
    if (call.taken_) {
      call.turn_.wait(lock);
      continue;
    }
    if (!has_room(now)) {
      call.turn_.wait_until(lock, begun_ + patience_);
      continue;
    }
    const std::vector<SetCall*> set = take(call);
    ++carrying_;
    begun_ = now;
    wake_next();
    lock.unlock();
    try {
      carry(set);
    } catch (...) {
      // Whoever has no answer goes alone, and meets the cause there.
    }
    lock.lock();
    --carrying_;
    end(set);
  }
}

std::size_t SetQueue::waiting() {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

bool SetQueue::has_room(Time now) const {
  return carrying_ < most_carrying_ || now >= begun_ + patience_;
}

/// With the first, those that have waited longest.
std::vector<SetCall*> SetQueue::take(SetCall& first) {
  std::vector<SetCall*> set = {&first};
  for (SetCall* call : waiting_) {
    if (set.size() == kMostInSet) break;
    const auto clashes = [call](const SetCall* one) {
      return one == call || (!call->key.empty() && one->key == call->key);
    };
    if (std::none_of(set.begin(), set.end(), clashes)) set.push_back(call);
  }
  if (sizes_ == Sizes::kFew) set.resize(largest_size(set.size()));
  for (SetCall* call : set) call->taken_ = true;
  waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(),
                                [](const SetCall* call) { return call->taken_; }),
                 waiting_.end());
  // Rows are locked in this order by every set of the statement.
  std::sort(set.begin(), set.end(),
            [](const SetCall* one, const SetCall* other) { return one->key < other->key; });
  return set;
}

void SetQueue::end(const std::vector<SetCall*>& set) {
  for (SetCall* call : set) {
    call->ended_ = true;
    call->turn_.notify_one();
  }
  wake_next();
}

void SetQueue::wake_next() {
  if (!waiting_.empty() && carrying_ < most_carrying_) waiting_.front()->turn_.notify_one();
}

std::string set_sql(const Statement& statement, std::size_t parameters, std::size_t size) {
  std::string sql;
  for (std::size_t place = 0; place < size; ++place) {
    if (place > 0) sql += " UNION ALL ";
    sql += "SELECT " + std::to_string(place) + " AS place, one.* FROM (" +
           with_moved_parameters(statement.sql, place * parameters) + ") AS one";
  }
  return sql;
}

}  // namespace pay200::db
