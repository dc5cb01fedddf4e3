#pragma once
// JSON lines on stderr: {"time","level","role","pid","event",...}. Never card numbers, CVCs, keys,
// passwords, tokens, PINs: callers pass ids and masked values only.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace pay200::log {

enum class Level { kDebug, kInfo, kWarning, kError };

using Field = std::pair<std::string_view, std::string>;

/// Once per process, before threads start. `role` is "master", "api", "link", "relay", ...
void init(std::string role, Level least);

/// What a thread works for. Every line that it writes meanwhile carries what is not empty.
struct Request {
  std::string id;
  std::string trace_id = {};  ///< of the caller's own trace (W3C traceparent)
};
/// Thread-local, until it is set anew.
void set_request_id(std::string id, std::string trace_id = {});
/// Of this thread, to be handed on to whoever works for it.
const Request& request();

/// While it lives, this thread works for the request; then again for the one before.
class RequestScope {
 public:
  explicit RequestScope(Request request);
  ~RequestScope();
  RequestScope(const RequestScope&) = delete;
  RequestScope& operator=(const RequestScope&) = delete;

 private:
  Request before_;
};

/// `event` is snake_case and fixed ("reversal_sent"); what varies goes into fields.
void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::kInfo, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::kWarning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::kError, event, fields);
}
inline void debug(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::kDebug, event, fields);
}

}  // namespace pay200::log
