#include "dev/stack.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <ranges>
#include <set>
#include <stdexcept>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "core/platform/process_file.hpp"
#include "dev/free_port.hpp"
#include "dev/http_client.hpp"
#include "dev/make_directory.hpp"
#include "dev/nginx_config.hpp"
#include "dev/stack_files.hpp"

namespace pay200::dev {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kStartPatience = std::chrono::seconds(30);
constexpr milliseconds kStopPatience = std::chrono::seconds(15);
/// Threads of the gateway beyond the requests that nginx lets through at once.
constexpr int kSpareThreads = 2;
/// sockaddr_un holds 107 bytes.
constexpr std::size_t kLongestRunDirectory = 107 - sizeof("/sandbox2-control.socket");

bool answers(const std::string& url) {
  HttpClient client;
  HttpRequest request;
  request.url = url;
  request.timeout = std::chrono::seconds(2);
  try {
    return client.send(request).status == 200;
  } catch (const HttpFailure&) {
    return false;
  }
}

/// "pid (comm) state ppid ...": comm may hold spaces and parentheses.
struct ProcessEntry {
  pid_t pid = 0;
  pid_t parent = 0;
  std::string comm;
  char state = '?';
};

std::optional<ProcessEntry> process_entry(pid_t pid) {
  const std::string line = process_file(pid, "stat");
  const auto open = line.find('(');
  const auto close = line.rfind(')');
  if (open == std::string::npos || close == std::string::npos || close + 4 > line.size()) {
    return std::nullopt;
  }
  ProcessEntry entry;
  entry.pid = pid;
  entry.comm = line.substr(open + 1, close - open - 1);
  entry.state = line[close + 2];
  entry.parent = std::atoi(line.c_str() + close + 4);
  return entry;
}

std::vector<ProcessEntry> children_of(pid_t parent) {
  std::vector<ProcessEntry> children;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const auto found = process_entry(std::stoi(name));
    if (found && found->parent == parent && found->state != 'Z') children.push_back(*found);
  }
  return children;
}

}  // namespace

const std::vector<Part>& all_parts() {
  static const std::vector<Part> parts = {Part::kPostgres, Part::kSandbox, Part::kSecondSandbox,
                                          Part::kGateway, Part::kNginx};
  return parts;
}

namespace {

/// Of unequal weight, so that it is seen.
std::vector<StackAcquirer> acquirers_of(int count) {
  std::vector<StackAcquirer> acquirers = {{"sandbox", Part::kSandbox, 2}};
  if (count > 1) acquirers.push_back({"sandbox2", Part::kSecondSandbox, 1});
  return acquirers;
}

}  // namespace

std::string name_of(Part part) {
  switch (part) {
    case Part::kPostgres:
      return "PostgreSQL";
    case Part::kSandbox:
      return "pay200-sandbox";
    case Part::kSecondSandbox:
      return "pay200-sandbox2";
    case Part::kGateway:
      return "pay200-fcgi";
    case Part::kNginx:
      return "nginx";
  }
  std::abort();
}

Stack::Stack(StackOptions options)
    : options_(std::move(options)), acquirers_(acquirers_of(options_.acquirers)) {
  for (const Part part : all_parts()) processes_[part];
  options_.directory = fs::absolute(options_.directory).lexically_normal();
  try {
    begin();
  } catch (...) {
    // A constructor that throws has no destructor to tidy up.
    stop();
    throw;
  }
}

Stack::~Stack() { stop(); }

void Stack::begin() {
  prepare_directory();
  choose_ports();
  step("PostgreSQL", [&] { start_part(Part::kPostgres); });
  write_files();
  step("pgctl db migrate", [&] { migrate(); });
  for (const auto& acquirer : acquirers_) {
    step(name_of(acquirer.part), [&] { start_part(acquirer.part); });
  }
  step("pay200-fcgi", [&] { start_part(Part::kGateway); });
  step("nginx", [&] {
    start_part(Part::kNginx);
    if (!wait_until_ready(kStartPatience)) {
      throw std::runtime_error("the gateway is not ready after " +
                               std::to_string(kStartPatience.count() / 1000) +
                               " s; the end of its log:\n" + end_of_log(Part::kGateway));
    }
  });
}

void Stack::step(const std::string& what, const std::function<void()>& act) {
  const auto begun = steady_clock::now();
  act();
  if (options_.on_step) {
    options_.on_step(what, std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun));
  }
}

