#include "pgctl/doctor/running_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/platform/process_file.hpp"
#include "core/platform/unique_fd.hpp"

extern char** environ;

namespace pay200::pgctl {
namespace {

std::string command_of(pid_t process) {
  std::string command = process_file(process, "cmdline");
  std::replace(command.begin(), command.end(), '\0', ' ');
  while (!command.empty() && command.back() == ' ') command.pop_back();
  return command;
}

std::string read_all(int fd) {
  std::string text;
  std::array<char, 4096> buffer{};
  ::lseek(fd, 0, SEEK_SET);
  for (ssize_t got = 0; (got = ::read(fd, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace

std::optional<RunningProcess> find_process(
    const std::function<bool(const std::string& command)>& wanted) {
  std::error_code gone;  // a process may end while it is looked at
  for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    struct stat status{};
    if (::stat(entry.path().c_str(), &status) != 0) continue;
    const pid_t pid = std::stoi(name);
    std::string command = command_of(pid);
    if (wanted(command)) return RunningProcess{pid, status.st_uid, std::move(command)};
  }
  return std::nullopt;
}

Ended run_program(const std::vector<std::string>& words) {
  const UniqueFd output(::memfd_create("output", MFD_CLOEXEC));
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, output.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output.get(), STDERR_FILENO);
  std::vector<std::string> copy = words;
  std::vector<char*> argv;
  for (auto& word : copy) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  const int failed = ::posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return {-1, {}};
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_all(output.get())};
}

}  // namespace pay200::pgctl
