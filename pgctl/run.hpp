#pragma once
// A whole run, from the words that were typed to the exit status. The answer goes to `out`, all
// else to `err`; nothing is thrown.

#include <ostream>

namespace pay200::pgctl {

int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace pay200::pgctl
