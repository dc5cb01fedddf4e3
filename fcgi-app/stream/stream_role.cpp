#include "fcgi-app/stream/stream_role.hpp"

#include <algorithm>
#include <map>
#include <sys/resource.h>

#include "core/merchant/merchant_origin.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/log.hpp"
#include "fcgi-app/http/authentication.hpp"
#include "fcgi-app/stream/stream_server.hpp"

namespace pay200::stream {
namespace {

/// One for what has changed, one for the poll of all.
constexpr std::size_t kDatabaseConnections = 2;
/// Files beside the streams: their sockets while they come and go, the database, the log.
constexpr std::size_t kOtherFiles = 600;

db::DatabaseOptions database_options(const Config& config) {
  db::DatabaseOptions options;
  options.conninfo = config.database.conninfo_for(config.database.stream_user);
  options.connections = kDatabaseConnections;
  options.application_name = "pay200-stream";
  return options;
}

/// Which pages a merchant allows, remembered for a moment: after a restart all of them come back
/// at once. For one thread.
class KnownOrigins {
 public:
  KnownOrigins(db::Database& database, const Clock& clock) : origins_(database, clock) {}

  bool is_allowed(MerchantId merchant_id, const std::string& origin) {
    const auto now = std::chrono::steady_clock::now();
    const auto found = known_.find({merchant_id, origin});
    if (found != known_.end() && now < found->second.until) return found->second.allowed;
    const bool allowed = origins_.is_allowed(merchant_id, origin);
    if (known_.size() >= kMost) known_.clear();
    known_[{merchant_id, origin}] = {allowed, now + (allowed ? kAllowed : kRefused)};
    return allowed;
  }

 private:
  static constexpr std::size_t kMost = 10'000;
  static constexpr std::chrono::seconds kAllowed{5}, kRefused{1};

  struct Known {
    bool allowed;
    std::chrono::steady_clock::time_point until;
  };

  MerchantOrigins origins_;
  std::map<std::pair<MerchantId, std::string>, Known> known_;
};

/// As many as were asked for, if the system allows so many files.
std::size_t possible_streams(int wanted) {
  const auto streams = static_cast<std::size_t>(wanted);
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return streams;
  files.rlim_cur = std::max<rlim_t>(files.rlim_cur, streams + kOtherFiles);
  files.rlim_max = std::max(files.rlim_max, files.rlim_cur);
  if (::setrlimit(RLIMIT_NOFILE, &files) == 0) return streams;
  // Not root: up to the hard limit.
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  const std::size_t possible = files.rlim_cur > kOtherFiles ? files.rlim_cur - kOtherFiles : 1;
  if (possible >= streams) return streams;
  log::warning(
      "fewer_streams_than_configured",
      {{"cause", "the limit of open files (LimitNOFILE=)"}, {"streams", std::to_string(possible)}});
  return possible;
}

}  // namespace

int run_stream(const Config& config, const Secrets& secrets, int listen_fd, int stop_fd) {
  db::Database database(database_options(config));
  KnownOrigins origins(database, system_clock());
  const StreamSettings settings = {
      .door = {.token_key = secrets.token_key,
               .own_origin = std::string(http::origin_of(config.payment.public_base_url))},
      .hint_socket = config.stream.hint_socket,
      .most_streams = possible_streams(config.stream.most_streams),
      .heartbeat = std::chrono::milliseconds(config.stream.heartbeat_ms),
      .poll_interval = std::chrono::milliseconds(config.stream.poll_interval_ms),
      .unsent_bytes = static_cast<std::size_t>(config.stream.unsent_bytes)};
  StreamServer server(
      listen_fd, settings,
      {.events = [&](const auto& cursors) { return page_events_after(database, cursors); },
       .origin_is_allowed =
           [&](MerchantId merchant_id, const std::string& origin) {
             return origins.is_allowed(merchant_id, origin);
           }});
  log::info("serving_streams", {{"most", std::to_string(settings.most_streams)}});
  server.run(stop_fd);
  log::info("drained");
  return 0;
}

}  // namespace pay200::stream
