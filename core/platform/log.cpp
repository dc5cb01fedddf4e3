#include "core/platform/log.hpp"

#include <algorithm>
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

constexpr std::size_t kUsualLine = 320;

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

/// Quotes and control characters are escaped, and bytes that are not UTF-8 are replaced: a log line
/// must never throw.
void append_quoted(std::string& line, std::string_view text) {
  if (is_plain(text)) {
    line.append("\"").append(text).append("\"");
  } else {
    line += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
}

void add(std::string& line, std::string_view key, std::string_view value) {
  line += ',';
  append_quoted(line, key);
  line += ':';
  append_quoted(line, value);
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
  std::string line = settings().to_journal ? priority(level) : "";
  line.reserve(kUsualLine);
  line += "{\"time\":\"" + to_iso8601(system_clock().now()) + '"';
  add(line, "level", name(level));
  add(line, "role", settings().role);
  line += ",\"pid\":" + std::to_string(::getpid());
  if (!request().id.empty()) add(line, "request_id", request().id);
  if (!request().trace_id.empty()) add(line, "trace_id", request().trace_id);
  add(line, "event", event);
  for (const auto& [key, value] : fields) add(line, key, value);
  line += "}\n";
  write_whole(line);
}

}  // namespace pay200::log
