#pragma once
// The looks that `pgctl doctor` takes, a part of the system each. None throws for what it finds
// broken, none changes anything, and each gives up after a few seconds.

#include <optional>
#include <string>

#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"
#include "pgctl/doctor/finding.hpp"

namespace pay200::pgctl {

/// Found, readable, valid. `config` is what was read, none if that was not possible.
Findings examine_configuration(const std::string& path, std::optional<Config>& config);
/// There, private, complete, and whose it is.
Findings examine_secrets(const Config& config);
/// Reachable for each role, version, settings that durability hangs on, schema, connections, clock.
Findings examine_database(const Config& config, const Clock& clock);
/// The gateway's sockets, and each acquirer as the link sees it.
Findings examine_gateway(const Config& config);
/// Its process, its configuration, and what it answers at the public address.
Findings examine_nginx(const Config& config);
/// Clock, disk space, limits. Needs no configuration.
Findings examine_machine();

}  // namespace pay200::pgctl
