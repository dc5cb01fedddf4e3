#pragma once
// The roles of pay200-fcgi, each a process of its own with its own secrets and database role.

#include <optional>
#include <string_view>
#include <vector>

#include "core/platform/config.hpp"

namespace pay200::master {

/// In the order in which they end when everything drains: nobody ends before those who need it.
/// The streams last of all: pages are told what the others finish.
enum class Role { kApi, kRelay, kLink, kStream };
inline constexpr Role kAllRoles[] = {Role::kApi, Role::kRelay, Role::kLink, Role::kStream};

std::string_view to_text(Role role);  ///< "api"
std::optional<Role> role_from_text(std::string_view text);
SecretsFor secrets_for(Role role);
/// How many processes of it run.
int processes_of(Role role, const Config& config);

/// Sockets that the master listens on before it forks, so that clients queue while a role
/// restarts. -1 where the role is not run.
struct Listeners {
  int fcgi_fd = -1;
  int link_fd = -1;
  int stream_fd = -1;
  /// The program before still serves them, and ends soon.
  bool taken_over = false;
};

/// What a child does after the fork: loads the role's secrets, runs it until `stop_fd` becomes
/// readable and what was in flight is finished. Returns the exit status.
int run_role(Role role, const Config& config, const Listeners& listeners, int stop_fd);

/// Exit status of a child that cannot run as configured (sysexits' EX_CONFIG).
inline constexpr int kExitConfiguration = 78;
/// ... that did not finish within fcgi.drain_timeout_ms.
inline constexpr int kExitDrainTimedOut = 79;

}  // namespace pay200::master
