#pragma once
// Thousands of pages that follow their payments, in one thread: for bench-streams. A stream that
// ends before its payment does is opened again, as the SDK would: after the last `retry:`, from the
// last id.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <string>
#include <thread>
#include <vector>

#include "core/platform/unique_fd.hpp"
#include "dev/event_stream.hpp"

namespace pay200::dev {

struct Arrival {
  int id = 0;
  std::string type;
  std::int64_t at_us = 0;  ///< Unix time
};

class ManyStreams {
 public:
  struct Page {
    std::string token;
    bool stops_reading = false;  ///< once it has its first event
  };

  /// Begins to open one for each page; some hundred at once.
  ManyStreams(int port, std::vector<Page> pages);
  ~ManyStreams();
  ManyStreams(const ManyStreams&) = delete;
  ManyStreams& operator=(const ManyStreams&) = delete;

  std::size_t pages() const { return readers_.size(); }
  /// Open now, with an answer.
  std::size_t open() const { return open_; }
  /// Those that have had their last event.
  std::size_t ended() const { return ended_; }
  /// How often one was opened again.
  std::size_t opened_again() const { return opened_again_; }
  /// No more is read. What each page heard, in the order in which it did.
  std::vector<std::vector<Arrival>> stop();

 private:
  struct Reader {
    Page page;
    std::size_t number = 0;
    UniqueFd fd = {};
    EventStreamParser parser = {};
    std::string last_id = {};
    std::vector<Arrival> heard = {};
    bool is_open = false, has_ended = false;
  };
  using Time = std::chrono::steady_clock::time_point;
  using Due = std::pair<Time, std::size_t>;

  void work();
  void open_due();
  void open(Reader& reader);
  void read(Reader& reader);
  void take_events(Reader& reader);
  void close(Reader& reader);

  const int port_;
  UniqueFd epoll_;
  std::vector<std::unique_ptr<Reader>> readers_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> to_open_;
  std::size_t unanswered_ = 0;
  std::atomic<std::size_t> open_{0}, ended_{0}, opened_again_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace pay200::dev
