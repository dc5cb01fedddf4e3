#include "pgctl/command_description.hpp"

namespace pay200::pgctl {

std::vector<OptionDescription> global_options() {
  return {{"--config", "FILE", "The configuration (else $PAY200_CONFIG, /etc/pay200/pay200.toml)"},
          {"--output",
           "table|json|csv",
           "How to show the answer (else $PAY200_OUTPUT, table)",
           {"table", "json", "csv"}},
          {"--live", "", "Live mode; without it, test mode"},
          {"--help", "", "Print what the command takes"}};
}

}  // namespace pay200::pgctl
