#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

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

using Acquirers = std::vector<LinkClient::AcquirerStatus>;

/// What keeps every payment from being sent; empty if at least one acquirer takes them.
std::string missing_acquirers(const Acquirers& acquirers) {
  std::string names;
  for (const auto& acquirer : acquirers) {
    if (acquirer.takes_payments()) return {};
    names += (names.empty() ? "acquirer " : ", acquirer ") + acquirer.name;
  }
  return names.empty() ? "acquirer" : names;
}

const char* state_of(const LinkClient::AcquirerStatus& acquirer) {
  if (!acquirer.ready) return "away";
  return acquirer.takes_payments() ? "ready" : "passed_over";
}

nlohmann::ordered_json states_of(const Acquirers& acquirers) {
  auto states = nlohmann::ordered_json::array();
  for (const auto& acquirer : acquirers) {
    states.push_back({{"name", acquirer.name}, {"status", state_of(acquirer)}});
  }
  return states;
}

}  // namespace

HandlerResult get_readiness(Services& services, const http::Call& /*call*/) {
  std::string missing;
  const auto add = [&](const std::string& what) {
    if (!what.empty()) missing += (missing.empty() ? "not ready: " : ", ") + what;
  };
  const bool database = services.database.reachable();
  if (!database) add("database");
  if (!database || !migrations_current(services.database)) add("migrations");
  auto status = services.link.status();
  const Acquirers acquirers = status ? *std::move(status) : Acquirers{};
  add(missing_acquirers(acquirers));
  if (!missing.empty()) {
    return Error{.code = ErrorCode::kServiceUnavailable, .cause = missing, .detail = missing};
  }
  return http::json_response(200, {{"status", "ready"},
                                   {"database", "ready"},
                                   {"migrations", "ready"},
                                   {"acquirers", states_of(acquirers)}});
}

}  // namespace pay200::handlers
