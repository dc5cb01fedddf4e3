#include "core/platform/log.hpp"

#include <cerrno>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "core/platform/clock.hpp"

namespace pay200::log {
namespace {

struct Settings {
  std::string role = "unset";
  Level least = Level::kInfo;
  bool to_journal = false;
};

Settings& settings() {
  static Settings settings;
  return settings;
}

Request& current_request() {
  thread_local Request current;
  return current;
}

const char* name(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error";
  }
  return "error";
}

/// What systemd's journal takes off again: without it every line has the priority info, and
/// `journalctl -p warning` shows none (sd-daemon(3)).
const char* priority(Level level) {
  switch (level) {
    case Level::kDebug:
      return "<7>";
    case Level::kInfo:
      return "<6>";
    case Level::kWarning:
      return "<4>";
    case Level::kError:
      return "<3>";
  }
  return "<3>";
}

/// $JOURNAL_STREAM names the journal's end of stderr, and is inherited also where stderr is not.
bool stderr_is_journal() {
  const char* const stream = std::getenv("JOURNAL_STREAM");
  struct stat status{};
  if (stream == nullptr || ::fstat(STDERR_FILENO, &status) != 0) return false;
  return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino) == stream;
}

// One write per line, so that lines of several processes on one pipe do not mix. A log that cannot
// be written must not stop a payment, so a failure is passed over.
void write_whole(std::string_view line) {
  while (!line.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    line.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

void init(std::string role, Level least) {
  settings() = {std::move(role), least, stderr_is_journal()};
}

void set_request_id(std::string id, std::string trace_id) {
  current_request() = {std::move(id), std::move(trace_id)};
}

const Request& request() { return current_request(); }

RequestScope::RequestScope(Request request)
    : before_(std::exchange(current_request(), std::move(request))) {}

RequestScope::~RequestScope() { current_request() = std::move(before_); }

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (level < settings().least) return;
  nlohmann::ordered_json line;
  line["time"] = to_iso8601(system_clock().now());
  line["level"] = name(level);
  line["role"] = settings().role;
  line["pid"] = ::getpid();
  if (!request().id.empty()) line["request_id"] = request().id;
  if (!request().trace_id.empty()) line["trace_id"] = request().trace_id;
  line["event"] = event;
  for (const auto& [key, value] : fields) line[std::string(key)] = value;
  // Bytes that are not UTF-8 are replaced: a log line must never throw.
  write_whole((settings().to_journal ? priority(level) : "") +
              line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

}  // namespace pay200::log
