#pragma once
// An acquirer that speaks ISO 8583 over TCP: any number of messages in flight over a few
// connections. A reply is matched by response MTI, STAN and terminal, on whichever connection it
// comes, and completes its request only if every field it must echo is what was asked.
//
// What `done` is told:
//   kAnswered  a reply that fits came in time
//   kNotSent   no connection was up, or the message was still queued when its connection or its
//              time was gone: not a byte of it was written
//   kUnknown   its first byte may have left, and then the connection was lost (told at once), or
//              no answer came in time
// An approval that nobody waits for is handed to on_late_approval: one that comes after it was
// given up (which is remembered for some minutes), and one that nothing here has asked for.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/acquirer/acquirer.hpp"
#include "core/acquirer/iso8583/connection.hpp"
#include "core/acquirer/iso8583/in_flight.hpp"
#include "core/acquirer/iso8583/request_messages.hpp"

namespace pay200::iso8583 {

struct Iso8583Options {
  std::string name;  ///< the acquirer's, for the log
  Identification identification;
  /// One for each connection, `name` and `terminal_id` included.
  std::vector<ConnectionOptions> connections;
  std::chrono::milliseconds remember_for{std::chrono::minutes(10)};
};

class Iso8583Acquirer final : public Acquirer, private Connection::Handler {
 public:
  /// Starts to connect at once.
  explicit Iso8583Acquirer(Iso8583Options options);
  ~Iso8583Acquirer() override;  ///< what is in flight is kUnknown
  Iso8583Acquirer(const Iso8583Acquirer&) = delete;
  Iso8583Acquirer& operator=(const Iso8583Acquirer&) = delete;

  void pay(const PayMessage& message, Time deadline, Done done) override;
  void verify(const VerifyMessage& message, Time deadline, Done done) override;
  void reverse(const ReverseMessage& message, Time deadline, Done done) override;
  void refund(const RefundMessage& message, Time deadline, Done done) override;
  void inquire(const InquireMessage& message, Time deadline, Done done) override;
  bool ready() const override;
  void on_late_approval(LateApprovalHandler handler) override;
  void drain() override;

 private:
  // Connection::Handler
  bool begin_write(Connection::Ticket ticket) override;
  void not_sent(Connection::Ticket ticket, const std::string& why) override;
  void received(const Message& message) override;
  void lost(const Connection& connection, const std::string& why) override;

  struct Refusal {
    Done done;
    AcquirerOutcome outcome;
  };

  /// While one lives, drain() waits. With the lock held at its begin and end.
  class Telling {
   public:
    explicit Telling(Iso8583Acquirer& acquirer) : acquirer_(acquirer) { ++acquirer_.telling_; }
    ~Telling() {
      if (--acquirer_.telling_ == 0) acquirer_.empty_.notify_all();
    }
    Telling(const Telling&) = delete;
    Telling& operator=(const Telling&) = delete;

   private:
    Iso8583Acquirer& acquirer_;
  };

  void submit(Message& message, const MessageIdentity& identity, Time deadline, Done done);
  bool hand_over(std::uint64_t ticket, std::string& frame);
  void refuse(Done done, std::string why);
  void tell(std::unique_lock<std::mutex>& lock, const Done& done, AcquirerOutcome outcome);
  void give_up(std::unique_lock<std::mutex>& lock, InFlight& request, std::string why);
  void complete(std::unique_lock<std::mutex>& lock, const InFlight& request,
                const Message& message);
  void take_late(std::unique_lock<std::mutex>& lock, Past& past, const Message& message);
  void take_duplicate(std::unique_lock<std::mutex>& lock, Past& past, const Message& message);
  void call_late(std::unique_lock<std::mutex>& lock, const Message& message);
  void keep_time();
  bool tell_what_is_due(std::unique_lock<std::mutex>& lock);
  void alarm(const char* event, const Message& message, const std::string& why) const;

  const Iso8583Options options_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;   ///< the timer: an earlier deadline, refusals_, stopping_
  std::condition_variable empty_;  ///< drain(): nothing in flight
  InFlightTable in_flight_;
  PastTable answered_;
  PastTable given_up_;
  std::vector<Refusal> refusals_;  ///< told by the timer thread, never by the caller's
  LateApprovalHandler late_approval_;
  std::vector<LateApproval> unheard_;  ///< that came before anybody listened
  std::uint64_t last_ticket_ = 0;
  std::size_t telling_ = 0;  ///< how many Telling there are
  SteadyTime wakes_at_;      ///< when the timer looks again by itself
  bool draining_ = false;
  bool stopping_ = false;

  std::atomic<std::size_t> turn_{0};  ///< round robin over the connections
  std::thread timer_;
  std::vector<std::unique_ptr<Connection>> connections_;  ///< last: their threads use all of it
};

}  // namespace pay200::iso8583
