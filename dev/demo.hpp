#pragma once
// pay200-dev demo: the whole gateway in a temporary directory, payments over two acquirers that
// each end in their own way, and then the question whether all the books agree.

#include <filesystem>

#include "dev/stop_signal.hpp"

namespace pay200::dev {

struct DemoOptions {
  std::filesystem::path bin_directory;
};

/// 0 only if every state, every ledger entry and the sandboxes' journals are as they should be;
/// otherwise it says what differs, and leaves its directory for whoever looks into it.
int run_demo(const DemoOptions& options, StopSignal& stop);

}  // namespace pay200::dev
