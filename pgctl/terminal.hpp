#pragma once
// The person at the other end, if there is one.

#include <cstddef>
#include <optional>
#include <string>

namespace pay200::pgctl {

bool person_can_answer();  ///< stdin and stderr are a terminal
bool person_watches();     ///< stderr is a terminal

/// Of stdout; none if it is no terminal.
std::optional<std::size_t> terminal_width();

/// Of stderr, likewise.
std::optional<std::size_t> watcher_width();

/// Asks on stderr; only "y" and "yes" are true.
bool confirm(const std::string& question);

/// From a terminal: asks on stderr and reads without echo. Else: the next line of stdin. none: the
/// input ended.
std::optional<std::string> read_secret(const std::string& prompt);

}  // namespace pay200::pgctl
