#include "core/platform/db/set_queue.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <ctime>
#include <iterator>

#include "core/platform/assert.hpp"

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

constexpr std::string_view kArray = "(ARRAY[";
constexpr std::string_view kEndOfArray = "])";

std::string with_more_elements(std::string_view sql, std::size_t begin, std::size_t parameters,
                               std::size_t size) {
  const auto end = sql.find(kEndOfArray, begin);
  PAY200_ASSERT(end != std::string_view::npos);
  const std::string_view element = sql.substr(begin, end - begin);
  std::string more(sql.substr(0, begin));
  for (std::size_t place = 0; place < size; ++place) {
    if (place > 0) more += ", ";
    more += with_moved_parameters(element, place * parameters);
  }
  return more.append(sql.substr(end));
}

}  // namespace

void tell_unavailable(const std::vector<SetCall*>& set, const Unavailable& error) {
  for (SetCall* call : set) {
    call->error = std::make_exception_ptr(Unavailable(std::string(error.what())));
    call->answered = true;
  }
}

void Turn::wait() {
  while (::sem_wait(&semaphore_) != 0) {  // a signal
  }
}

bool Turn::wait_until(std::chrono::steady_clock::time_point end) {
  const auto since_start = end.time_since_epoch();
  const auto whole = std::chrono::floor<std::chrono::seconds>(since_start);
  const timespec until = {.tv_sec = static_cast<time_t>(whole.count()),
                          .tv_nsec = static_cast<long>((since_start - whole).count())};
  while (::sem_clockwait(&semaphore_, CLOCK_MONOTONIC, &until) != 0) {
    if (errno != EINTR) return false;
  }
  return true;
}

// Whoever has waited looks at its own call alone: sixteen that end at once would else meet again at
// the lock.
void SetQueue::pass(SetCall& call, const Carry& carry) noexcept {
  int posts = 0;
  std::unique_lock lock(mutex_);
  waiting_.push_back(&call);
  while (!call.ended_.load(std::memory_order_acquire)) {
    const Time now = std::chrono::steady_clock::now();
    if (call.taken_) {
      if (lock.owns_lock()) lock.unlock();
      call.turn_.wait();
      ++posts;
      continue;
    }
    if (!has_room(now)) {
      const Time until = begun_ + patience_;
      lock.unlock();
      if (call.turn_.wait_until(until)) ++posts;
      if (!call.ended_.load(std::memory_order_acquire)) lock.lock();
      continue;
    }
    const std::vector<SetCall*> set = take(call);
    ++carrying_;
    begun_ = now;
    SetCall* const another = next();
    lock.unlock();
    wake(another);
    carry_set(set, call, carry);
    break;
  }
  if (lock.owns_lock()) lock.unlock();
  while (posts < call.posts_.load(std::memory_order_relaxed)) {
    call.turn_.wait();
    ++posts;
  }
}

void SetQueue::carry_set(const std::vector<SetCall*>& set, const SetCall& own,
                         const Carry& carry) noexcept {
  try {
    carry(set);
  } catch (...) {
    // Whoever has no answer goes alone, and meets the cause there.
  }
  SetCall* first = nullptr;
  {
    const std::lock_guard lock(mutex_);
    --carrying_;
    first = next();
  }
  wake(first);
  for (SetCall* call : set) {
    if (call == &own) continue;
    call->posts_.fetch_add(1, std::memory_order_relaxed);
    call->ended_.store(true, std::memory_order_release);
    call->turn_.post();
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
  set.resize(largest_size(set.size()));
  for (SetCall* call : set) call->taken_ = true;
  waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(),
                                [](const SetCall* call) { return call->taken_; }),
                 waiting_.end());
  // Rows are locked in this order by every set of the statement.
  std::sort(set.begin(), set.end(),
            [](const SetCall* one, const SetCall* other) { return one->key < other->key; });
  return set;
}

/// Who may begin a set now, if anybody may; to be woken without the lock.
SetCall* SetQueue::next() {
  if (waiting_.empty() || carrying_ >= most_carrying_) return nullptr;
  waiting_.front()->posts_.fetch_add(1, std::memory_order_relaxed);
  return waiting_.front();
}

void SetQueue::wake(SetCall* call) {
  if (call != nullptr) call->turn_.post();
}

std::string set_sql(const Statement& statement, std::size_t parameters, std::size_t size) {
  const std::string_view one = statement.sql;
  if (const auto array = one.find(kArray); array != std::string_view::npos) {
    return with_more_elements(one, array + kArray.size(), parameters, size);
  }
  std::string sql;
  for (std::size_t place = 0; place < size; ++place) {
    if (place > 0) sql += " UNION ALL ";
    sql += "SELECT " + std::to_string(place) + " AS place, one.* FROM (" +
           with_moved_parameters(statement.sql, place * parameters) + ") AS one";
  }
  return sql;
}

}  // namespace pay200::db