void Stack::prepare_directory() {
  // Others may pass through: as root, PostgreSQL runs as a user of its own.
  make_directory(options_.directory, ::geteuid() == 0 ? 0711 : 0700);
  const std::string lock = options_.directory / "lock";
  lock_fd_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_fd_ < 0) throw std::system_error(errno, std::generic_category(), lock);
  if (::flock(lock_fd_, LOCK_EX | LOCK_NB) != 0) {
    throw std::runtime_error("another pay200 runs in " + options_.directory.string() +
                             "; stop it, or choose another VAR=");
  }
  for (const char* name : {"log", "nginx"}) make_directory(options_.directory / name, 0700);
  for (const auto& acquirer : acquirers_) {
    make_directory(options_.directory / acquirer.name, 0700);
  }
  run_directory_ = options_.directory / "run";
  if (run_directory_.string().size() > kLongestRunDirectory) {
    std::string path = "/tmp/pay200-run-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) {
      throw std::system_error(errno, std::generic_category(), path);
    }
    run_directory_ = path;
    run_directory_is_temporary_ = true;
  }
  make_directory(run_directory_, 0700);
}

void Stack::choose_ports() {
  if (options_.port == 0) {
    options_.port = find_free_port();
  } else if (!is_port_free(options_.port)) {
    throw std::runtime_error("port " + std::to_string(options_.port) +
                             " is in use; stop what uses it, or choose another with PORT=");
  }
  std::set<int> taken = {options_.port};
  for (const auto& acquirer : acquirers_) {
    int& port = sandbox_ports_[acquirer.part];
    do {
      port = find_free_port();
    } while (!taken.insert(port).second);
  }
  base_url_ = "http://" + options_.host + ":" + std::to_string(options_.port);
}

void Stack::write_files() {
  StackFiles files;
  files.directory = options_.directory;
  files.run_directory = run_directory_;
  files.base_url = base_url_;
  const auto through = options_.database_through;
  const fs::path database =
      through ? through(postgres_->socket_directory()) : postgres_->socket_directory();
  files.database = "host=" + database.string() + " port=5432 dbname=pay200";
  for (const auto& acquirer : acquirers_) {
    const int port = sandbox_ports_.at(acquirer.part);
    const int seen = options_.acquirer_through ? options_.acquirer_through(port) : port;
    files.acquirers.push_back({acquirer.name, seen, acquirer.weight});
  }
  files.api_workers = options_.api_workers;
  files.api_threads = options_.api_threads;
  files.api_connections = options_.api_connections;
  files.acquirer_timeout_ms = options_.acquirer_timeout_ms;
  files.limits = options_.limits;
  files.confirms_per_shopper = options_.confirms_per_shopper;
  files.recovery_grace_ms = options_.recovery_grace_ms;
  files.refund_settle_ms = options_.refund_settle_ms;
  files.recovery_poll_ms = options_.recovery_poll_ms;
  files.webhook_timeout_ms = options_.webhook_timeout_ms;
  files.webhook_ca_file = options_.webhook_ca_file;
  write_secrets(files);
  write_config(files);
  NginxSettings nginx;
  nginx.directory = options_.directory / "nginx";
  nginx.log_directory = options_.directory / "log";
  nginx.fcgi_socket = run_directory_ / "fcgi.socket";
  nginx.stream_socket = run_directory_ / "stream.socket";
  nginx.demo_socket = demo_socket();
  nginx.port = options_.port;
  nginx.requests = options_.api_workers * options_.api_threads - kSpareThreads;
  write_nginx_config(nginx);
}

fs::path Stack::program(const std::string& name) const {
  const fs::path path = options_.bin_directory / name;
  if (!fs::exists(path)) throw std::runtime_error(path.string() + " is missing; run make build");
  return path;
}

Finished Stack::pgctl(std::vector<std::string> arguments) const {
  ProcessOptions options;
  options.argv = {program("pgctl").string(), "--config", config_path().string()};
  options.argv.insert(options.argv.end(), arguments.begin(), arguments.end());
  return run(options, kStartPatience);
}

void Stack::migrate() {
  const Finished done = pgctl({"db", "migrate"});
  if (done.status != 0) throw std::runtime_error("pgctl db migrate: " + done.err + done.out);
}

ProcessOptions Stack::command(Part part) const {
  ProcessOptions options;
  options.output = log_path(part);
  switch (part) {
    case Part::kPostgres:
      break;
    case Part::kSandbox:
    case Part::kSecondSandbox:
      options.argv = {program("pay200-sandbox").string(),
                      "--listen",
                      "127.0.0.1:" + std::to_string(sandbox_ports_.at(part)),
                      "--journal",
                      journal_path(part).string(),
                      "--control",
                      control_path(part).string(),
                      "--reply-delay-ms",
                      std::to_string(options_.sandbox_delay_ms)};
      break;
    case Part::kGateway:
      options.argv = {program("pay200-fcgi").string(), "--config", config_path().string()};
      options.env = options_.gateway_environment;
      break;
    case Part::kNginx:
      options.argv = {"nginx",
                      "-p",
                      (options_.directory / "nginx").string() + "/",
                      "-c",
                      (options_.directory / "nginx/nginx.conf").string(),
                      "-e",
                      log_path(part).string()};
      break;
  }
  return options;
}

Process& Stack::process(Part part) { return processes_.at(part); }

const Process& Stack::process(Part part) const { return processes_.at(part); }

