#include "dev/embedded_postgres.hpp"

#include <array>
#include <cctype>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <pwd.h>
#include <stdexcept>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "dev/make_directory.hpp"

namespace pay200::dev {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr int kOldestMajor = 15;
constexpr int kNewestMajor = 17;
constexpr milliseconds kStartPatience = std::chrono::seconds(60);
constexpr milliseconds kStopPatience = std::chrono::seconds(30);
/// sockaddr_un holds 107 bytes, and the socket's own name takes this many.
constexpr std::size_t kLongestSocketDirectory = 107 - sizeof("/.s.PGSQL.5432.lock");

constexpr const char* kDebiansFolder = "/usr/lib/postgresql";

/// A server of somebody else's building need not come with psql; any version's will do.
fs::path find_psql(const fs::path& binaries) {
  if (fs::exists(binaries / "psql")) return binaries / "psql";
  for (int major = kNewestMajor; major >= kOldestMajor; --major) {
    const fs::path psql = fs::path(kDebiansFolder) / std::to_string(major) / "bin/psql";
    if (fs::exists(psql)) return psql;
  }
  throw std::runtime_error("no psql in " + binaries.string() + " nor in " + kDebiansFolder);
}

bool holds_a_server(const fs::path& folder) {
  return fs::exists(folder / "initdb") && fs::exists(folder / "postgres");
}

/// A cluster keeps to the version that made it; a new one takes the newest.
fs::path find_binaries(const fs::path& data_directory) {
  if (const char* named = std::getenv(kPostgresVariable); named != nullptr && *named != '\0') {
    if (holds_a_server(named)) return named;
    throw std::runtime_error(std::string(kPostgresVariable) + ": no PostgreSQL in " + named);
  }
  std::string wanted;
  std::ifstream(data_directory / "PG_VERSION") >> wanted;
  for (int major = kNewestMajor; major >= kOldestMajor; --major) {
    const fs::path folder = fs::path(kDebiansFolder) / std::to_string(major) / "bin";
    if (!wanted.empty() && wanted != std::to_string(major)) continue;
    if (holds_a_server(folder)) return folder;
  }
  if (!wanted.empty()) {
    throw std::runtime_error(data_directory.string() + " was made by PostgreSQL " + wanted +
                             ", which is not installed");
  }
  throw std::runtime_error(
      "no PostgreSQL 15 to 17 in /usr/lib/postgresql; `make deps` installs Debian's");
}

std::optional<UserId> unprivileged_user() {
  for (const char* name : {"postgres", "nobody"}) {
    if (const passwd* entry = ::getpwnam(name)) return UserId{entry->pw_uid, entry->pw_gid};
  }
  return std::nullopt;
}

/// Whether the server can start at all as such a child: the surest test is to do it.
bool can_run(const fs::path& binaries, ProcessOptions options) {
  options.argv = {(binaries / "postgres").string(), "--version"};
  try {
    return run(options).status == 0;
  } catch (const std::system_error&) {
    return false;
  }
}

fs::path make_temporary() {
  std::string path = "/tmp/pay200-pg-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), path);
  }
  return path;
}

/// Only root gets here with a foreign owner, and only root can mend it.
void give_to(const fs::path& directory, UserId user) {
  const auto give = [&](const fs::path& path) {
    if (::lchown(path.c_str(), user.uid, user.gid) != 0) {
      throw std::system_error(errno, std::generic_category(), path.string());
    }
  };
  struct stat status{};
  if (::stat(directory.c_str(), &status) == 0 && status.st_uid == user.uid) return;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) give(entry.path());
  give(directory);  // last: it tells that all is done
}

/// A process of the server works in its data directory, the postmaster and its backends alike, so
/// this is surer than a pid file: pids are used again.
std::optional<pid_t> process_working_in(const fs::path& directory) {
  struct stat wanted{};
  if (::stat(directory.c_str(), &wanted) != 0) return std::nullopt;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    struct stat cwd{};
    if (::stat((entry.path() / "cwd").c_str(), &cwd) == 0 && cwd.st_dev == wanted.st_dev &&
        cwd.st_ino == wanted.st_ino) {
      return std::stoi(name);
    }
  }
  return std::nullopt;
}

std::vector<std::string> server_settings(const EmbeddedPostgresOptions& options) {
  std::vector<std::string> settings = {
      "listen_addresses=",
      "unix_socket_permissions=0700",
      "max_connections=" + std::to_string(options.max_connections),
      "timezone=UTC",
      "log_timezone=UTC",
      "log_line_prefix=%m [%p] %u@%d ",
      "password_encryption=scram-sha-256",
  };
  if (!options.durable) {
    for (const char* setting :
         {"fsync=off", "full_page_writes=off", "shared_buffers=32MB", "wal_level=minimal",
          "max_wal_senders=0", "autovacuum=off", "jit=off"}) {
      settings.emplace_back(setting);
    }
  }
  settings.insert(settings.end(), options.settings.begin(), options.settings.end());
  return settings;
}

}  // namespace

