#include "dev/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <map>
#include <poll.h>
#include <sched.h>
#include <stdexcept>
#include <string_view>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace pay200::dev {
namespace {

/// In the form of a map. initdb asks for the name of its user, and this one has one everywhere.
const std::string kNobody = "65534 ";

using std::chrono::milliseconds;
namespace fs = std::filesystem;

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

int checked(int result, const std::string& what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

std::vector<std::string> environment(const ProcessOptions& options) {
  std::map<std::string, std::string> variables;
  if (!options.clear_env) {
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
      const std::string_view text(*entry);
      const auto equals = text.find('=');
      if (equals != std::string_view::npos) {
        variables[std::string(text.substr(0, equals))] = text.substr(equals + 1);
      }
    }
  }
  for (const auto& [name, value] : options.env) variables[name] = value;
  std::vector<std::string> result;
  for (const auto& [name, value] : variables) result.push_back(name + "=" + value);
  return result;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

/// Everything the child needs, prepared before fork: after it, in a program with threads, only
/// async-signal-safe calls are allowed, so nothing there may allocate.
struct Plan {
  std::vector<std::string> argv_texts;
  std::vector<std::string> env_texts;
  std::vector<char*> argv;
  std::vector<char*> env;
  std::string program;
  std::string cwd;
  int in = -1;
  int out = -1;  // -1: the parent's
  int err = -1;
  std::string uid_map;
  std::string gid_map;
  std::string bind_source;
  std::string bind_target;
  std::optional<UserId> run_as;
  int death_signal = 0;
  pid_t parent = 0;
  int report = -1;
};

/// What the child tells the parent if it cannot become the program.
struct Failure {
  int error = 0;
  std::array<char, 32> step{};
};

[[noreturn]] void fail_in_child(const Plan& plan, const char* step) {
  Failure failure;
  failure.error = errno;
  std::strncpy(failure.step.data(), step, failure.step.size() - 1);
  [[maybe_unused]] const auto written = ::write(plan.report, &failure, sizeof failure);
  ::_exit(127);
}

bool write_file_in_child(const char* path, const char* text, std::size_t size) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool done = ::write(fd, text, size) == static_cast<ssize_t>(size);
  ::close(fd);
  return done;
}

void enter_namespaces_in_child(const Plan& plan) {
  if (!plan.uid_map.empty()) {
    if (::unshare(CLONE_NEWUSER) != 0) fail_in_child(plan, "unshare user");
    // The kernel wants setgroups denied before an unprivileged gid_map.
    write_file_in_child("/proc/self/setgroups", "deny", 4);
    if (!write_file_in_child("/proc/self/uid_map", plan.uid_map.data(), plan.uid_map.size()) ||
        !write_file_in_child("/proc/self/gid_map", plan.gid_map.data(), plan.gid_map.size())) {
      fail_in_child(plan, "user map");
    }
  }
  if (!plan.bind_target.empty()) {
    if (::unshare(CLONE_NEWNS) != 0) fail_in_child(plan, "unshare mounts");
    // In a chroot / may be no mount point, and this fails: the mount may then be seen outside.
    ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    if (::mount(plan.bind_source.c_str(), plan.bind_target.c_str(), nullptr, MS_BIND, nullptr) !=
        0) {
      fail_in_child(plan, "bind mount");
    }
  }
}

void reset_signals_in_child() {
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD, SIGUSR1, SIGUSR2}) {
    ::signal(number, SIG_DFL);
  }
}

[[noreturn]] void become_program(const Plan& plan) {
  // A group of its own: the terminal's Ctrl-C then reaches the parent alone, which stops its
  // children in the right order.
  ::setpgid(0, 0);
  reset_signals_in_child();
  if (::dup2(plan.in, STDIN_FILENO) < 0) fail_in_child(plan, "stdin");
  if (plan.out >= 0 && ::dup2(plan.out, STDOUT_FILENO) < 0) fail_in_child(plan, "stdout");
  if (plan.err >= 0 && ::dup2(plan.err, STDERR_FILENO) < 0) fail_in_child(plan, "stderr");
  ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
  enter_namespaces_in_child(plan);
  if (plan.run_as) {
    if (::setgroups(0, nullptr) != 0 || ::setgid(plan.run_as->gid) != 0 ||
        ::setuid(plan.run_as->uid) != 0) {
      fail_in_child(plan, "change of user");
    }
  }
  // Only now: a change of credentials clears it.
  if (::prctl(PR_SET_PDEATHSIG, plan.death_signal) != 0) fail_in_child(plan, "prctl");
  if (::getppid() != plan.parent) ::_exit(127);
  if (!plan.cwd.empty() && ::chdir(plan.cwd.c_str()) != 0) fail_in_child(plan, "chdir");
  ::execve(plan.program.c_str(), plan.argv.data(), plan.env.data());
  fail_in_child(plan, "exec");
}

void prepare(Plan& plan, const ProcessOptions& options) {
  if (options.argv.empty()) throw std::invalid_argument("no program given");
  const auto program = find_program(options.argv.front());
  if (!program) {
    throw std::system_error(ENOENT, std::generic_category(), options.argv.front());
  }
  plan.program = program->string();
  plan.argv_texts = options.argv;
  plan.env_texts = environment(options);
  plan.argv = pointers(plan.argv_texts);
  plan.env = pointers(plan.env_texts);
  plan.cwd = options.cwd.string();
  plan.run_as = options.run_as;
  plan.death_signal = options.death_signal;
  plan.parent = ::getpid();
  if (options.user_namespace) {
    plan.uid_map = kNobody + std::to_string(::geteuid()) + " 1";
    plan.gid_map = kNobody + std::to_string(::getegid()) + " 1";
  }
  if (options.bind_mount) {
    plan.bind_source = options.bind_mount->source.string();
    plan.bind_target = options.bind_mount->target.string();
  }
}