void Stack::start_part(Part part) {
  if (part != Part::kPostgres) {
    process(part) = Process::start(command(part));
  } else if (postgres_) {
    postgres_->start();
  } else {
    EmbeddedPostgresOptions options;
    options.directory = options_.directory / "postgres";
    options.durable = options_.durable;
    postgres_ = std::make_unique<EmbeddedPostgres>(options);
  }
  wanted_.push_back(part);
  if (part == Part::kSandbox || part == Part::kSecondSandbox) {
    wait_for(part, [&] {
      try {
        return sandbox(part).status().is_object();
      } catch (const std::runtime_error&) {
        return false;
      }
    });
  } else if (part == Part::kGateway) {
    wait_for(part, [&] {
      return fs::is_socket(run_directory_ / "fcgi.socket") &&
             fs::is_socket(run_directory_ / "stream.socket");
    });
  } else if (part == Part::kNginx) {
    wait_for(part, [&] { return !is_port_free(options_.port); });
  }
}

void Stack::wait_for(Part part, const std::function<bool()>& ready) {
  const auto deadline = steady_clock::now() + kStartPatience;
  while (!ready()) {
    if (process(part).wait(milliseconds(5)) || steady_clock::now() > deadline) {
      throw std::runtime_error(name_of(part) + " did not start; the end of " +
                               log_path(part).string() + ":\n" + end_of_log(part));
    }
  }
}

void Stack::stop_part(Part part) {
  std::erase(wanted_, part);
  if (part == Part::kPostgres) {
    if (postgres_) postgres_->stop();
  } else {
    process(part).stop(kStopPatience);
  }
}

void Stack::kill_part(Part part) {
  std::erase(wanted_, part);
  if (part == Part::kPostgres) {
    postgres_->kill_hard();
  } else {
    process(part).stop(kStopPatience, SIGKILL);
  }
}

bool Stack::running(Part part) {
  return part == Part::kPostgres ? postgres_ && postgres_->running() : process(part).running();
}

pid_t Stack::pid(Part part) const {
  return part == Part::kPostgres ? postgres_->pid() : process(part).pid();
}

std::vector<Part> Stack::ended() {
  std::vector<Part> parts;
  for (const Part part : wanted_) {
    if (!running(part)) parts.push_back(part);
  }
  return parts;
}

std::vector<RolePid> Stack::roles() const {
  constexpr std::string_view kPrefix = "pay200-";
  std::vector<RolePid> roles;
  for (const auto& child : children_of(pid(Part::kGateway))) {
    const std::string_view comm = child.comm;
    const auto role = comm.rfind(kPrefix, 0) == 0 ? comm.substr(kPrefix.size()) : comm;
    roles.push_back({std::string(role), child.pid});
  }
  return roles;
}

std::vector<pid_t> Stack::pids_of(const std::string& role) const {
  std::vector<pid_t> pids;
  for (const auto& found : roles()) {
    if (found.role == role) pids.push_back(found.pid);
  }
  return pids;
}

bool Stack::wait_until_ready(milliseconds patience) {
  const auto deadline = steady_clock::now() + patience;
  // First whether ours run: on a port that was taken from us, somebody else's would answer.
  while (!ended().empty() || !answers(base_url_ + "/readyz")) {
    if (steady_clock::now() > deadline || !ended().empty()) return false;
    std::this_thread::sleep_for(milliseconds(20));
  }
  return true;
}

std::vector<Part> Stack::parts() const {
  std::vector<Part> parts = all_parts();
  if (acquirers_.size() == 1) std::erase(parts, Part::kSecondSandbox);
  return parts;
}

fs::path Stack::journal_path(Part sandbox) const {
  return options_.directory / (sandbox == Part::kSandbox ? "sandbox" : "sandbox2") / "journal";
}

fs::path Stack::control_path(Part sandbox) const {
  return run_directory_ /
         (sandbox == Part::kSandbox ? "sandbox-control.socket" : "sandbox2-control.socket");
}

fs::path Stack::log_path(Part part) const {
  if (part == Part::kPostgres) return options_.directory / "postgres/postgres.log";
  return options_.directory / "log" / (name_of(part) + ".log");
}

std::string Stack::end_of_log(Part part) const {
  std::ifstream file(log_path(part));
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  constexpr std::size_t kEnough = 3000;
  return text.size() > kEnough ? text.substr(text.size() - kEnough) : text;
}

void Stack::stop() noexcept {
  try {
    for (const Part part : all_parts() | std::views::reverse) stop_part(part);
    postgres_.reset();
  } catch (const std::exception& failure) {  // what is left dies with this process
    std::fprintf(stderr, "stopping: %s\n", failure.what());
  }
  remove_run_directory();
  if (lock_fd_ >= 0) ::close(lock_fd_);
  lock_fd_ = -1;
}

void Stack::remove_run_directory() noexcept {
  if (!run_directory_is_temporary_) return;
  std::error_code ignored;
  fs::remove_all(run_directory_, ignored);
  run_directory_is_temporary_ = false;
}

}  // namespace pay200::dev
