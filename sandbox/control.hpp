#pragma once
// The control socket: one JSON object a line in, one a line out, over a unix stream socket (0600).
//
//   {"op":"fault","kind":"late","match":{"mti":"0200","terminal":"T1","card_last4":"4242",
//    "amount":1000},"count":1,"delay_ms":500,"code":"51"}
//        arms a fault (fault.hpp); match and each part of it may be left out; count 1 if left out,
//        0 means until cleared; code with decline only            → {"ok":true}
//   {"op":"clear"}           forgets the armed faults             → {"ok":true}
//   {"op":"faults"}          → {"ok":true,"faults":[{...,"remaining":1,"spent":0}]}
//   {"op":"delay","ms":500}  every reply leaves that long after its request came → {"ok":true}
//   {"op":"close_day","acquirer":"12345","business_day":"2026-11-23","reverse_disputes":["DSP..."]}
//        writes the clearing file (clearing.hpp); reverse_disputes may be left out. A day that has
//        been closed stays as it is →
//        {"ok":true,"file":...,"file_id":...,"records":...,"existing":...}
//   {"op":"status"}          → {"ok":true, counters}; see Server::status
//
// What is wrong is answered {"ok":false,"error":"..."}, and changes nothing.

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "sandbox/clearing.hpp"
#include "sandbox/event_loop.hpp"
#include "sandbox/fault.hpp"

namespace pay200::sandbox {

class ControlTarget {
 public:
  virtual ~ControlTarget() = default;
  virtual void arm(Fault fault) = 0;
  virtual void clear_faults() = 0;
  virtual const FaultPlan& faults() const = 0;
  virtual void set_reply_delay_ms(int delay_ms) = 0;
  /// Throws CannotClose.
  virtual ClosedDay close_day(const CloseDay& asked) = 0;
  virtual nlohmann::json status() const = 0;
};

/// One line without its line feed to one answer without its own.
std::string answer_control_line(std::string_view line, ControlTarget& target);

class ControlSocket {
 public:
  /// Listens on `path`; a socket left there by an earlier life is replaced, anything else is not.
  /// Throws std::system_error.
  ControlSocket(EventLoop& loop, std::string path, ControlTarget& target);
  /// Removes the socket.
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

 private:
  struct Client {
    EventLoop::Token token = 0;
    std::string received;
  };

  void accept();
  void read(int fd);
  bool answer_lines(int fd, std::string& received);
  void drop(int fd);

  EventLoop& loop_;
  std::string path_;
  ControlTarget& target_;
  int fd_ = -1;
  EventLoop::Token token_ = 0;
  std::map<int, Client> clients_;
};

}  // namespace pay200::sandbox
