#include "core/platform/log.hpp"

#include <cerrno>
#include <nlohmann/json.hpp>
#include <unistd.h>
#include <utility>

#include "core/platform/clock.hpp"

namespace pay200::log {
namespace {

struct Settings {
  std::string role = "unset";
  Level least = Level::kInfo;
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

void init(std::string role, Level least) { settings() = {std::move(role), least}; }

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
  write_whole(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

}  // namespace pay200::log
