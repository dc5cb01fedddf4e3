#pragma once
// The real program, with a database of its own and nobody else: no acquirer, no nginx.

#include <filesystem>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "dev/process.hpp"
#include "tests/fcgi-app/fcgi_call.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::test {

struct GatewaySettings {
  int workers = 2;
  int threads = 4;
  int drain_timeout_ms = 20'000;
  std::string public_base_url = "https://pay.example";
  std::string socket = {};  ///< "127.0.0.1:9000"; empty: RunningGateway::socket()
  /// A file of it that the test may replace, as an upgrade does; empty: the one that was built.
  std::filesystem::path program = {};
};

class RunningGateway {
 public:
  /// Writes configuration and secrets, and adds a merchant; start() starts it.
  explicit RunningGateway(const GatewaySettings& settings = {});

  /// Runs `--role=api`.
  void launch();
  void wait_until_healthy() const;
  /// Returns when it is healthy and each of its workers has read all that it starts with.
  void start();
  dev::Process& master() { return master_; }
  /// Of the role's processes that the log says were started and that still run.
  std::vector<pid_t> processes(const std::string& role = "api") const;

  FcgiCall call(const std::string& method, const std::string& path,
                const std::vector<std::pair<std::string, std::string>>& headers = {},
                const std::string& body = {}) const;
  /// POST /v1/payments of an order that there has not been.
  FcgiCall create_payment();
  /// Of its database's sessions.
  int waiting_for_locks();
  /// Answered 200.
  bool healthy() const;

  void write_config(const GatewaySettings& settings) const;
  std::filesystem::path path(const std::string& name) const { return directory_.path() / name; }
  std::filesystem::path socket() const { return path("fcgi.socket"); }
  std::string log() const;
  /// How many lines of the log hold the text.
  int logged(const std::string& text) const;
  /// The same program with other arguments, to its end.
  dev::Finished run(const std::vector<std::string>& arguments) const;
  TestDatabase& database() { return database_; }
  const std::string& secret_key() const { return secret_key_; }

 private:
  std::string conninfo_without_user() const;

  TemporaryDirectory directory_;
  TestDatabase database_;
  std::string secret_key_;
  std::string program_;
  int workers_;
  int orders_ = 0;
  dev::Process master_;
};

}  // namespace pay200::test
