#pragma once
// The thread that asks the database, so that the one that serves the streams never waits for it.
// While one question is on its way, whatever else is to be read gathers, and goes together next.

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/payment/page_event.hpp"
#include "fcgi-app/stream/topics.hpp"

namespace pay200::stream {

/// What is read, and from whom. May throw; tests put their own in place of the database.
struct Sources {
  /// Of several threads at once.
  std::function<std::vector<std::vector<PageEvent>>(const std::vector<PageEventCursor>&)> events;
  std::function<bool(MerchantId, const std::string& origin)> origin_is_allowed;
};

struct OriginQuestion {
  FollowerId follower = 0;
  MerchantId merchant_id = {};
  std::string origin = {};
};

struct ReadJob {
  std::uint64_t number = 0;  ///< grows with each job
  std::vector<TopicToRead> topics = {};
  std::vector<OriginQuestion> origins = {};
};

struct ReadAnswer {
  ReadJob job;
  bool failed = false;
  std::vector<std::vector<PageEvent>> events = {};  ///< of each topic of the job
  std::vector<FollowerId> refused = {};             ///< whose origin is not allowed
};

class EventReader {
 public:
  /// `ready_fd`: an eventfd that is written to with each answer. `sources` outlives it.
  EventReader(const Sources& sources, int ready_fd);
  /// Waits for what is on its way.
  ~EventReader();
  EventReader(const EventReader&) = delete;
  EventReader& operator=(const EventReader&) = delete;

  // For the one thread that asks.
  /// Whether the last answer has been taken.
  bool idle() const { return idle_; }
  void ask(ReadJob job);  ///< only while idle
  std::optional<ReadAnswer> take();

 private:
  void work();
  ReadAnswer answer(ReadJob job) const;

  const Sources& sources_;
  const int ready_fd_;
  bool idle_ = true;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::optional<ReadJob> job_;
  std::optional<ReadAnswer> answer_;
  std::thread thread_;
};

}  // namespace pay200::stream
