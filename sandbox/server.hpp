#pragma once
// The sandbox's server: takes requests off TCP connections, has the card network answer them,
// journals, and lets each reply leave once its record is on disk: in the order, at the time and in
// the shape that the faults in force ask for.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/acquirer/iso8583/message.hpp"
#include "sandbox/card_network.hpp"
#include "sandbox/clearing.hpp"
#include "sandbox/connection.hpp"
#include "sandbox/control.hpp"
#include "sandbox/event_loop.hpp"
#include "sandbox/fault.hpp"
#include "sandbox/journal.hpp"

namespace pay200::sandbox {

struct ServerOptions {
  std::string host = "127.0.0.1";  ///< IPv4, loopback only: card numbers go by in clear
  std::uint16_t port = 0;          ///< 0: any free one
  std::string journal_path;
  std::string control_path;        ///< empty: none
  std::string clearing_directory;  ///< empty: "clearing" beside the journal
  int reply_delay_ms = 0;          ///< from a request's arrival
};

class Server : private ControlTarget {
 public:
  /// Reads the journal back and listens. Throws std::runtime_error and std::system_error, with
  /// texts fit for whoever started it.
  explicit Server(ServerOptions options);
  ~Server() override;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return options_.port; }

  /// Until stop(). Throws if the journal can no longer be written. On return no reply is on its
  /// way any more, and the journal is complete.
  void run();
  /// From any thread and from a signal handler.
  void stop() noexcept { loop_.stop(); }

 private:
  using Instant = EventLoop::Clock::time_point;
  /// A reply that waits for its journal record, then for its time.
  struct Pending {
    std::uint64_t seq;
    std::uint64_t connection_id;
    std::string frame;
    std::optional<Fault> fault;
    Instant due;
  };
  struct Peer {
    std::unique_ptr<Connection> connection;
    std::vector<std::string> held_back;  ///< by reorder
  };
  struct Counters {
    std::uint64_t requests = 0;
    std::uint64_t approved = 0;
    std::uint64_t declined = 0;
    std::uint64_t repeats = 0;
    std::uint64_t replies = 0;
    std::uint64_t undeliverable = 0;
    std::uint64_t refused_connections = 0;
  };

  // ControlTarget
  void arm(Fault fault) override;
  void clear_faults() override { faults_.clear(); }
  const FaultPlan& faults() const override { return faults_; }
  void set_reply_delay_ms(int delay_ms) override { options_.reply_delay_ms = delay_ms; }
  /// Holds up everything else while it writes.
  ClosedDay close_day(const CloseDay& asked) override;
  /// {"requests","approved","declined","repeats","replies","undeliverable","in_flight",
  ///  "connections","refused_connections" (garbage, oversize),"journal_records",
  ///  "journal_batches","delay_ms","down","faults_armed","faults_spent"}
  nlohmann::json status() const override;

  void restore();
  void start_listening();
  void stop_listening();
  void accept_all();
  void on_frame(Connection& connection, std::string_view body);
  void on_closed(Connection& connection, std::string_view reason);
  void on_unflushed(Connection& connection, Instant when);
  void process(Connection& connection, const iso8583::Message& request, std::optional<Fault> fault);
  void count(const JournalRecord& record);
  void end_pass();
  void on_durable();
  void deliver(Pending pending);
  void send_reply(const Pending& pending);
  void send_slowly(Connection& connection, const Pending& pending);
  void hold_back(Peer& peer, const Pending& pending);
  void release_held_back(Peer& peer);
  Peer* find_peer(std::uint64_t connection_id);
  void go_down(int delay_ms);

  ServerOptions options_;
  EventLoop loop_;
  CardNetwork network_;
  Clearing clearing_;
  FaultPlan faults_;
  Counters counters_;
  int durable_fd_ = -1;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<ControlSocket> control_;
  int listen_fd_ = -1;
  EventLoop::Token listen_token_ = 0;
  std::map<std::uint64_t, Peer> peers_;
  std::uint64_t last_connection_id_ = 0;
  std::vector<std::uint64_t> closed_;  ///< to be forgotten at the pass's end
  std::vector<std::uint64_t> unflushed_;
  std::string unjournaled_;      ///< this pass's lines
  std::deque<Pending> pending_;  ///< in order of seq, not durable yet
  std::uint64_t delayed_ = 0;    ///< durable, waiting for their time
};

}  // namespace pay200::sandbox