/// Forks; throws what the child says it could not do.
pid_t launch(Plan& plan) {
  std::array<int, 2> ends{};
  checked(::pipe2(ends.data(), O_CLOEXEC), "pipe");
  Fd from_child(ends[0]);
  Fd to_parent(ends[1]);
  plan.report = to_parent.get();
  const pid_t pid = ::fork();
  if (pid == 0) become_program(plan);
  checked(pid, "fork");
  to_parent.close();
  Failure failure;
  ssize_t got = 0;
  do {
    got = ::read(from_child.get(), &failure, sizeof failure);
  } while (got < 0 && errno == EINTR);
  if (got == 0) return pid;  // exec closed the pipe
  ::waitpid(pid, nullptr, 0);
  throw std::system_error(failure.error, std::generic_category(),
                          plan.argv_texts.front() + ": " + failure.step.data());
}

ExitStatus exit_status(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

int open_input(const ProcessOptions& options) {
  if (!options.input) return checked(::open("/dev/null", O_RDONLY | O_CLOEXEC), "/dev/null");
  const int fd = checked(::memfd_create("stdin", MFD_CLOEXEC), "memfd");
  for (std::string_view rest = *options.input; !rest.empty();) {
    rest.remove_prefix(static_cast<std::size_t>(checked(
        static_cast<int>(::write(fd, rest.data(), std::min<std::size_t>(rest.size(), 1 << 20))),
        "memfd")));
  }
  ::lseek(fd, 0, SEEK_SET);
  return fd;
}

std::string content(int fd) {
  std::string text;
  std::array<char, 65536> buffer{};
  for (off_t at = 0;;) {
    const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), at);
    if (got <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
    at += got;
  }
}

}  // namespace

Process::Process(pid_t pid)
    : pid_(pid), pid_fd_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {}

Process Process::start(const ProcessOptions& options) {
  Plan plan;
  prepare(plan, options);
  const Fd in(open_input(options));
  plan.in = in.get();
  const Fd out(
      options.output.empty()
          ? -1
          : checked(::open(options.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600),
                    options.output.string()));
  plan.out = out.get();
  plan.err = out.get();
  return Process(launch(plan));
}

Process::~Process() {
  stop();
  if (pid_fd_ >= 0) ::close(pid_fd_);
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)),
      pid_fd_(std::exchange(other.pid_fd_, -1)),
      status_(std::exchange(other.status_, std::nullopt)) {}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(pid_fd_, other.pid_fd_);
  std::swap(status_, other.status_);
  return *this;
}

bool Process::running() { return pid_ != 0 && !wait(milliseconds(0)); }

std::optional<ExitStatus> Process::wait(milliseconds timeout) {
  if (pid_ == 0) return 0;
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (!status_) {
    int status = 0;
    const pid_t got = ::waitpid(pid_, &status, WNOHANG);
    if (got == pid_) {
      status_ = exit_status(status);
      break;
    }
    if (got < 0 && errno == ECHILD) {  // somebody else reaped it; how it ended is not known
      status_ = 0;
      break;
    }
    const auto left =
        std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return std::nullopt;
    pollfd waiting{pid_fd_, POLLIN, 0};
    // Without pidfd (an old kernel, a filtered system call) look again every 10 ms.
    const auto slice = pid_fd_ >= 0 ? left : std::min(left, milliseconds(10));
    ::poll(&waiting, pid_fd_ >= 0 ? 1 : 0, static_cast<int>(slice.count()));
  }
  return status_;
}

void Process::signal(int number) {
  if (running()) ::kill(pid_, number);
}

ExitStatus Process::stop(milliseconds patience, int first_signal) {
  if (pid_ == 0) return 0;
  if (running()) {
    ::kill(pid_, first_signal);
    if (!wait(patience)) {
      ::kill(-pid_, SIGKILL);
      ::kill(pid_, SIGKILL);
      wait(std::chrono::seconds(10));
    }
  }
  return status_.value_or(128 + SIGKILL);
}

Finished run(const ProcessOptions& options, milliseconds timeout) {
  Plan plan;
  prepare(plan, options);
  const Fd in(open_input(options));
  // Memory files, not pipes: no reader is needed, and no amount of output can block the child.
  const Fd out(checked(::memfd_create("stdout", MFD_CLOEXEC), "memfd"));
  const Fd err(checked(::memfd_create("stderr", MFD_CLOEXEC), "memfd"));
  plan.in = in.get();
  plan.out = out.get();
  plan.err = err.get();
  Process process(launch(plan));
  const auto status = process.wait(timeout);
  if (!status) {
    process.stop(milliseconds(0), SIGKILL);
    throw std::runtime_error(options.argv.front() + " did not end within " +
                             std::to_string(timeout.count()) + " ms: " + content(err.get()));
  }
  return {*status, content(out.get()), content(err.get())};
}

std::optional<fs::path> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    if (::access(name.c_str(), X_OK) == 0) return fs::absolute(name);
    return std::nullopt;
  }
  const char* path = std::getenv("PATH");
  const std::string folders =
      std::string(path != nullptr ? path : "/usr/bin:/bin") + ":/usr/sbin:/sbin";
  for (std::size_t begin = 0; begin <= folders.size();) {
    const auto end = std::min(folders.find(':', begin), folders.size());
    fs::path candidate = fs::path(folders.substr(begin, end - begin)) / name;
    if (end > begin && ::access(candidate.c_str(), X_OK) == 0) return candidate;
    begin = end + 1;
  }
  return std::nullopt;
}

}  // namespace pay200::dev
