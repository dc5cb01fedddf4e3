#pragma once
// The threads that send owed reversals: each send may wait for the acquirer as long as its
// time-out, and one that does not answer must not hold up the others.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "core/payment/recovery_service.hpp"

namespace pay200 {

class ReversalSenders {
 public:
  /// `recovery` outlives this.
  ReversalSenders(RecoveryService& recovery, int threads);
  /// Finishes what is being sent, forgets what waits: it is still owed, and comes due again.
  ~ReversalSenders();
  ReversalSenders(const ReversalSenders&) = delete;
  ReversalSenders& operator=(const ReversalSenders&) = delete;

  /// How many more are worth asking the database for.
  std::size_t room() const;
  /// Ignores one that waits here already.
  void hand_over(const DueReversal& due);

 private:
  void work();

  RecoveryService& recovery_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<DueReversal> waiting_;
  std::set<ReversalId> here_;  ///< waiting or being sent
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace pay200
