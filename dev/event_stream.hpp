#pragma once
// GET /v1/events as a shop's page reads it, on a socket of its own (plain HTTP/1.1), so that a
// reader can also stop reading, or leave.

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/platform/unique_fd.hpp"

namespace pay200::dev {

struct StreamEvent {
  std::string id, type, data;
};

/// Takes an answer as it comes: status, headers, chunks, and in them server-sent events.
class EventStreamParser {
 public:
  /// Throws std::runtime_error on what is none of that.
  void take(std::string_view bytes);

  int status() const { return status_; }  ///< 0: not known yet
  /// The whole answer is here.
  bool complete() const { return complete_; }
  int comments() const { return comments_; }
  std::optional<std::chrono::milliseconds> retry() const { return retry_; }
  /// The header lines; empty until they are whole.
  const std::string& head() const { return head_; }
  /// Of an answer that is no stream.
  const std::string& body() const { return body_; }

  std::deque<StreamEvent> events;  ///< those that nobody has taken off yet

 private:
  void take_head();
  void take_chunks();
  void take_text(std::string_view text);
  void take_line(std::string_view line);

  std::string unread_;
  std::string head_, body_, line_;
  int status_ = 0;
  bool is_stream_ = false, is_chunked_ = false;
  std::size_t body_bytes_ = 0;  ///< of one that is not chunked
  bool complete_ = false;
  int comments_ = 0;
  std::optional<std::chrono::milliseconds> retry_;
  StreamEvent event_;
};

struct StreamRequest {
  int port = 0;
  std::string token;               ///< the payment's page token
  std::string last_event_id = {};  ///< none if it is empty
  std::vector<std::pair<std::string, std::string>> headers = {};
};

std::string request_text(const StreamRequest& request);
/// A connected socket on 127.0.0.1. Throws std::system_error.
UniqueFd connect_to(int port);

/// One stream, read by one thread.
class EventStream {
 public:
  /// Sends the request. Throws std::system_error.
  explicit EventStream(const StreamRequest& request);

  /// The next event; none if none came in time, or the stream has ended.
  std::optional<StreamEvent> next(std::chrono::milliseconds patience = std::chrono::seconds(20));
  /// Whether the gateway has ended the stream in time. Events that came before stay.
  bool ends(std::chrono::milliseconds patience = std::chrono::seconds(20));
  /// 0 if no answer came in time.
  int status(std::chrono::milliseconds patience = std::chrono::seconds(20));
  /// Whether a comment came in time.
  bool hears_comment(std::chrono::milliseconds patience = std::chrono::seconds(20));

  const EventStreamParser& parser() const { return parser_; }
  /// Ended as HTTP says, not just cut.
  bool ended_properly() const { return parser_.complete(); }

 private:
  /// Reads what comes until `enough` or the time is over.
  template <class Enough>
  bool read_until(Enough enough, std::chrono::milliseconds patience);

  UniqueFd socket_;
  EventStreamParser parser_;
  bool closed_ = false;
};

}  // namespace pay200::dev