const std::vector<std::string>& database_roles() {
  static const std::vector<std::string> roles = {"pay200_owner",  "pay200_api",
                                                 "pay200_link",   "pay200_relay",
                                                 "pay200_stream", "pay200_operator"};
  return roles;
}

EmbeddedPostgres::EmbeddedPostgres(EmbeddedPostgresOptions options) : options_(std::move(options)) {
  options_.directory = fs::absolute(options_.directory);
  data_directory_ = options_.directory / "data";
  binaries_ = find_binaries(data_directory_);
  log_ = options_.directory / "postgres.log";
  try {
    make_directory(options_.directory, ::geteuid() == 0 ? 0711 : 0700);
    lock_directory();
    make_directories();
    wait_until_free();
    if (!fs::exists(data_directory_)) make_cluster();
    start();
    make_roles();
  } catch (...) {
    // A constructor that throws has no destructor to tidy up.
    stop();
    if (lock_fd_ >= 0) ::close(lock_fd_);
    remove_temporary();
    throw;
  }
}

EmbeddedPostgres::~EmbeddedPostgres() {
  stop();
  if (lock_fd_ >= 0) ::close(lock_fd_);
  remove_temporary();
}

/// Never recursively below data/: were the mount still there, that would be the database itself.
void EmbeddedPostgres::remove_temporary() noexcept {
  if (temporary_.empty()) return;
  std::error_code ignored;
  fs::remove_all(temporary_ / "run", ignored);
  fs::remove(temporary_ / "data", ignored);
  fs::remove(temporary_, ignored);
  fs::remove(options_.directory / "temporary", ignored);
  temporary_.clear();
}

EmbeddedPostgres::Identity EmbeddedPostgres::choose_identity() const {
  if (::geteuid() != 0) return {};
  const auto user = unprivileged_user();
  ProcessOptions reach;
  reach.run_as = user;
  reach.cwd = options_.directory;
  if (user && can_run(binaries_, reach)) return {user, false, false};
  ProcessOptions name_space;
  name_space.user_namespace = true;
  if (can_run(binaries_, name_space)) return {std::nullopt, true, false};
  ProcessOptions mounted;
  mounted.run_as = user;
  mounted.bind_mount = BindMount{"/tmp", "/tmp"};
  if (user && can_run(binaries_, mounted)) return {user, false, true};
  throw std::runtime_error(
      "PostgreSQL does not run as root, and its user cannot reach " + options_.directory.string() +
      "; name a directory that every user can enter, such as VAR=/var/tmp/pay200");
}

void EmbeddedPostgres::make_directories() {
  // A link to the temporary directory, so that it is found again if this process is killed.
  const fs::path remembered = options_.directory / "temporary";
  if (fs::is_symlink(remembered)) {
    temporary_ = fs::read_symlink(remembered);
    remove_temporary();
  }
  identity_ = choose_identity();
  const UserId user = identity_.run_as.value_or(UserId{::geteuid(), ::getegid()});
  if (fs::exists(data_directory_)) give_to(data_directory_, user);
  socket_directory_ = options_.directory / "run";
  if (identity_.bind_mount || socket_directory_.string().size() > kLongestSocketDirectory) {
    temporary_ = make_temporary();
    fs::create_directory_symlink(temporary_, remembered);
    ::chmod(temporary_.c_str(), ::geteuid() == 0 ? 0711 : 0700);
    socket_directory_ = temporary_ / "run";
    if (identity_.bind_mount) make_directory(temporary_ / "data", 0711);
  }
  make_directory(socket_directory_, 0700);
  give_to(socket_directory_, user);
}

void EmbeddedPostgres::lock_directory() {
  const std::string path = options_.directory / "lock";
  lock_fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_fd_ < 0 || ::flock(lock_fd_, LOCK_EX | LOCK_NB) != 0) {
    throw std::runtime_error(options_.directory.string() +
                             " is in use by another process; choose another VAR=");
  }
}

void EmbeddedPostgres::wait_until_free() const {
  const auto deadline = std::chrono::steady_clock::now() + kStopPatience;
  while (const auto pid = process_working_in(data_directory_)) {
    if (std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("a PostgreSQL (process " + std::to_string(*pid) +
                               ") still works in " + data_directory_.string());
    }
    std::this_thread::sleep_for(milliseconds(20));
  }
  // Nobody is there, so these are left from one that was killed; a pid in them may by now be
  // somebody else's, and the server would refuse to start.
  std::error_code ignored;
  fs::remove(data_directory_ / "postmaster.pid", ignored);
  fs::remove(socket_directory_ / ".s.PGSQL.5432", ignored);
  fs::remove(socket_directory_ / ".s.PGSQL.5432.lock", ignored);
}

fs::path EmbeddedPostgres::data_seen_by_server() const {
  return identity_.bind_mount ? temporary_ / "data" : data_directory_;
}

