#pragma once
// One gateway's TCP connection: frames in, bytes out. Belongs to the loop's thread. It never
// destroys itself: after on_closed its owner does, once the callback has returned.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "core/acquirer/iso8583/framing.hpp"
#include "sandbox/event_loop.hpp"

namespace pay200::sandbox {

class Connection {
 public:
  struct Callbacks {
    std::function<void(Connection&, std::string_view body)> on_frame;
    /// Once. `reason` is fixed text for the log.
    std::function<void(Connection&, std::string_view reason)> on_closed;
    /// flush() is wanted at that time, or soon if it is past.
    std::function<void(Connection&, EventLoop::Clock::time_point)> on_unflushed;
  };

  /// Takes the connected, non-blocking socket over.
  Connection(EventLoop& loop, int fd, std::uint64_t id, Callbacks callbacks);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  std::uint64_t id() const { return id_; }
  bool open() const { return fd_ >= 0; }

  /// Queues bytes, not to leave before `not_before`, nor before those queued earlier. A peer that
  /// lets more than a mebibyte gather is closed. Ignored once closed.
  void send(std::string_view bytes, EventLoop::Clock::time_point not_before = {});
  /// Sends what may leave by now.
  void flush();
  /// Closes when all that is queued has left; nothing is read any more.
  void close_after_flush();
  void close(std::string_view reason);

 private:
  struct Chunk {
    EventLoop::Clock::time_point not_before;
    std::string bytes;
  };

  void on_event(std::uint32_t events);
  void read();
  void deliver_frames();
  bool send_front();
  void watch_for_room(bool wanted);

  EventLoop& loop_;
  int fd_;
  std::uint64_t id_;
  Callbacks callbacks_;
  EventLoop::Token token_ = 0;
  iso8583::FrameReader in_;
  std::deque<Chunk> out_;
  std::size_t out_bytes_ = 0;
  bool watching_for_room_ = false;
  bool closing_ = false;
};

}  // namespace pay200::sandbox
