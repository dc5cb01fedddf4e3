#pragma once
// A PostgreSQL cluster of our own in a directory: made when missing, started as a child, stopped
// with its owner. It listens on a unix socket only; whoever may enter the socket's folder (this
// user) is trusted. No system service is touched.
//
// PostgreSQL refuses to run as root. As root it therefore runs, whichever first works:
//   a. as user `postgres` (or `nobody`), if that user can reach the directory;
//   b. in a user namespace, where root appears as another user (not possible in a chroot);
//   c. as user `postgres`, with the data directory bind-mounted to a place it can reach.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "dev/process.hpp"

namespace pay200::dev {

/// The environment variable that names a folder with another server's programs (initdb, postgres)
/// than Debian's newest.
inline constexpr const char* kPostgresVariable = "PAY200_POSTGRES";

/// The login roles every cluster has, besides the superuser `postgres`. pay200_owner owns the
/// database `pay200`; what the others may do is up to the migrations.
const std::vector<std::string>& database_roles();

struct EmbeddedPostgresOptions {
  std::filesystem::path directory;  ///< made if missing = {}; holds data/, postgres.log, a lock
  /// false: no fsync, for tests that throw the cluster away. What was committed still survives a
  /// killed server, though not a crash of the machine.
  bool durable = true;
  int max_connections = 100;               ///< as Debian's
  std::vector<std::string> settings = {};  ///< more "name=value" for the server
};

/// Threads: like Process, it belongs to the thread that started it.
class EmbeddedPostgres {
 public:
  /// Makes the cluster if it is missing, starts it, and waits until it answers. What a killed
  /// predecessor left behind does not matter. Throws std::runtime_error, in words for a person, if
  /// there is no PostgreSQL 15 to 17, the directory cannot be used, or another process runs it.
  explicit EmbeddedPostgres(EmbeddedPostgresOptions options);
  ~EmbeddedPostgres();  ///< stop()
  EmbeddedPostgres(const EmbeddedPostgres&) = delete;
  EmbeddedPostgres& operator=(const EmbeddedPostgres&) = delete;

  /// libpq's connection string, without a password.
  std::string conninfo(const std::string& role, const std::string& database = "pay200") const;
  /// Where the socket is; the port is always 5432.
  const std::filesystem::path& socket_directory() const { return socket_directory_; }
  const std::filesystem::path& binaries() const { return binaries_; }  ///< initdb, postgres
  pid_t pid() const { return server_.pid(); }

  /// One or more SQL statements as the superuser, through psql; what they print (unaligned, no
  /// headings). Throws std::runtime_error with psql's words.
  std::string execute(const std::string& sql, const std::string& database = "postgres");

  void start();      ///< after stop() or kill()
  void stop();       ///< fast shutdown: sessions are ended, what is committed is on disk
  void restart();    ///< stop() and start()
  void kill_hard();  ///< SIGKILL to the postmaster, for tests of failures; returns when all of it
                     ///< is gone
  bool running() { return server_.running(); }

 private:
  /// How the server's programs run; see above.
  struct Identity {
    std::optional<UserId> run_as;
    bool user_namespace = false;
    bool bind_mount = false;
  };
  Identity choose_identity() const;
  void make_directories();
  void lock_directory();
  void make_cluster();
  void remove_temporary() noexcept;
  void make_roles();
  void wait_until_free() const;
  void wait_until_ready();
  ProcessOptions as_server(std::vector<std::string> argv) const;
  std::filesystem::path data_seen_by_server() const;
  std::string end_of_log() const;

  EmbeddedPostgresOptions options_;
  std::filesystem::path binaries_;
  std::filesystem::path data_directory_;
  std::filesystem::path socket_directory_;
  std::filesystem::path log_;
  std::filesystem::path temporary_;  ///< in /tmp: the socket's folder or the mount's; or empty
  Identity identity_;
  int lock_fd_ = -1;
  Process server_;
};

}  // namespace pay200::dev
