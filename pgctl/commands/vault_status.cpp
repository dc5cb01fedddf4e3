// pgctl vault status
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/vault_record.hpp"

namespace pay200::pgctl {
namespace {

ExitStatus run(Session& session) {
  VaultRotation vault(session.database());
  session.progress("counting the card numbers under each key ...");
  session.show(details_of(vault.progress(), vault.counts()));
  return ExitStatus::kDone;
}

}  // namespace

void add_vault_status(CommandTree& tree) {
  tree.verb("vault", "status", "Count the card numbers under each data key", run)
      .example("pgctl vault status     # reads whole tables");
}

}  // namespace pay200::pgctl
