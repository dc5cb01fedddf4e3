#pragma once
// A child process that cannot outlive its parent: used by everything that starts real programs on
// one machine (pay200-dev, the tests). Not for the production master, which forks itself.
//
// Threads: a Process belongs to one thread at a time. The kernel's parent-death signal is bound to
// the *thread* that called start(): if that thread ends, the child is told to end. Start children
// from a thread that lives as long as they should (usually main).

#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace pay200::dev {

/// Another user for a child of root. PostgreSQL, for one, refuses to run as root.
struct UserId {
  uid_t uid = 0;
  gid_t gid = 0;
};

struct BindMount {
  std::filesystem::path source;
  std::filesystem::path target;  ///< an existing directory
};

struct ProcessOptions {
  std::vector<std::string> argv =
      {};  ///< argv[0] is a path, or a name looked for in PATH and /usr/sbin
  std::vector<std::pair<std::string, std::string>> env = {};  ///< set on top of the parent's
  bool clear_env = false;                 ///< only `env`, nothing of the parent's
  std::filesystem::path cwd = {};         ///< empty: the parent's
  std::optional<std::string> input = {};  ///< what stdin holds; nullopt: /dev/null
  std::filesystem::path output = {};      ///< stdout and stderr, appended; empty: the parent's
  std::optional<UserId> run_as = {};      ///< groups, gid and uid are dropped to it (root only)
  /// Runs in a new user namespace in which the parent's own user appears as another one (nobody,
  /// uid and gid 65534). The kernel refuses it inside a chroot.
  bool user_namespace = false;
  /// Seen by the child alone, in a mount namespace of its own (root only).
  std::optional<BindMount> bind_mount = {};
  int death_signal = SIGTERM;  ///< sent to the child when the parent dies
};

/// How a child ended: its exit status, or 128 + the signal that ended it, as a shell says it.
using ExitStatus = int;

struct Finished {
  ExitStatus status = 0;
  std::string out;
  std::string err;
};

class Process {
 public:
  Process() = default;
  /// Throws std::system_error that names the step (fork, chdir, exec, ...) and the program.
  static Process start(const ProcessOptions& options);
  ~Process();  ///< stop()
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;

  pid_t pid() const { return pid_; }  ///< 0 if never started, or moved from
  bool running();                     ///< false once it has ended (and is reaped)
  /// nullopt if it is still running after `timeout`.
  std::optional<ExitStatus> wait(std::chrono::milliseconds timeout);
  void signal(int number);  ///< nothing if it has ended
  /// Asks with `first_signal`, and after `patience` kills its whole process group. Idempotent;
  /// returns how it ended, 0 if it never was started.
  ExitStatus stop(std::chrono::milliseconds patience = std::chrono::seconds(10),
                  int first_signal = SIGTERM);

 private:
  friend Finished run(const ProcessOptions&, std::chrono::milliseconds);
  explicit Process(pid_t pid);

  pid_t pid_ = 0;
  int pid_fd_ = -1;
  std::optional<ExitStatus> status_;
};

/// Runs a program to its end and keeps what it wrote (options.output is not used). One that has not
/// ended after `timeout` is killed, and std::runtime_error thrown.
Finished run(const ProcessOptions& options,
             std::chrono::milliseconds timeout = std::chrono::seconds(60));

/// The path of a program, looked for in PATH, then in /usr/sbin and /sbin, which an ordinary user's
/// PATH lacks. nullopt if it is not installed.
std::optional<std::filesystem::path> find_program(const std::string& name);

}  // namespace pay200::dev
