#pragma once
// pgctl's man pages, made from its commands: what `--help` says and a page says cannot differ.

#include <string>

#include "pgctl/command_tree.hpp"

namespace pay200::pgctl {

/// pgctl(1): which commands there are, and what holds for all.
std::string manual_page(const CommandTree& tree);
/// pgctl-tx-search(1).
std::string manual_page(const CommandTree& tree, const CommandDescription& command);

/// "pgctl-tx-search"
std::string manual_name(const CommandDescription& command);

}  // namespace pay200::pgctl
