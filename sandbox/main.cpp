// pay200-sandbox: the card network of test mode. See server.hpp for what it does, control.hpp for
// how faults are asked for, journal_record.hpp for what it leaves behind.

#include <CLI/CLI.hpp>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <string>
#include <unistd.h>

#include "core/platform/log.hpp"
#include "sandbox/server.hpp"

namespace {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

/// For the signal handler, which takes no argument.
pay200::sandbox::Server* running = nullptr;

void on_signal(int /*number*/) { running->stop(); }

/// SIGTERM and SIGINT stop the server while this lives; later ones are ignored.
class StopOnSignal {
 public:
  explicit StopOnSignal(pay200::sandbox::Server& server) {
    running = &server;
    install(on_signal);
  }
  ~StopOnSignal() { install(SIG_IGN); }
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

 private:
  static void install(void (*handler)(int)) {
    struct sigaction action{};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
  }
};

/// "127.0.0.1:9110" into host and port.
std::string check_listen(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return "must be HOST:PORT, such as 127.0.0.1:9110";
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, port);
  if (error != std::errc{} || rest != end) return "port must be a number from 0 to 65535";
  return {};
}

void split_listen(const std::string& text, pay200::sandbox::ServerOptions& options) {
  const auto colon = text.rfind(':');
  options.host = text.substr(0, colon);
  std::from_chars(text.data() + colon + 1, text.data() + text.size(), options.port);
}

/// The log goes to stderr; this makes stderr the file.
bool log_to(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) {
    std::fprintf(stderr, "pay200-sandbox: --log %s: %s\n", path.c_str(), std::strerror(errno));
    return false;
  }
  ::dup2(fd, STDERR_FILENO);
  ::close(fd);
  return true;
}

int serve(const pay200::sandbox::ServerOptions& options) {
  try {
    pay200::sandbox::Server server(options);
    const StopOnSignal stop_on_signal(server);
    pay200::log::info("listening", {{"host", options.host},
                                    {"port", std::to_string(server.port())},
                                    {"journal", options.journal_path},
                                    {"control", options.control_path}});
    server.run();
    pay200::log::info("stopped");
    return 0;
  } catch (const std::exception& broken) {
    pay200::log::error("failed", {{"cause", broken.what()}});
    std::fprintf(stderr, "pay200-sandbox: %s\n", broken.what());
    return kExitFailed;
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"The card network of pay200's test mode: an ISO 8583 host on loopback."};
  app.set_version_flag("--version", PAY200_VERSION);
  pay200::sandbox::ServerOptions options;
  std::string listen;
  std::string log_path;
  app.add_option("--listen", listen, "HOST:PORT to serve, on loopback; port 0 takes a free one")
      ->required()
      ->check(CLI::Validator(check_listen, "HOST:PORT"));
  app.add_option("--journal", options.journal_path, "file that every answer is written to first")
      ->required();
  app.add_option("--control", options.control_path, "unix socket for faults and status");
  app.add_option("--clearing", options.clearing_directory,
                 "folder for clearing files, instead of clearing/ beside the journal");
  app.add_option("--reply-delay-ms", options.reply_delay_ms, "how long every reply takes")
      ->check(CLI::Range(0, 3'600'000));
  app.add_option("--log", log_path, "file for the log instead of stderr");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }
  split_listen(listen, options);
  if (!log_path.empty() && !log_to(log_path)) return kExitFailed;
  pay200::log::init("sandbox", pay200::log::Level::kInfo);
  return serve(options);
}
