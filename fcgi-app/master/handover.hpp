#pragma once
// What a master leaves to the program that takes its place in the same process (exec, on SIGHUP):
// the sockets it listens on, so that no client is refused meanwhile, and its children, which drain
// as children of the new one. It travels in the environment variable PAY200_HANDOVER.

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "core/platform/config.hpp"
#include "core/platform/result.hpp"
#include "fcgi-app/master/role.hpp"

namespace pay200::master {

struct Handover {
  struct Socket {
    Role role;         ///< whose clients connect to it
    std::string name;  ///< its path or address, as the configuration has it
    int fd = -1;
    int lock_fd = -1;  ///< of a unix socket: a lock lasts until its file is closed
  };
  struct Child {
    pid_t pid;
    Role role;
  };
  std::vector<Socket> sockets;
  std::vector<Child> children;

  /// The socket of this role's clients; null if there is none.
  const Socket* socket_of(Role role) const;
};

/// As the environment carries it.
std::string handover_text(const Handover& handover);
/// Nothing if it is not such a text.
std::optional<Handover> parse_handover(const std::string& text);

/// What the environment carries, which carries it no longer. None in a process that was simply
/// started. Throws std::runtime_error, in words for a person, if it makes no sense.
std::optional<Handover> take_handover();

/// Empty if a program with this configuration can take over; else why not, for a person.
std::string why_not(const Handover& handover, const Config& config);

/// Runs `command` with --check-config and the handover in its environment, to its end. Empty if it
/// would take over; else its own words. A program that takes longer than 30 s is refused. Throws
/// std::system_error if fork fails.
std::string ask(const std::vector<std::string>& command, const Handover& handover);

/// Becomes `command`. Returns only if that failed, with errno set; then nothing has changed. The
/// caller has one thread.
void become(const std::vector<std::string>& command, const Handover& handover);

}  // namespace pay200::master
