#include "fcgi-app/relay/relay_role.hpp"

#include <exception>
#include <poll.h>

#include "core/acquirer/link_client.hpp"
#include "core/payment/recovery_service.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/log.hpp"
#include "fcgi-app/relay/reversal_senders.hpp"

namespace pay200 {
namespace {

bool stop_asked(int stop_fd, int wait_ms) {
  pollfd watched{.fd = stop_fd, .events = POLLIN, .revents = 0};
  return poll(&watched, 1, wait_ms) > 0;
}

db::DatabaseOptions database_options(const Config& config) {
  db::DatabaseOptions options;
  options.conninfo = config.database.conninfo_for(config.database.relay_user);
  options.connections = static_cast<std::size_t>(config.relay.database_connections);
  options.application_name = "pay200-relay";
  return options;
}

void do_round(RecoveryService& recovery, ReversalSenders& senders) {
  recovery.sweep_deadlines();
  recovery.sweep_attempts();
  const std::size_t room = senders.room();
  if (room == 0) return;
  for (const DueReversal& due : recovery.due_reversals(room)) senders.hand_over(due);
}

}  // namespace

int run_relay(const Config& config, int stop_fd) {
  db::Database database(database_options(config));
  LinkClient link(config.link.socket);
  RecoveryService recovery(database, system_clock(), config, link);
  ReversalSenders senders(recovery, config.relay.reversal_threads);
  log::info("relay_started");
  bool well = true;
  while (!stop_asked(stop_fd, config.relay.poll_interval_ms)) {
    try {
      do_round(recovery, senders);
      if (!well) log::info("relay_well_again");
      well = true;
    } catch (const std::exception& error) {
      // Said once, not at every round: the database may be away for long.
      if (well) log::error("relay_round_failed", {{"why", error.what()}});
      well = false;
    }
  }
  log::info("relay_draining");
  return 0;
}

}  // namespace pay200
