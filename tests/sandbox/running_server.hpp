#pragma once
// A Server on a thread of its own, for tests, with its journal and control socket in a directory of
// the test's own.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "sandbox/journal_record.hpp"
#include "sandbox/server.hpp"

namespace pay200::sandbox::test {

/// One line to a control socket, its answer back; throws std::runtime_error if there is none.
nlohmann::json ask_control(const std::filesystem::path& socket, const std::string& line);

class RunningServer {
 public:
  explicit RunningServer(const std::filesystem::path& directory, int reply_delay_ms = 0);
  /// Stops it. What run() threw, if it did, is std::terminate's.
  ~RunningServer();
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  std::uint16_t port() const { return server_->port(); }
  std::string journal_path() const { return (directory_ / "journal").string(); }
  std::vector<JournalRecord> records() const;

  nlohmann::json control(const nlohmann::json& request) const;
  /// Arms a fault; throws if that is refused.
  void arm(const nlohmann::json& fault) const;
  nlohmann::json status() const { return control({{"op", "status"}}); }

 private:
  std::filesystem::path directory_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

}  // namespace pay200::sandbox::test
