#include "tests/pgctl/pgctl.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <pty.h>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

#include "core/platform/config.hpp"
#include "core/platform/display_width.hpp"
#include "tests/pgctl/answer_schema.hpp"

namespace pay200::test {
namespace {

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path) << text;
  std::filesystem::permissions(
      path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

bool ends_in_a_question(const std::string& screen) {
  return screen.ends_with(": ") || screen.ends_with("] ");
}

/// Reads until the other side is gone, which a terminal says with EIO.
std::string converse(int terminal, std::vector<std::string> answers) {
  std::string screen;
  std::array<char, 4096> buffer{};
  std::size_t next = 0;
  for (;;) {
    const ssize_t got = ::read(terminal, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return screen;
    for (ssize_t i = 0; i < got; ++i) {
      const char c = buffer.at(static_cast<std::size_t>(i));
      if (c != '\r') screen += c;
    }
    if (next == answers.size() || !ends_in_a_question(screen)) continue;
    const std::string line = answers[next++] + "\n";
    if (::write(terminal, line.data(), line.size()) < 0) return screen;
  }
}

dev::ExitStatus ended(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Pgctl::Pgctl(TestDatabase& database) {
  write_file(secrets_file(), new_secrets_text());
  write_file(config_file(), "secrets_file = \"" + secrets_file() +
                                "\"\n\n[database]\nconninfo = \"host=" +
                                TestDatabase::cluster().socket_directory().string() +
                                " port=5432 dbname=" + database.name() + "\"\n");
}

std::vector<std::string> Pgctl::whole(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {PAY200_BIN_DIR "/pgctl", "--config", config_file()});
  return arguments;
}

dev::Finished Pgctl::run(const std::vector<std::string>& arguments,
                         std::optional<std::string> input) {
  dev::ProcessOptions options;
  options.argv = whole(arguments);
  options.input = std::move(input);
  auto finished = dev::run(options);
  expect_fits_schema(arguments, finished.out);
  return finished;
}

dev::Finished Pgctl::at_terminal(std::vector<std::string> arguments,
                                 std::vector<std::string> answers) {
  auto words = whole(std::move(arguments));
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const winsize size{24, 80, 0, 0};
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (child < 0) throw std::runtime_error("no pseudo-terminal");
  if (child == 0) {
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  dev::Finished finished;
  finished.out = converse(terminal, std::move(answers));
  ::close(terminal);
  finished.status = ended(child);
  return finished;
}

Merchant add_merchant(TestDatabase& database, const std::string& name, bool live) {
  MerchantService::NewMerchant merchant;
  merchant.live = live;
  merchant.name = name;
  merchant.business_number = "220-81-62517";
  merchant.fee_basis_points = 290;
  return MerchantService(database.operators(), system_clock()).add_merchant(merchant).value();
}

std::vector<std::string> lines_over_80_columns(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (display_width(line) > 80) found.push_back(line);
  }
  return found;
}

}  // namespace pay200::test
