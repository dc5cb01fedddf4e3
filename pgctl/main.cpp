// The operators' command. Exit status: pgctl/exit_status.hpp.
#include <csignal>
#include <iostream>

#include "core/platform/log.hpp"
#include "pgctl/run.hpp"

int main(int argc, char** argv) {
  // A child of something that ignores SIGPIPE would otherwise write on into a closed pipe.
  std::signal(SIGPIPE, SIG_DFL);
  pay200::log::init("pgctl", pay200::log::Level::kError);
  return pay200::pgctl::run(argc, argv, std::cout, std::cerr);
}
