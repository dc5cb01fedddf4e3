#pragma once
// pay200-dev run: the whole gateway on this machine until Ctrl-C.

#include <filesystem>
#include <string>

#include "dev/stop_signal.hpp"

namespace pay200::dev {

struct RunOptions {
  std::filesystem::path bin_directory;
  std::filesystem::path directory;  ///< VAR
  int port = 0;                     ///< PORT
  std::string host = "127.0.0.1";   ///< HOST: as StackOptions has it
};

/// 0 once it was told to stop and everything has stopped; 1 if it could not start or a part ended
/// and could not be brought back. What went wrong is said on the terminal.
int run_here(const RunOptions& options, StopSignal& stop);

}  // namespace pay200::dev
