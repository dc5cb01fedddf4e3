#pragma once
// The sandbox's own server on a thread, on a free port that it keeps over stop() and start(), with
// its journal and control socket in a directory of its own.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "dev/sandbox_control.hpp"
#include "sandbox/journal_record.hpp"
#include "sandbox/server.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::test {

class RunningSandbox {
 public:
  explicit RunningSandbox(int reply_delay_ms = 0);
  ~RunningSandbox();
  RunningSandbox(const RunningSandbox&) = delete;
  RunningSandbox& operator=(const RunningSandbox&) = delete;

  std::uint16_t port() const { return port_; }
  dev::SandboxControl control() const;
  /// What it has answered so far.
  std::vector<sandbox::JournalRecord> records() const;
  /// Closes every connection in the middle of what it does; nobody listens from then on.
  void stop();
  void start();

 private:
  std::string path_of(const char* name) const;

  TemporaryDirectory directory_;
  int reply_delay_ms_;
  std::uint16_t port_ = 0;
  std::unique_ptr<sandbox::Server> server_;
  std::thread thread_;
};

}  // namespace pay200::test
