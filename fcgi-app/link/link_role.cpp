#include "fcgi-app/link/link_role.hpp"

#include <cerrno>
#include <chrono>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <utility>

#include "core/acquirer/acquirer.hpp"
#include "core/card_vault/card_vault.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/log.hpp"
#include "fcgi-app/core_dumps.hpp"
#include "fcgi-app/link/link_server.hpp"
#include "fcgi-app/link/link_service.hpp"
#include "fcgi-app/link/vault_keeper.hpp"

namespace pay200 {
namespace {

using link::LinkServer;
using link::LinkService;

constexpr int kDone = 0;
constexpr int kExitConfiguration = 78;
constexpr int kDatabasePauseMs = 500;
constexpr int kSignOnPauseMs = 10;

db::DatabaseOptions database_options(const Config& config) {
  db::DatabaseOptions options;
  options.conninfo = config.database.conninfo_for(config.database.link_user);
  options.connections = static_cast<std::size_t>(config.link.database_connections);
  options.application_name = "pay200-link";
  return options;
}

bool stop_within(int stop_fd, int timeout_ms) {
  pollfd polled{stop_fd, POLLIN, 0};
  return ::poll(&polled, 1, timeout_ms) > 0;
}

enum class Loaded { kYes, kStopped, kWrongKey };

Loaded load(CardVault& vault, db::Database& database, int stop_fd) {
  for (bool told = false;; told = true) {
    try {
      vault.load(database, system_clock().now());
      return Loaded::kYes;
    } catch (const db::Unavailable& away) {
      if (!told) log::warning("link_waits_for_database", {{"cause", away.what()}});
    } catch (const db::InDoubt& broken) {
      if (!told) log::warning("link_waits_for_database", {{"cause", broken.what()}});
    } catch (const std::runtime_error& wrong) {
      log::error("link_cannot_run", {{"cause", wrong.what()}});
      return Loaded::kWrongKey;
    }
    if (stop_within(stop_fd, kDatabasePauseMs)) return Loaded::kStopped;
  }
}

}  // namespace

int run_link(const Config& config, const Secrets& secrets, int listen_fd, int stop_fd,
             std::chrono::milliseconds sign_on_patience) {
  forbid_core_dumps();
  for (const auto& acquirer : config.acquirers) {
    if (is_acquirer_kind(acquirer.kind)) continue;
    log::error("link_cannot_run",
               {{"cause", "no acquirer of kind " + acquirer.kind + " is known"}});
    return kExitConfiguration;
  }
  db::Database database(database_options(config));
  CardVault vault(secrets.key_encryption_key, secrets.pan_hmac_key);
  switch (load(vault, database, stop_fd)) {
    case Loaded::kStopped:
      return kDone;
    case Loaded::kWrongKey:
      return kExitConfiguration;
    case Loaded::kYes:
      break;
  }
  // The server goes last: the service's threads answer through it.
  LinkService* handler = nullptr;
  LinkServer server(listen_fd, [&handler](const link_protocol::Request& request,
                                          const LinkServer::Answer& answer) {
    handler->handle(request, answer);
  });
  LinkService service(config, database, vault, system_clock());
  handler = &service;
  const auto signed_on_by = std::chrono::steady_clock::now() + sign_on_patience;
  while (!service.all_ready() && std::chrono::steady_clock::now() < signed_on_by &&
         !stop_within(stop_fd, kSignOnPauseMs)) {
  }
  // Ends before the service does, so that what is refused then waits for no batch.
  std::optional<link::VaultKeeper> keeper(std::in_place, database, vault, system_clock());
  log::info("link_serves");
  server.run(stop_fd, [&service] {
    log::info("link_stops");
    service.refuse_new();
  });
  keeper.reset();
  service.finish();
  log::info("link_stopped");
  return kDone;
}

}  // namespace pay200
