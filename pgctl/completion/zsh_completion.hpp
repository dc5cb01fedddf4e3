#pragma once
// What completes pgctl in zsh: nouns, verbs, flags, the values of those that are one of a few, and
// files. A script that asks nobody: no database, not even pgctl itself.

#include <string>

#include "pgctl/command_tree.hpp"

namespace pay200::pgctl {

std::string zsh_completion(const CommandTree& tree);

}  // namespace pay200::pgctl
