#pragma once
// Which payments are followed, by whom, and how far their timelines are known here. Pure: it is
// told what was read, and says what there is to read. One thread.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/payment/page_event.hpp"

namespace pay200::stream {

using FollowerId = std::uint64_t;
using SteadyTime = std::chrono::steady_clock::time_point;

class Topic {
 public:
  /// The timeline behind last(), oldest first; what is known already is passed over. Whether there
  /// is news.
  bool add(const std::vector<PageEvent>& read);

  /// The number of the last entry, news or not; 0: nothing is known yet.
  int last() const { return last_; }
  bool empty() const { return events_.empty(); }
  bool ended() const { return !events_.empty() && is_final(events_.back().type); }
  /// News after the number.
  std::span<const PageEvent> after(int number) const;
  /// Where one begins who has this already; what is not ours (or nothing) begins with the state as
  /// it is.
  int begin_after(std::optional<int> last_event_id) const;

  std::vector<FollowerId> followers;
  bool changed = false;                  ///< waits to be read
  std::optional<SteadyTime> changed_at;  ///< since when, where a hint told

 private:
  int last_ = 0;
  std::vector<PageEvent> events_;
};

/// A topic that is to be read.
struct TopicToRead {
  PageEventCursor cursor = {};
  std::optional<SteadyTime> changed_at = {};
};

class Topics {
 public:
  /// `follower` waits for a read from now on.
  void follow(const PaymentKey& key, FollowerId follower);
  /// The last one takes the topic with it.
  void leave(const PaymentKey& key, FollowerId follower);
  /// Nothing happens if nobody follows it.
  void hint(const PaymentKey& key, SteadyTime committed_at);

  Topic* find(const PaymentKey& key);
  std::size_t size() const { return topics_.size(); }
  /// Those that have changed, as they came; they count as unchanged from now on.
  std::vector<TopicToRead> take_changed(std::size_t most);
  /// All.
  std::vector<PageEventCursor> cursors() const;

 private:
  struct Hash {
    std::size_t operator()(const PaymentKey& key) const;
  };

  std::unordered_map<PaymentKey, Topic, Hash> topics_;
  std::vector<PaymentKey> changed_;
};

}  // namespace pay200::stream
