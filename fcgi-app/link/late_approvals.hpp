#pragma once
// Approvals that came after their attempt was given up, until the database has them: each means a
// reversal that is owed. A thread of its own tries again and again; a payment never waits for it.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "core/acquirer/acquirer.hpp"
#include "core/platform/id.hpp"

namespace pay200::link {

struct OwedReversal {
  std::string acquirer;
  LateApproval approval;
  ReversalId reversal_id;  ///< made once, so that the same one is noted however often it is tried
};

class LateApprovals {
 public:
  /// False: try again later.
  using Note = std::function<bool(const OwedReversal&)>;

  explicit LateApprovals(Note note, std::size_t most = 100'000);
  ~LateApprovals();  ///< stop() with no patience
  LateApprovals(const LateApprovals&) = delete;
  LateApprovals& operator=(const LateApprovals&) = delete;

  /// From any thread. Past `most` it is an alarm with all that a person needs.
  void add(OwedReversal owed);
  /// Tries for `patience` more, then raises an alarm for each that is left.
  void stop(std::chrono::milliseconds patience);

 private:
  void run();

  const Note note_;
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<OwedReversal> queue_;
  bool stopping_ = false;
  std::chrono::steady_clock::time_point stop_at_;
  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace pay200::link
