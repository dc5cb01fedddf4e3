#include "fcgi-app/master/role.hpp"

#include <chrono>
#include <unistd.h>

#include "core/platform/log.hpp"
#include "fcgi-app/http/api_role.hpp"
#include "fcgi-app/link/link_role.hpp"
#include "fcgi-app/relay/relay_role.hpp"
#include "fcgi-app/stream/stream_role.hpp"

namespace pay200::master {

namespace {

/// Below the time in which a worker wants a terminal from its link (core/acquirer/link_client.cpp).
constexpr std::chrono::milliseconds kSignOnPatience{1'500};

}  // namespace

std::string_view to_text(Role role) {
  switch (role) {
    case Role::kApi:
      return "api";
    case Role::kRelay:
      return "relay";
    case Role::kLink:
      return "link";
    case Role::kStream:
      return "stream";
  }
  return "";
}

std::optional<Role> role_from_text(std::string_view text) {
  for (const Role role : kAllRoles) {
    if (to_text(role) == text) return role;
  }
  return std::nullopt;
}

SecretsFor secrets_for(Role role) {
  switch (role) {
    case Role::kApi:
      return SecretsFor::kApi;
    case Role::kRelay:
      return SecretsFor::kRelay;
    case Role::kLink:
      return SecretsFor::kLink;
    case Role::kStream:
      return SecretsFor::kStream;
  }
  return SecretsFor::kRelay;
}

int processes_of(Role role, const Config& config) {
  return role == Role::kApi ? config.fcgi.workers : 1;
}

int run_role(Role role, const Config& config, const Listeners& listeners, int stop_fd) {
  // A listener kept open by a role that does not serve it would take connections into a queue
  // that nobody reads, once those who do are gone.
  if (role != Role::kApi && listeners.fcgi_fd >= 0) ::close(listeners.fcgi_fd);
  if (role != Role::kLink && listeners.link_fd >= 0) ::close(listeners.link_fd);
  if (role != Role::kStream && listeners.stream_fd >= 0) ::close(listeners.stream_fd);

  const auto secrets = load_secrets(config.secrets_file, secrets_for(role));
  if (!secrets) {
    log::error("secrets_refused", {{"cause", secrets.error().detail}});
    return kExitConfiguration;
  }
  switch (role) {
    case Role::kApi:
      return http::run_api(config, *secrets, listeners.fcgi_fd, stop_fd);
    case Role::kRelay:
      return run_relay(config, *secrets, stop_fd);
    case Role::kLink:
      return run_link(config, *secrets, listeners.link_fd, stop_fd,
                      listeners.taken_over ? kSignOnPatience : std::chrono::milliseconds(0));
    case Role::kStream:
      return stream::run_stream(config, *secrets, listeners.stream_fd, stop_fd);
  }
  return kExitConfiguration;
}

}  // namespace pay200::master
