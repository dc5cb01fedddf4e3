#pragma once
// The journals of all of a stack's sandboxes, for the oracle.

#include <vector>

#include "dev/oracle/oracle.hpp"
#include "dev/stack.hpp"

namespace pay200::dev {

/// Throws std::runtime_error as sandbox::read_journal does.
std::vector<AcquirerJournal> read_journals(const Stack& stack);

}  // namespace pay200::dev
