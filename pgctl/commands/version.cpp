// pgctl version
#include "pgctl/commands/commands.hpp"

namespace pay200::pgctl {

void add_version(CommandTree& tree) {
  tree.verb("", "version", "Print the version", [](Session& session) {
    session.show(Details{{{"version", "", {PAY200_VERSION, "pgctl " PAY200_VERSION}}}, {}});
    return ExitStatus::kDone;
  });
}

}  // namespace pay200::pgctl
