// pgctl db migrate
#include "core/platform/db/migrate.hpp"
#include "pgctl/commands/commands.hpp"

namespace pay200::pgctl {
namespace {

ExitStatus run(Session& session) {
  session.progress("migrating ...");
  Listing applied;
  applied.columns = {{"migration", "APPLIED"}};
  for (const auto& name : db::migrate(session.owner())) applied.rows.push_back({text_cell(name)});
  applied.when_empty = "Nothing to do: the database is at this program's schema.";
  session.show(applied);
  return ExitStatus::kDone;
}

}  // namespace

void add_db_migrate(CommandTree& tree) {
  tree.verb("db", "migrate", "Bring the schema to this program's version", run)
      .example("pgctl db migrate     # safe to run twice, and by two at once");
}

}  // namespace pay200::pgctl
