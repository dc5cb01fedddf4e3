// pgctl db status
#include <algorithm>

#include "core/platform/db/migrate.hpp"
#include "pgctl/commands/commands.hpp"

namespace pay200::pgctl {
namespace {

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string state_of(const db::MigrationStatus& status, const std::string& name) {
  if (holds(status.unknown, name)) return "unknown";
  return holds(status.changed, name) ? "changed" : "applied";
}

Listing listing_of(const db::MigrationStatus& status) {
  Listing listing;
  listing.columns = {{"migration", "MIGRATION"}, {"state", "STATE"}};
  for (const auto& name : status.applied) {
    listing.rows.push_back({text_cell(name), text_cell(state_of(status, name))});
  }
  for (const auto& name : status.pending) {
    listing.rows.push_back({text_cell(name), text_cell("pending")});
  }
  listing.rows.push_back(
      {text_cell("functions"), text_cell(status.functions_current ? "current" : "out of date")});
  return listing;
}

std::string advice_for(const db::MigrationStatus& status) {
  if (!status.unknown.empty()) {
    return "the database is newer than this pgctl (unknown: a migration that it does not have); "
           "use the one that was installed with it";
  }
  if (!status.changed.empty()) {
    return "a migration was applied with another text than this program's (changed); was the "
           "database made by an unreleased version?";
  }
  return "not current; `pgctl db migrate` brings it there";
}

ExitStatus run(Session& session) {
  const auto status = db::migration_status(session.database());
  session.show(listing_of(status));
  if (status.current()) return ExitStatus::kDone;
  session.note(advice_for(status));
  return ExitStatus::kFailed;
}

}  // namespace

void add_db_status(CommandTree& tree) {
  tree.verb("db", "status", "Show the migrations; status 1 if not current", run)
      .example("pgctl db status || pgctl db migrate");
}

}  // namespace pay200::pgctl
