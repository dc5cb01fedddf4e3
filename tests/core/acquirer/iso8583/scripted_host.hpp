#pragma once
// An ISO 8583 host that says what a test tells it to, also what no host may say and the sandbox
// therefore does not. It signs links on and echoes by itself.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/acquirer/iso8583/message.hpp"
#include "core/platform/unique_fd.hpp"

namespace pay200::iso8583::test {

class ScriptedHost {
 public:
  /// Bytes to send back for a request; empty: nothing. "close": closes the connection.
  using Script = std::function<std::vector<std::string>(const Message& request)>;

  /// Starts to listen. `script` is called from the host's threads, for 0800 too if it asks so.
  explicit ScriptedHost(Script script, bool script_takes_network = false);
  ~ScriptedHost();
  ScriptedHost(const ScriptedHost&) = delete;
  ScriptedHost& operator=(const ScriptedHost&) = delete;

  std::uint16_t port() const { return port_; }
  int accepted() const { return accepted_.load(); }
  /// How many 0800 with this field 70 have come.
  int network_requests(const std::string& code) const;
  /// Bytes on every connection, unasked.
  void say(const std::string& bytes);

 private:
  void accept_all();
  void serve(int fd);

  Script script_;
  bool script_takes_network_;
  UniqueFd listener_;
  std::uint16_t port_ = 0;
  std::atomic<int> accepted_{0};
  mutable std::mutex mutex_;
  std::vector<std::string> network_codes_;
  std::vector<UniqueFd> connections_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

/// What an honest host answers.
Message honest_reply(const Message& request, const std::string& response_code);
std::string framed(const Message& message);

}  // namespace pay200::iso8583::test