ProcessOptions EmbeddedPostgres::as_server(std::vector<std::string> argv) const {
  ProcessOptions options;
  options.argv = std::move(argv);
  options.clear_env = true;
  options.env = {{"PATH", binaries_.string() + ":/usr/bin:/bin"},
                 {"LC_ALL", "C.UTF-8"},
                 {"TZ", "UTC"},
                 {"PGTZ", "UTC"}};
  options.cwd = "/";
  options.run_as = identity_.run_as;
  options.user_namespace = identity_.user_namespace;
  if (identity_.bind_mount) options.bind_mount = BindMount{data_directory_, data_seen_by_server()};
  return options;
}

/// Beside its place, and moved there when complete: initdb may be killed half-way.
void EmbeddedPostgres::make_cluster() {
  const fs::path place = data_directory_;
  data_directory_ = options_.directory / "data.new";
  fs::remove_all(data_directory_);
  make_directory(data_directory_, 0700);
  give_to(data_directory_, identity_.run_as.value_or(UserId{::geteuid(), ::getegid()}));
  std::vector<std::string> argv = {(binaries_ / "initdb").string(),
                                   "--pgdata=" + data_seen_by_server().string(),
                                   "--encoding=UTF8",
                                   "--locale=C.UTF-8",
                                   "--username=postgres",
                                   "--auth=trust",
                                   "--no-instructions"};
  if (!options_.durable) argv.emplace_back("--no-sync");
  const Finished made = run(as_server(std::move(argv)), kStartPatience);
  if (made.status != 0) throw std::runtime_error("initdb: " + made.err + made.out);
  fs::rename(data_directory_, place);
  data_directory_ = place;
}

void EmbeddedPostgres::start() {
  wait_until_free();
  std::vector<std::string> argv = {(binaries_ / "postgres").string(), "-D",
                                   data_seen_by_server().string(), "-k",
                                   socket_directory_.string()};
  for (const auto& setting : server_settings(options_)) {
    argv.emplace_back("-c");
    argv.push_back(setting);
  }
  ProcessOptions options = as_server(std::move(argv));
  options.output = log_;
  options.death_signal = SIGQUIT;  // immediate shutdown: it recovers at the next start
  server_ = Process::start(options);
  wait_until_ready();
}

/// The last line of postmaster.pid says so, as pg_ctl reads it.
void EmbeddedPostgres::wait_until_ready() {
  const auto deadline = std::chrono::steady_clock::now() + kStartPatience;
  while (std::chrono::steady_clock::now() < deadline) {
    std::ifstream file(data_directory_ / "postmaster.pid");
    std::string last;
    for (std::string line; std::getline(file, line);) last = line;
    if (last.rfind("ready", 0) == 0) return;
    if (server_.wait(milliseconds(10))) break;
  }
  server_.stop(milliseconds(0), SIGQUIT);
  throw std::runtime_error("PostgreSQL did not start; the end of " + log_.string() + ":\n" +
                           end_of_log());
}

std::string EmbeddedPostgres::end_of_log() const {
  std::ifstream file(log_);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  constexpr std::size_t kEnough = 2000;
  return text.size() > kEnough ? text.substr(text.size() - kEnough) : text;
}

void EmbeddedPostgres::make_roles() {
  std::string sql;
  for (const auto& role : database_roles()) {
    sql += "SELECT 'CREATE ROLE " + role +
           " LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + role +
           "') \\gexec\n";
  }
  sql +=
      "SELECT 'CREATE DATABASE pay200 OWNER pay200_owner' WHERE NOT EXISTS "
      "(SELECT FROM pg_database WHERE datname = 'pay200') \\gexec\n"
      // One that is being restored can be read only, and has it from where it comes.
      "SELECT 'REVOKE TEMPORARY ON DATABASE pay200 FROM PUBLIC' WHERE NOT pg_is_in_recovery() "
      "\\gexec\n";
  execute(sql);
}

std::string EmbeddedPostgres::conninfo(const std::string& role, const std::string& database) const {
  return "host=" + socket_directory_.string() + " port=5432 dbname=" + database + " user=" + role;
}

std::string EmbeddedPostgres::execute(const std::string& sql, const std::string& database) {
  ProcessOptions options;
  options.argv = {
      find_psql(binaries_).string(), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d",
      conninfo("postgres", database)};
  options.clear_env = true;
  options.input = sql;
  const Finished done = run(options);
  if (done.status != 0) throw std::runtime_error("psql: " + done.err);
  return done.out;
}

void EmbeddedPostgres::stop() {
  server_.stop(kStopPatience, SIGINT);
  // Where the bind mount could not be kept from this mount namespace.
  if (identity_.bind_mount) ::umount2(data_seen_by_server().c_str(), MNT_DETACH);
}

void EmbeddedPostgres::restart() {
  stop();
  start();
}

void EmbeddedPostgres::kill_hard() {
  server_.stop(kStopPatience, SIGKILL);
  wait_until_free();  // its sessions notice a moment later, and answer until then
}

}  // namespace pay200::dev
