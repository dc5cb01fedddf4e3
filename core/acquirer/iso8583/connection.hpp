#pragma once
// One connection to an ISO 8583 host that is kept up for good: connected, signed on (0800/001),
// echoed at an interval (0800/301), and made anew with back-off when it is lost. One thread writes
// and looks after it, one reads. Many messages are in flight on it; which reply belongs to what is
// the handler's matter.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>

#include "core/acquirer/iso8583/framing.hpp"
#include "core/acquirer/iso8583/message.hpp"
#include "core/acquirer/iso8583/tcp_connect.hpp"
#include "core/platform/unique_fd.hpp"

namespace pay200::iso8583 {

struct ConnectionOptions {
  std::string name;  ///< for the log: "sandbox#1"
  TcpOptions tcp;
  std::string terminal_id;                                ///< field 41 of network messages
  std::string institution_id;                             ///< their field 32; none if empty
  std::chrono::milliseconds network_reply_timeout{5000};  ///< for 0810
  std::chrono::milliseconds echo_interval{30000};
  std::chrono::milliseconds backoff_least{100};
  std::chrono::milliseconds backoff_most{10000};
};

class Connection {
 public:
  using Ticket = std::uint64_t;

  /// Called from the connection's two threads, without any lock held.
  class Handler {
   public:
    virtual ~Handler() = default;
    /// The first byte of this message is about to be written. False: it has been given up
    /// meanwhile, leave it out.
    virtual bool begin_write(Ticket ticket) = 0;
    /// Not a byte of it was written, and none will be.
    virtual void not_sent(Ticket ticket, const std::string& why) = 0;
    /// Every message but the connection's own 0800/0810.
    virtual void received(const Message& message) = 0;
    /// Nothing more will come for what was written. Everything received before it has been handed
    /// over.
    virtual void lost(const Connection& connection, const std::string& why) = 0;
  };

  /// Starts to connect at once.
  Connection(ConnectionOptions options, Handler& handler);
  ~Connection();  ///< close()
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// True while it is up and signed on.
  bool ready() const { return ready_.load(); }
  /// Hands over a framed message, and its cleansing: it may hold a card number. False (and not
  /// taken) unless it is ready; else the handler hears of `ticket` again.
  bool enqueue(Ticket ticket, std::string& frame);
  /// Signs off, closes, and ends the threads. What is in flight is lost.
  void close();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Outgoing {
    Ticket ticket = 0;  ///< 0: a network message of our own
    std::string frame;
  };
  /// A 0800 that waits for its 0810.
  struct Awaited {
    Message request;
    SteadyTime deadline;
    std::optional<std::string> response_code;
  };

  void run();
  std::string serve(int socket);
  void write_until_failure(int socket);
  bool write_batch(int socket, std::deque<Outgoing>& batch);
  void tend_network(std::unique_lock<std::mutex>& lock);
  void ask_network(std::string_view code);
  void take_down(int socket, std::thread& reader);
  void read_until_failure(int socket);
  std::string take_bodies(FrameReader& frames);
  void take_network_reply(const Message& message);
  void answer_network_request(const Message& request);
  void fail_locked(std::string why);
  void wait_backoff();

  const ConnectionOptions options_;
  Handler& handler_;
  UniqueFd stop_event_;
  std::atomic<bool> ready_{false};

  std::mutex mutex_;
  std::condition_variable wake_;  ///< queue_, failed_, stopping_, awaited_
  std::deque<Outgoing> queue_;
  bool failed_ = false;
  std::string why_failed_;
  bool stopping_ = false;
  std::optional<Awaited> awaited_;

  // Of the writing thread alone.
  SteadyTime next_echo_;
  int network_stan_ = 0;
  int failures_ = 0;  ///< since it was signed on last
  std::mt19937 random_;

  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace pay200::iso8583
