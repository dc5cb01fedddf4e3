#pragma once
// The link's role on a thread, as its process would run it: with a listening socket that outlives
// it, against a real database and a sandbox.

#include <cstdint>
#include <functional>
#include <future>
#include <string>

#include "core/platform/config.hpp"
#include "core/platform/unique_fd.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::test {

/// Two acquirers' worth of nothing but one: "sandbox", test only, with two terminals.
Config link_config(TestDatabase& database, std::uint16_t sandbox_port, const std::string& socket);
/// The same keys each time.
Secrets link_secrets();

class RunningLink {
 public:
  /// `adjust` may change the configuration before the link starts.
  RunningLink(
      TestDatabase& database, std::uint16_t sandbox_port,
      const std::function<void(Config&)>& adjust = [](Config&) {});
  ~RunningLink();
  RunningLink(const RunningLink&) = delete;
  RunningLink& operator=(const RunningLink&) = delete;

  Config& config() { return config_; }
  const std::string& socket() const { return config_.link.socket; }
  void start();
  /// Asks it to stop; its exit status comes from wait().
  void ask_to_stop();
  /// Throws std::runtime_error after 20 seconds.
  int wait();
  int stop() {
    ask_to_stop();
    return wait();
  }

 private:
  TemporaryDirectory directory_;
  Config config_;
  UniqueFd listener_;
  UniqueFd stop_;
  std::future<int> result_;
};

}  // namespace pay200::test
