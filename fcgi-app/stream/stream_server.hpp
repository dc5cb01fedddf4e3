#pragma once
// Thousands of event streams on one thread, which waits for nobody: not for a reader (what its
// socket does not take is kept, and a laggard is given up), not for the database (EventReader).
//
// A reader is let in, waits for a look at its payment that began after it came, and is then told
// the state as it is, or what it has missed. From then on it is told each change: a hint after the
// commit has it read at once, and a poll of all payments each second finds what no hint told.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/platform/metrics/metrics.hpp"
#include "core/platform/unique_fd.hpp"
#include "fcgi-app/stream/connection.hpp"
#include "fcgi-app/stream/epoll.hpp"
#include "fcgi-app/stream/event_reader.hpp"
#include "fcgi-app/stream/hint_socket.hpp"
#include "fcgi-app/stream/opening.hpp"
#include "fcgi-app/stream/topics.hpp"

namespace pay200::stream {

struct StreamSettings {
  Door door;
  std::string hint_socket;
  std::size_t most_streams = 20'000;
  std::chrono::milliseconds heartbeat{15'000};
  std::chrono::milliseconds poll_interval{1'000};
  std::size_t unsent_bytes = 16'384;
};

class StreamServer {
 public:
  /// `listen_fd` is non-blocking and stays the caller's; other processes may accept from it too.
  /// Throws std::system_error.
  StreamServer(int listen_fd, StreamSettings settings, Sources sources);
  ~StreamServer();
  StreamServer(const StreamServer&) = delete;
  StreamServer& operator=(const StreamServer&) = delete;

  /// Serves until `stop_fd` becomes readable; then ends every stream, so that its reader comes
  /// again elsewhere, a few at a time.
  void run(int stop_fd);

 private:
  enum class ToldBy { kOpening, kHint, kPoll };
  struct Timer {
    SteadyTime due;
    FollowerId id;
    bool operator>(const Timer& other) const { return due > other.due; }
  };

  void wait_and_serve();
  int wait_ms(SteadyTime now) const;
  void serve(std::uint64_t token, std::uint32_t events);

  void accept_all();
  void pause_accepting();
  void serve_connection(FollowerId id, std::uint32_t events);
  bool receive(Connection& connection);
  void let_in(Connection& connection);
  void join(Connection& connection, Opening opening);

  void take_hints();
  void ask_for_changed();
  void ask_for_all();
  void take_answers();
  void apply(const ReadAnswer& answer, ToldBy told_by);
  void apply_topic(const TopicToRead& read, const std::vector<PageEvent>& events,
                   std::uint64_t job_number, ToldBy told_by);
  void give_up_joining(const ReadJob& job);

  void start(Connection& connection, const Topic& topic);
  void tell(Connection& connection, const Topic& topic, ToldBy told_by);
  void answer_poll(Connection& connection);
  void answer(Connection& connection, const http::Response& response);
  bool write(Connection& connection, const std::string& bytes);
  void finish(Connection& connection);
  void drop(FollowerId id);
  void follow_no_more(Connection& connection);

  void fire_due_timers(SteadyTime now);
  void fire(Connection& connection, SteadyTime now);
  void set_timer(Connection& connection, std::chrono::milliseconds after);
  /// The same, and no longer than its token is good.
  void wait_for_news(Connection& connection, std::chrono::milliseconds at_most);
  void end_all();
  Connection* find(FollowerId id) const;

  const int listen_fd_;
  const StreamSettings settings_;
  const Sources sources_;
  Epoll epoll_;
  UniqueFd answers_ready_, hints_ready_;
  Topics topics_;
  std::unordered_map<FollowerId, std::unique_ptr<Connection>> connections_;
  std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
  std::vector<OriginQuestion> questions_;
  FollowerId last_id_;
  std::uint64_t last_job_ = 0;
  std::size_t streams_ = 0, polls_ = 0;  ///< let in, those that wait to be started included
  bool accepting_ = false;
  bool stop_seen_ = false;
  bool stopping_ = false;
  SteadyTime accept_again_at_{}, ask_again_at_{}, poll_at_{};

  const metrics::Gauge open_streams_{metrics::Metric::kStreamsOpen, {{"kind", "stream"}}};
  const metrics::Gauge open_polls_{metrics::Metric::kStreamsOpen, {{"kind", "poll"}}};
  const metrics::Counter told_at_opening_{metrics::Metric::kStreamEvents, {{"told_by", "opening"}}};
  const metrics::Counter told_by_hint_{metrics::Metric::kStreamEvents, {{"told_by", "hint"}}};
  const metrics::Counter told_by_poll_{metrics::Metric::kStreamEvents, {{"told_by", "poll"}}};
  const metrics::Seconds event_seconds_{metrics::Metric::kStreamEventSeconds};
  const metrics::Counter laggards_{metrics::Metric::kStreamLaggards};
  const metrics::Counter read_failures_{metrics::Metric::kStreamReadFailures};

  // Last: their threads end first.
  EventReader changes_;  ///< what is told at once
  EventReader polls_of_all_;
  HintSocket hints_;
};

}  // namespace pay200::stream
