#include "tests/pgctl/completion/typing_shell.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <pty.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace pay200::test {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{10};
constexpr const char* kShowLine = "\x18\x10";  // Ctrl-X Ctrl-P
constexpr const char* kForgetLine = "\x15";    // Ctrl-U

void become(std::vector<std::string>& words) {
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::setenv("TERM", "dumb", 1);
  ::setenv("LC_ALL", "C.UTF-8", 1);
  ::setenv("PATH", (std::string(PAY200_BIN_DIR) + ":" + std::getenv("PATH")).c_str(), 1);
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

}  // namespace

TypingShell::TypingShell(std::vector<std::string> argv, const std::string& setup) {
  const winsize size{50, 200, 0, 0};
  shell_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
  if (shell_ < 0) throw std::runtime_error("no pseudo-terminal");
  if (shell_ == 0) become(argv);
  // In two halves, so that the echo of the command is not taken for its answer.
  type(setup + "\necho rea''dy\n");
  read_until("ready");
}

TypingShell::~TypingShell() {
  ::kill(shell_, SIGHUP);
  ::close(terminal_);
  while (::waitpid(shell_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

TypingShell::Typed TypingShell::complete(const std::string& line) {
  type(line + "\t" + kShowLine);
  Typed typed;
  typed.screen = read_until(">>");
  const std::size_t begin = typed.screen.rfind("<<") + 2;
  typed.line = typed.screen.substr(begin, typed.screen.rfind(">>") - begin);
  typed.screen.resize(begin - 2);
  // Until it is gone: the shell draws it once more, which is no part of what the next line shows.
  type(std::string(kForgetLine) + kShowLine);
  read_until("<<>>");
  return typed;
}

void TypingShell::type(const std::string& keys) const {
  if (::write(terminal_, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size())) {
    throw std::runtime_error("the shell takes no keys");
  }
}

std::string TypingShell::read_until(const std::string& end) {
  std::string screen;
  const auto deadline = SteadyClock::now() + kPatience;
  while (screen.find(end) == std::string::npos) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now());
    pollfd waiting{terminal_, POLLIN, 0};
    std::array<char, 4096> buffer{};
    const bool ready = left.count() > 0 && ::poll(&waiting, 1, static_cast<int>(left.count())) == 1;
    const ssize_t got = ready ? ::read(terminal_, buffer.data(), buffer.size()) : -1;
    if (got <= 0) throw std::runtime_error("no \"" + end + "\" from the shell, but: " + screen);
    screen.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return screen;
}

}  // namespace pay200::test
