#include "pgctl/terminal.hpp"

#include <array>
#include <csignal>
#include <iostream>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace pay200::pgctl {
namespace {

constexpr std::size_t kUsualWidth = 80;
constexpr std::array kEndingSignals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

/// What a signal handler puts back: whoever presses Ctrl-C at the prompt wants an echo again.
termios saved_settings{};

extern "C" void restore_echo_and_end(int signal) {
  ::tcsetattr(STDIN_FILENO, TCSANOW, &saved_settings);
  struct sigaction usual{};
  usual.sa_handler = SIG_DFL;
  ::sigaction(signal, &usual, nullptr);
  ::raise(signal);
}

class WithoutEcho {
 public:
  WithoutEcho() {
    ::tcgetattr(STDIN_FILENO, &saved_settings);
    for (const int signal : kEndingSignals) {
      struct sigaction action{};
      action.sa_handler = restore_echo_and_end;
      ::sigaction(signal, &action, nullptr);
    }
    termios silent = saved_settings;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~WithoutEcho() {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved_settings);
    for (const int signal : kEndingSignals) {
      struct sigaction usual{};
      usual.sa_handler = SIG_DFL;
      ::sigaction(signal, &usual, nullptr);
    }
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;
};

std::optional<std::size_t> width_of(int fd) {
  if (::isatty(fd) != 1) return std::nullopt;
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualWidth;
  return size.ws_col;
}

std::optional<std::string> read_line() {
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

}  // namespace

bool person_can_answer() { return ::isatty(STDIN_FILENO) == 1 && person_watches(); }

bool person_watches() { return ::isatty(STDERR_FILENO) == 1; }

std::optional<std::size_t> terminal_width() { return width_of(STDOUT_FILENO); }

std::optional<std::size_t> watcher_width() { return width_of(STDERR_FILENO); }

bool confirm(const std::string& question) {
  std::cerr << question << " [y/N] " << std::flush;
  const auto answer = read_line();
  if (!answer) std::cerr << '\n';
  return answer == "y" || answer == "Y" || answer == "yes" || answer == "YES";
}

std::optional<std::string> read_secret(const std::string& prompt) {
  if (!person_can_answer()) return read_line();
  std::optional<std::string> secret;
  {
    // Before the prompt: whoever answers it at once must not see it.
    const WithoutEcho without_echo;
    std::cerr << prompt << ": " << std::flush;
    secret = read_line();
  }
  std::cerr << '\n';
  return secret;
}

}  // namespace pay200::pgctl
