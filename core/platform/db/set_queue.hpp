#pragma once
// Calls of one statement that wait at the same moment go together: while some are on their way to
// the database, those that come gather, and the next set carries them all. No timer: who comes
// alone goes at once. For database.cpp only. Safe from any thread.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <pqxx/pqxx>
#include <semaphore.h>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/db/database.hpp"

namespace pay200::db {

/// What one thread waits for and others post.
class Turn {
 public:
  Turn() { ::sem_init(&semaphore_, 0, 0); }
  ~Turn() { ::sem_destroy(&semaphore_); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  void post() { ::sem_post(&semaphore_); }
  void wait();
  bool wait_until(std::chrono::steady_clock::time_point end);  ///< false: it was in vain

 private:
  sem_t semaphore_;
};

struct SetCall {
  SetCall(const Params& call_params, std::string_view call_key)
      : params(call_params), key(call_key) {}

  const Params& params;
  const std::string_view key;  ///< of those with the same key a set holds one; empty: any number

  /// Not so: it has to go alone.
  bool answered = false;
  bool in_doubt = false;  ///< not answered, and it may have been done
  std::vector<pqxx::row> rows;
  std::exception_ptr error;  ///< answered, by this

 private:
  friend class SetQueue;
  bool taken_ = false;
  std::atomic<bool> ended_{false};
  /// Posts of its turn that were begun: it lives until it has had them all.
  std::atomic<int> posts_{0};
  Turn turn_;
};

/// They are answered so, each by an exception of its own: whose last thread is done with it is not
/// for many to find out.
void tell_unavailable(const std::vector<SetCall*>& set, const Unavailable& error);

class SetQueue {
 public:
  static constexpr std::size_t kMostInSet = 16;
  /// Executes a set, in the order of the keys, and says of each how it ended. If it throws, those
  /// that have not ended go alone.
  using Carry = std::function<void(const std::vector<SetCall*>&)>;

  /// `patience`: a set that takes longer waits for somebody's lock or for the network, and no other
  /// waits for it.
  SetQueue(std::size_t sets_at_once, std::chrono::milliseconds patience)
      : most_carrying_(sets_at_once), patience_(patience) {}

  /// Returns once the call has ended; this thread may have carried it, and others with it.
  void pass(SetCall& call, const Carry& carry) noexcept;

  /// How many gather now.
  std::size_t waiting();

 private:
  using Time = std::chrono::steady_clock::time_point;

  bool has_room(Time now) const;
  std::vector<SetCall*> take(SetCall& first);
  SetCall* next();
  static void wake(SetCall* call);
  void carry_set(const std::vector<SetCall*>& set, const SetCall& own, const Carry& carry) noexcept;

  const std::size_t most_carrying_;
  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::deque<SetCall*> waiting_;
  std::size_t carrying_ = 0;
  Time begun_;  ///< the last set that was taken
};

/// The statement for `size` calls at once: a row each, with its place in the column "place", from
/// 0. One that takes its call as an array's only element, "... f(ARRAY[ROW($1, $2)::f_call])",
/// takes all of them as its elements and says their places itself; others are joined by UNION ALL.
std::string set_sql(const Statement& statement, std::size_t parameters, std::size_t size);

}  // namespace pay200::db
