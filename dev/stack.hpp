#pragma once
// The whole gateway on one machine, as children of this process: PostgreSQL, one or two
// pay200-sandbox, pay200-fcgi and nginx, in one directory. For make run, make demo and the
// whole-stack tests.
//
//   <directory>/lock            one Stack at a time
//               pay200.toml     made anew at every start
//               secrets.toml    0600, random, made once and kept
//               nginx/          nginx.conf, made anew, and nginx's temporary files
//               postgres/       the cluster
//               sandbox/        journal; sandbox2/ likewise, with two acquirers
//               run/            unix sockets (in /tmp if this path would be too long for them)
//               log/            one file for each part
//
// Threads: as Process, the thread that starts a Stack must outlive it. The const functions may be
// called by any thread.

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

#include "dev/embedded_postgres.hpp"
#include "dev/process.hpp"
#include "dev/sandbox_control.hpp"

namespace pay200::dev {

/// In the order in which they start; they stop in reverse.
enum class Part { kPostgres, kSandbox, kSecondSandbox, kGateway, kNginx };
const std::vector<Part>& all_parts();
std::string name_of(Part part);  ///< "PostgreSQL", "pay200-sandbox", "pay200-sandbox2", ...

struct StackOptions {
  std::filesystem::path directory;      ///< made if missing
  std::filesystem::path bin_directory;  ///< holds pay200-fcgi, pay200-sandbox and pgctl
  int port = 0;                         ///< of nginx, on 127.0.0.1; 0: a free one
  /// What base_url calls 127.0.0.1. Passkeys need a name: "localhost".
  std::string host = "127.0.0.1";
  bool durable = true;  ///< false: PostgreSQL without fsync, for tests
  int api_workers = 2;
  int api_threads = 32;      ///< per worker
  int api_connections = 6;   ///< per worker, to the database
  int acquirers = 1;         ///< 1 or 2: sandboxes to which payments are routed by weight
  int sandbox_delay_ms = 0;  ///< before every reply of the card network
  int acquirer_timeout_ms = 10'000;
  int recovery_grace_ms = 2'000;  ///< after an attempt's deadline, before the sweep gives it up
  int recovery_poll_ms = 500;     ///< how often the relay looks
  int refund_settle_ms = 60'000;  ///< until an acquirer that never saw a refund is believed
  int webhook_timeout_ms = 20'000;
  std::string webhook_ca_file = {};  ///< whose certificates are believed; receivers here: by http
  bool limits = false;               ///< those on tries, as they come; false: none
  // What stands between the gateway and others, for failures: given where they are, it says where
  // the gateway is to look for them.
  std::function<int(int port)> acquirer_through = {};
  std::function<std::filesystem::path(const std::filesystem::path& socket_directory)>
      database_through = {};
  /// The gateway's, besides those of this process.
  std::vector<std::pair<std::string, std::string>> gateway_environment = {};
  int confirms_per_shopper = 0;  ///< counted even without limits, if it is not 0
  /// Told of each step once it is done.
  std::function<void(const std::string& what, std::chrono::milliseconds took)> on_step = {};
};

/// A sandbox, and what the gateway knows it as.
struct StackAcquirer {
  std::string name;  ///< in the configuration
  Part part = Part::kSandbox;
  int weight = 1;
};

struct RolePid {
  std::string role;  ///< "api", "link", "relay"
  pid_t pid = 0;
};

class Stack {
 public:
  /// Returns once /readyz says so. Throws std::runtime_error in words for a person: the port is
  /// taken, the directory is in use, a part did not start (with the end of its log).
  explicit Stack(StackOptions options);
  ~Stack();  ///< stop()
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  /// All parts, in reverse order; nothing is left running. Idempotent. Throws nothing.
  void stop() noexcept;

  /// Those that this stack has, in the order in which they start.
  std::vector<Part> parts() const;
  const std::vector<StackAcquirer>& acquirers() const { return acquirers_; }

  // One part alone, for failures. start_part waits until the part itself answers, not for /readyz.
  void start_part(Part part);
  void stop_part(Part part);  ///< as an operator would: SIGTERM, and what it has begun is finished
  void kill_part(Part part);  ///< SIGKILL
  bool running(Part part);
  pid_t pid(Part part) const;
  /// Parts that have ended although nobody stopped them.
  std::vector<Part> ended();

  /// The gateway's processes now; those that have just died are not there.
  std::vector<RolePid> roles() const;
  std::vector<pid_t> pids_of(const std::string& role) const;

  /// True once /readyz answers 200.
  bool wait_until_ready(std::chrono::milliseconds patience);

  const std::string& base_url() const { return base_url_; }
  int port() const { return options_.port; }
  const std::filesystem::path& directory() const { return options_.directory; }
  std::filesystem::path config_path() const { return options_.directory / "pay200.toml"; }
  std::filesystem::path secrets_path() const { return options_.directory / "secrets.toml"; }
  std::filesystem::path journal_path(Part sandbox = Part::kSandbox) const;
  std::filesystem::path control_path(Part sandbox = Part::kSandbox) const;
  std::filesystem::path log_path(Part part) const;
  std::filesystem::path run_directory() const { return run_directory_; }
  /// Where nginx looks for the demonstration's shop (DemoShop).
  std::filesystem::path demo_socket() const { return run_directory_ / "demo.socket"; }
  std::filesystem::path program(const std::string& name) const;

  EmbeddedPostgres& postgres() { return *postgres_; }
  std::string conninfo(const std::string& role) const { return postgres_->conninfo(role); }
  std::filesystem::path postgres_socket_directory() const { return postgres_->socket_directory(); }
  SandboxControl sandbox(Part sandbox = Part::kSandbox) const {
    return SandboxControl(control_path(sandbox));
  }
  /// Runs pgctl on this stack's configuration.
  Finished pgctl(std::vector<std::string> arguments) const;

 private:
  void begin();
  void prepare_directory();
  void choose_ports();
  void write_files();
  void migrate();
  void step(const std::string& what, const std::function<void()>& act);
  void wait_for(Part part, const std::function<bool()>& ready);
  ProcessOptions command(Part part) const;
  Process& process(Part part);
  const Process& process(Part part) const;
  std::string end_of_log(Part part) const;
  void remove_run_directory() noexcept;

  StackOptions options_;
  std::vector<StackAcquirer> acquirers_;
  std::map<Part, int> sandbox_ports_;
  int lock_fd_ = -1;
  std::string base_url_;
  std::filesystem::path run_directory_;
  bool run_directory_is_temporary_ = false;
  std::unique_ptr<EmbeddedPostgres> postgres_;
  std::vector<Part> wanted_;           ///< those that should be running
  std::map<Part, Process> processes_;  ///< all but PostgreSQL's
};

}  // namespace pay200::dev
