#include <algorithm>
#include <exception>
#include <nlohmann/json.hpp>
#include <string>

#include "core/platform/db/migrate.hpp"
#include "core/platform/log.hpp"
#include "fcgi-app/handlers/handlers.hpp"

namespace pay200::handlers {
namespace {

bool migrations_current(db::Database& database) {
  try {
    return db::migration_status(database).current();
  } catch (const std::exception& failure) {
    log::warning("readiness_unknown", {{"cause", failure.what()}});
    return false;
  }
}

/// One acquirer that takes payments is enough.
bool some_acquirer_ready(LinkClient& link) {
  const auto acquirers = link.status();
  return acquirers && std::any_of(acquirers->begin(), acquirers->end(),
                                  [](const auto& acquirer) { return acquirer.takes_payments(); });
}

}  // namespace

HandlerResult get_readiness(Services& services, const http::Call& /*call*/) {
  std::string missing;
  const auto check = [&](const char* what, bool ready) {
    if (!ready) missing += (missing.empty() ? "not ready: " : ", ") + std::string(what);
  };
  const bool database = services.database.reachable();
  check("database", database);
  check("migrations", database && migrations_current(services.database));
  check("acquirer", some_acquirer_ready(services.link));
  if (!missing.empty()) {
    return Error{.code = ErrorCode::kServiceUnavailable, .cause = missing, .detail = missing};
  }
  return http::json_response(200, {{"status", "ready"}});
}

}  // namespace pay200::handlers
