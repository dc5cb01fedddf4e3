#include "fcgi-app/master/handover.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include "core/platform/unique_fd.hpp"

namespace pay200::master {
namespace {

using nlohmann::json;

constexpr const char* kVariable = "PAY200_HANDOVER";
constexpr unsigned kPatienceSeconds = 30;
/// Of what a refusing program says.
constexpr std::size_t kMostWords = 4096;

/// Of the role whose clients connect there, "" of one that has no such socket.
std::string configured(Role role, const Config& config) {
  switch (role) {
    case Role::kApi:
      return config.fcgi.socket;
    case Role::kRelay:
      return {};
    case Role::kLink:
      return config.link.socket;
    case Role::kStream:
      return config.stream.socket;
  }
  return {};
}

Role role_of(const json& text) {
  const auto role = role_from_text(text.get<std::string>());
  if (!role) throw std::invalid_argument("role");
  return *role;
}

std::vector<char*> argv_of(const std::vector<std::string>& command) {
  std::vector<char*> argv;
  argv.reserve(command.size() + 1);
  for (const auto& argument : command) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  return argv;
}

/// Whether the next program has these files too.
void keep_open(const Handover& handover, bool keep) {
  for (const auto& socket : handover.sockets) {
    for (const int fd : {socket.fd, socket.lock_fd}) {
      if (fd >= 0) ::fcntl(fd, F_SETFD, keep ? 0 : FD_CLOEXEC);
    }
  }
}

[[noreturn]] void run_check(std::vector<std::string> command, const Handover& handover, int words) {
  ::dup2(words, STDOUT_FILENO);
  ::dup2(words, STDERR_FILENO);
  ::alarm(kPatienceSeconds);  // lasts through exec, and no program of ours catches it
  command.emplace_back("--check-config");
  ::setenv(kVariable, handover_text(handover).c_str(), 1);
  ::execv(command.front().c_str(), argv_of(command).data());
  const std::string why = command.front() + ": " + std::generic_category().message(errno);
  [[maybe_unused]] const auto written = ::write(words, why.data(), why.size());
  ::_exit(kExitConfiguration);
}

std::string read_words(int fd) {
  std::string words;
  std::array<char, 1024> buffer{};
  while (true) {
    const auto got = ::read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    words.append(buffer.data(),
                 std::min<std::size_t>(static_cast<std::size_t>(got), kMostWords - words.size()));
  }
  while (words.ends_with('\n')) words.pop_back();
  return words;
}

}  // namespace

const Handover::Socket* Handover::socket_of(Role role) const {
  const auto found = std::find_if(sockets.begin(), sockets.end(),
                                  [role](const Socket& one) { return one.role == role; });
  return found == sockets.end() ? nullptr : &*found;
}

std::string handover_text(const Handover& handover) {
  json text = {{"sockets", json::array()}, {"children", json::array()}};
  for (const auto& socket : handover.sockets) {
    text["sockets"].push_back({{"role", to_text(socket.role)},
                               {"name", socket.name},
                               {"fd", socket.fd},
                               {"lock", socket.lock_fd}});
  }
  for (const auto& child : handover.children) {
    text["children"].push_back({{"pid", child.pid}, {"role", to_text(child.role)}});
  }
  return text.dump();
}

std::optional<Handover> parse_handover(const std::string& text) {
  Handover handover;
  try {
    const json all = json::parse(text);
    for (const auto& one : all.at("sockets")) {
      handover.sockets.push_back({.role = role_of(one.at("role")),
                                  .name = one.at("name").get<std::string>(),
                                  .fd = one.at("fd").get<int>(),
                                  .lock_fd = one.at("lock").get<int>()});
    }
    for (const auto& one : all.at("children")) {
      handover.children.push_back({one.at("pid").get<pid_t>(), role_of(one.at("role"))});
    }
  } catch (const std::exception&) {
    return std::nullopt;
  }
  return handover;
}

std::optional<Handover> take_handover() {
  const char* text = std::getenv(kVariable);
  if (text == nullptr) return std::nullopt;
  auto handover = parse_handover(text);
  ::unsetenv(kVariable);
  if (!handover) throw std::runtime_error(std::string(kVariable) + " makes no sense");
  keep_open(*handover, false);
  return handover;
}

std::string why_not(const Handover& handover, const Config& config) {
  for (const auto& socket : handover.sockets) {
    if (configured(socket.role, config) != socket.name) {
      return "a socket's path or address changes only with a restart: " + socket.name;
    }
  }
  return {};
}

std::string ask(const std::vector<std::string>& command, const Handover& handover) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe");
  }
  const UniqueFd reading(ends[0]);
  UniqueFd writing(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid == 0) run_check(command, handover, writing.get());
  writing.reset();
  std::string words = read_words(reading.get());
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (status == 0) return {};
  return words.empty() ? "the program could not check it" : words;
}

void become(const std::vector<std::string>& command, const Handover& handover) {
  ::setenv(kVariable, handover_text(handover).c_str(), 1);
  keep_open(handover, true);
  ::execv(command.front().c_str(), argv_of(command).data());
  const int why = errno;
  keep_open(handover, false);
  ::unsetenv(kVariable);
  errno = why;
}

}  // namespace pay200::master
