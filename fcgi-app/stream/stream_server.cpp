#include "fcgi-app/stream/stream_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <utility>

#include "core/payment/page_event.hpp"
#include "core/platform/log.hpp"
#include "fcgi-app/http/request_metrics.hpp"
#include "fcgi-app/routes.hpp"
#include "fcgi-app/stream/event_text.hpp"
#include "fcgi-app/stream/fastcgi_records.hpp"

namespace pay200::stream {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Step = Connection::Step;

constexpr std::uint64_t kListener = 0, kStop = 1, kAnswers = 2, kHints = 3, kLastToken = 3;
/// Beyond the streams: those that are read from, refused or ended.
constexpr std::size_t kMoreConnections = 512;
constexpr std::size_t kMostInJob = 1'000;
constexpr milliseconds kRequestPatience{5'000};  ///< nginx sends all of it at once
constexpr milliseconds kEndPatience{10'000};     ///< for the last of an answer to be read
constexpr milliseconds kAfterFailure{500};
constexpr milliseconds kLastMoment{1'000};  ///< when everything ends
constexpr milliseconds kRetry{1'000};
constexpr int kRetryWhenFullS = 5;

int make_eventfd() {
  const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return fd;
}

void clear(const UniqueFd& eventfd) {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto size = ::read(eventfd.get(), &count, sizeof(count));
}

const http::Route* events_route() {
  static const http::Route* const route = [] {
    const auto& all = routes();
    return &*std::ranges::find_if(all, [](const http::Route& one) {
      return std::holds_alternative<http::StreamEndpoint>(one.handler);
    });
  }();
  return route;
}

Error unavailable(int retry_after_s) {
  return {.code = ErrorCode::kServiceUnavailable, .retry_after_s = retry_after_s};
}

}  // namespace

StreamServer::StreamServer(int listen_fd, StreamSettings settings, Sources sources)
    : listen_fd_(listen_fd),
      settings_(std::move(settings)),
      sources_(std::move(sources)),
      answers_ready_(make_eventfd()),
      hints_ready_(make_eventfd()),
      last_id_(kLastToken),
      changes_(sources_, answers_ready_.get()),
      polls_of_all_(sources_, answers_ready_.get()),
      hints_(settings_.hint_socket, hints_ready_.get()) {
  epoll_.watch(answers_ready_.get(), kAnswers, EPOLLIN, EPOLL_CTL_ADD);
  epoll_.watch(hints_ready_.get(), kHints, EPOLLIN, EPOLL_CTL_ADD);
}

StreamServer::~StreamServer() = default;

void StreamServer::run(int stop_fd) {
  epoll_.watch(stop_fd, kStop, EPOLLIN, EPOLL_CTL_ADD);
  accept_again_at_ = steady_clock::now();
  while (!stop_seen_) wait_and_serve();
  epoll_.watch(stop_fd, kStop, 0, EPOLL_CTL_DEL);
  end_all();
  const auto end = steady_clock::now() + kLastMoment;
  while (!connections_.empty() && steady_clock::now() < end) wait_and_serve();
}

void StreamServer::wait_and_serve() {
  std::array<epoll_event, 512> events;
  for (const epoll_event& event : epoll_.wait(events, wait_ms(steady_clock::now()))) {
    serve(event.data.u64, event.events);
  }
  const auto now = steady_clock::now();
  fire_due_timers(now);
  if (!accepting_ && !stopping_ && now >= accept_again_at_) {
    epoll_.watch(listen_fd_, kListener, EPOLLIN | EPOLLEXCLUSIVE, EPOLL_CTL_ADD);
    accepting_ = true;
  }
  if (now >= poll_at_) ask_for_all();
  if (now >= ask_again_at_) ask_for_changed();
}

int StreamServer::wait_ms(SteadyTime now) const {
  auto next = poll_at_;
  if (!timers_.empty()) next = std::min(next, timers_.top().due);
  if (!accepting_ && !stopping_) next = std::min(next, accept_again_at_);
  const auto left = std::chrono::ceil<milliseconds>(next - now).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000));
}

void StreamServer::serve(std::uint64_t token, std::uint32_t events) {
  switch (token) {
    case kListener:
      return accept_all();
    case kStop:
      stop_seen_ = true;
      return;
    case kAnswers:
      clear(answers_ready_);
      return take_answers();
    case kHints:
      clear(hints_ready_);
      return take_hints();
    default:
      return serve_connection(token, events);
  }
}

// ------------------------------------------------------------------ coming in

void StreamServer::accept_all() {
  while (accepting_) {
    if (connections_.size() >= settings_.most_streams + kMoreConnections) return pause_accepting();
    UniqueFd fd(::accept4(listen_fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd) {
      if (errno == EAGAIN || errno == EWOULDBLOCK) return;
      if (errno == EINTR || errno == ECONNABORTED) continue;
      log::error("accept_failed", {{"cause", std::generic_category().message(errno)}});
      return pause_accepting();
    }
    const FollowerId id = ++last_id_;
    epoll_.watch(fd.get(), id, EPOLLIN | EPOLLRDHUP, EPOLL_CTL_ADD);
    auto connection = std::make_unique<Connection>(id, std::move(fd), settings_.unsent_bytes);
    set_timer(*connection, kRequestPatience);
    connections_.emplace(id, std::move(connection));
  }
}

/// Who comes meanwhile waits in the listener's queue.
void StreamServer::pause_accepting() {
  epoll_.watch(listen_fd_, kListener, 0, EPOLL_CTL_DEL);
  accepting_ = false;
  accept_again_at_ = steady_clock::now() + milliseconds(50);
}

void StreamServer::serve_connection(FollowerId id, std::uint32_t events) {
  Connection* const connection = find(id);
  if (connection == nullptr) return;  // dropped in this very round
  if ((events & EPOLLOUT) != 0) {
    const auto sent = connection->out.flush();
    if (sent == Outgoing::Sent::kBroken) return drop(id);
    if (sent == Outgoing::Sent::kAll) {
      if (connection->step == Step::kEnding) return drop(id);
      epoll_.watch(connection->out.fd(), id, EPOLLIN | EPOLLRDHUP, EPOLL_CTL_MOD);
    }
  }
  if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0 && !receive(*connection)) drop(id);
}

/// False: its reader has gone away, or is none.
bool StreamServer::receive(Connection& connection) {
  std::array<char, 4096> buffer;
  const ssize_t count = ::recv(connection.out.fd(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  if (count == 0 || connection.step != Step::kReading) return false;
  switch (connection.reader->read({buffer.data(), static_cast<std::size_t>(count)})) {
    case RequestReader::State::kMore:
      return true;
    case RequestReader::State::kBroken:
      return false;
    case RequestReader::State::kComplete:
      let_in(connection);  // may drop it
      return true;
  }
  return false;
}

void StreamServer::let_in(Connection& connection) {
  const std::unique_ptr<RequestReader> reader = std::move(connection.reader);
  connection.request_id = reader->id();
  const StreamRequest request(reader->params());
  auto opened = open(settings_.door, request, system_clock().now());
  if (const auto* const refused = std::get_if<http::Response>(&opened)) {
    return answer(connection, *refused);
  }
  auto& opening = std::get<Opening>(opened);
  if (stopping_) return answer(connection, refusal(opening, unavailable(1)));
  if (streams_ + polls_ >= settings_.most_streams) {
    return answer(connection, refusal(opening, unavailable(kRetryWhenFullS)));
  }
  join(connection, std::move(opening));
}

void StreamServer::join(Connection& connection, Opening opening) {
  connection.step = Step::kJoining;
  connection.key = opening.key;
  connection.language = opening.language;
  connection.is_poll = opening.poll.has_value();
  connection.joined_after = last_job_;
  connection.until = steady_clock::now() + (opening.until - system_clock().now());
  ++(connection.is_poll ? polls_ : streams_);
  if (!opening.origin.empty()) {
    questions_.push_back({connection.id, opening.key.merchant_id, opening.origin});
  }
  connection.opening = std::make_unique<Opening>(std::move(opening));
  topics_.follow(connection.key, connection.id);
}

// ------------------------------------------------------------------ what is read

void StreamServer::take_hints() {
  for (const ChangeHint& hint : hints_.take()) topics_.hint(hint.key, hint.committed_at);
}

void StreamServer::ask_for_changed() {
  if (!changes_.idle()) return;
  ReadJob job{.topics = topics_.take_changed(kMostInJob)};
  if (job.topics.empty()) return;
  job.number = ++last_job_;
  job.origins = std::exchange(questions_, {});
  changes_.ask(std::move(job));
}

void StreamServer::ask_for_all() {
  poll_at_ = steady_clock::now() + settings_.poll_interval;
  open_streams_.set(static_cast<std::int64_t>(streams_));
  open_polls_.set(static_cast<std::int64_t>(polls_));
  if (!polls_of_all_.idle() || topics_.size() == 0) return;
  ReadJob job{.number = ++last_job_};
  for (const PageEventCursor& cursor : topics_.cursors()) job.topics.push_back({cursor, {}});
  polls_of_all_.ask(std::move(job));
}

void StreamServer::take_answers() {
  if (const auto answer = changes_.take()) apply(*answer, ToldBy::kHint);
  if (const auto answer = polls_of_all_.take()) apply(*answer, ToldBy::kPoll);
}

void StreamServer::apply(const ReadAnswer& read, ToldBy told_by) {
  if (read.failed) {
    read_failures_.add();
    if (told_by == ToldBy::kPoll) return;
    ask_again_at_ = steady_clock::now() + kAfterFailure;
    return give_up_joining(read.job);
  }
  for (const FollowerId id : read.refused) {
    Connection* const connection = find(id);
    if (connection == nullptr || connection->step != Step::kJoining) continue;
    answer(*connection, refusal(*connection->opening, {ErrorCode::kOriginNotAllowed}));
  }
  for (std::size_t i = 0; i < read.events.size(); ++i) {
    const TopicToRead& topic = read.job.topics[i];
    // A poll finds nothing of most.
    if (told_by == ToldBy::kPoll && read.events[i].empty()) continue;
    apply_topic(topic, read.events[i], read.job.number, told_by);
  }
}

void StreamServer::apply_topic(const TopicToRead& read, const std::vector<PageEvent>& events,
                               std::uint64_t job_number, ToldBy told_by) {
  Topic* const topic = topics_.find(read.cursor.key);
  // Left, and followed anew by somebody who knows less: read again for that one.
  if (topic == nullptr || read.cursor.after > topic->last()) return;
  const bool news = topic->add(events);
  const std::vector<FollowerId> followers = topic->followers;
  for (const FollowerId id : followers) {
    // Telling the last one of the end takes the topic away.
    if (topics_.find(read.cursor.key) != topic) return;
    Connection* const connection = find(id);
    if (connection == nullptr) continue;
    const bool joining = connection->step == Step::kJoining;
    if (joining && told_by == ToldBy::kHint && job_number > connection->joined_after) {
      start(*connection, *topic);
    } else if (connection->is_told() && news) {
      tell(*connection, *topic, told_by);
    }
  }
  if (news && read.changed_at) event_seconds_.observe(steady_clock::now() - *read.changed_at);
}

/// They come again; who is told already is found by the poll. Whoever was not in this job, whose
/// topic comes with a later one, waits on.
void StreamServer::give_up_joining(const ReadJob& job) {
  for (const TopicToRead& read : job.topics) {
    const Topic* const topic = topics_.find(read.cursor.key);
    if (topic == nullptr) continue;
    const std::vector<FollowerId> followers = topic->followers;
    for (const FollowerId id : followers) {
      Connection* const connection = find(id);
      const bool waits = connection != nullptr && connection->step == Step::kJoining &&
                         job.number > connection->joined_after;
      if (waits) answer(*connection, refusal(*connection->opening, unavailable(1)));
    }
  }
  for (const OriginQuestion& question : job.origins) {
    const Connection* const connection = find(question.follower);
    const bool waits = connection != nullptr && connection->step == Step::kJoining;
    if (waits) questions_.push_back(question);
  }
}

// ------------------------------------------------------------------ what is told

void StreamServer::start(Connection& connection, const Topic& topic) {
  const Opening& opening = *connection.opening;
  if (topic.empty()) return answer(connection, refusal(opening, {ErrorCode::kNotFoundPayment}));
  connection.told = topic.begin_after(opening.last_event_id);
  const bool anything = !topic.after(connection.told).empty();
  // Nothing more will come: a reader that is told so does not come again (204).
  if (topic.ended() && !anything) return answer(connection, with_common(opening, {.status = 204}));
  if (connection.is_poll) {
    connection.step = Step::kPolling;
    if (anything) return tell(connection, topic, ToldBy::kOpening);
    if (*opening.poll == std::chrono::seconds(0)) return answer_poll(connection);
    return wait_for_news(connection, *opening.poll);
  }
  const http::Response head = with_common(opening, stream_response());
  http::count_request(events_route(), head.status, steady_clock::now() - connection.since);
  connection.step = Step::kStreaming;
  connection.opening.reset();
  const std::string begin = http::response_head(head) + retry_text(kRetry);
  if (!write(connection, output_records(connection.request_id, begin))) return;
  wait_for_news(connection, settings_.heartbeat);
  tell(connection, topic, ToldBy::kOpening);
}

void StreamServer::tell(Connection& connection, const Topic& topic, ToldBy told_by) {
  const auto events = topic.after(connection.told);
  if (events.empty()) return;
  (told_by == ToldBy::kOpening ? told_at_opening_
   : told_by == ToldBy::kHint  ? told_by_hint_
                               : told_by_poll_)
      .add(static_cast<std::int64_t>(events.size()));
  if (connection.is_poll) {
    connection.told = events.back().number;
    return answer(connection,
                  with_common(*connection.opening,
                              poll_response(events, connection.told, connection.language)));
  }
  std::string text;
  for (const PageEvent& event : events) text += event_text(event, connection.language);
  connection.told = events.back().number;
  const bool ended = topic.ended();
  if (!write(connection, output_records(connection.request_id, text))) return;
  if (ended) finish(connection);
}

/// With nothing new.
void StreamServer::answer_poll(Connection& connection) {
  answer(connection,
         with_common(*connection.opening, poll_response({}, connection.told, connection.language)));
}

void StreamServer::answer(Connection& connection, const http::Response& response) {
  const auto taken = steady_clock::now() - connection.since;
  http::count_request(events_route(), response.status, taken);
  const std::string whole = http::response_head(response) + response.body;
  if (write(connection, output_records(connection.request_id, whole))) finish(connection);
}

/// False: the connection is no more.
bool StreamServer::write(Connection& connection, const std::string& bytes) {
  const bool waited = connection.out.waiting();
  switch (connection.out.send(bytes)) {
    case Outgoing::Sent::kAll:
      return true;
    case Outgoing::Sent::kWaiting:
      if (!waited) {
        epoll_.watch(connection.out.fd(), connection.id, EPOLLIN | EPOLLRDHUP | EPOLLOUT,
                     EPOLL_CTL_MOD);
      }
      return true;
    case Outgoing::Sent::kTooMuch:
      laggards_.add();
      break;
    case Outgoing::Sent::kBroken:
      break;
  }
  drop(connection.id);
  return false;
}

void StreamServer::finish(Connection& connection) {
  follow_no_more(connection);
  if (!write(connection, end_records(connection.request_id))) return;
  if (!connection.out.waiting()) return drop(connection.id);
  connection.step = Step::kEnding;
  set_timer(connection, kEndPatience);
}

void StreamServer::drop(FollowerId id) {
  Connection* const connection = find(id);
  if (connection == nullptr) return;
  follow_no_more(*connection);
  connections_.erase(id);
}

void StreamServer::follow_no_more(Connection& connection) {
  if (!connection.is_let_in()) return;
  --(connection.is_poll ? polls_ : streams_);
  topics_.leave(connection.key, connection.id);
  connection.step = Step::kEnding;
}

// ------------------------------------------------------------------ time

/// Each connection has one; an earlier one of it does nothing any more.
void StreamServer::set_timer(Connection& connection, milliseconds after) {
  connection.due = steady_clock::now() + after;
  timers_.push({connection.due, connection.id});
}

void StreamServer::wait_for_news(Connection& connection, milliseconds at_most) {
  const auto left = std::chrono::ceil<milliseconds>(connection.until - steady_clock::now());
  set_timer(connection, std::min(at_most, left));
}

void StreamServer::fire_due_timers(SteadyTime now) {
  while (!timers_.empty() && timers_.top().due <= now) {
    const Timer timer = timers_.top();
    timers_.pop();
    Connection* const connection = find(timer.id);
    if (connection != nullptr && connection->due == timer.due) fire(*connection, now);
  }
}

void StreamServer::fire(Connection& connection, SteadyTime now) {
  switch (connection.step) {
    case Step::kReading:
      return drop(connection.id);
    case Step::kJoining:  // the database's time-outs bound that
      return;
    case Step::kStreaming:
      if (now >= connection.until) return finish(connection);
      if (write(connection, output_records(connection.request_id, heartbeat_text()))) {
        wait_for_news(connection, settings_.heartbeat);
      }
      return;
    case Step::kPolling:
      return answer_poll(connection);
    case Step::kEnding:
      return drop(connection.id);
  }
}

/// Their readers come again, one half of a millisecond after the other.
void StreamServer::end_all() {
  stopping_ = true;
  if (accepting_) epoll_.watch(listen_fd_, kListener, 0, EPOLL_CTL_DEL);
  accepting_ = false;
  std::vector<FollowerId> ids;
  for (const auto& [id, connection] : connections_) ids.push_back(id);
  std::int64_t place = 0;
  for (const FollowerId id : ids) {
    Connection* const connection = find(id);
    if (connection == nullptr) continue;
    if (connection->step == Step::kJoining) {
      answer(*connection, refusal(*connection->opening, unavailable(1)));
    } else if (connection->step == Step::kPolling) {
      answer_poll(*connection);
    } else if (connection->step == Step::kStreaming) {
      const auto wait = milliseconds(100 + ++place / 2);
      const std::string last = output_records(connection->request_id, retry_text(wait));
      if (write(*connection, last)) finish(*connection);
    }
  }
}

Connection* StreamServer::find(FollowerId id) const {
  const auto found = connections_.find(id);
  return found == connections_.end() ? nullptr : found->second.get();
}

}  // namespace pay200::stream
