#pragma once
// The threads that send what is owed to acquirers: each send may wait as long as the acquirer's
// time-out, and one that does not answer must not hold up the others.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "core/platform/id.hpp"

namespace pay200 {

class OwedSenders {
 public:
  explicit OwedSenders(int threads);
  /// Finishes what is being sent, forgets what waits: it is still owed, and comes due again.
  ~OwedSenders();
  OwedSenders(const OwedSenders&) = delete;
  OwedSenders& operator=(const OwedSenders&) = delete;

  /// How many more are worth asking the database for.
  std::size_t room() const;
  /// `id`: of the row that owes it; ignores one that waits here already. What `send` throws is
  /// logged: the row brings it back.
  void hand_over(const Uuid& id, std::function<void()> send);

 private:
  struct Owed {
    Uuid id;
    std::function<void()> send;
  };
  void work();

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Owed> waiting_;
  std::set<Uuid> here_;  ///< waiting or being sent
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace pay200
