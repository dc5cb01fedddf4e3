#pragma once
// Brings a database to the schema that this program was built with: migrations once each, in
// order, then the functions, all in one transaction. The owner's role runs it (pgctl db migrate).

#include <string>
#include <vector>

#include "core/platform/db/database.hpp"

namespace pay200::db {

struct MigrationStatus {
  std::vector<std::string> applied;  ///< names, in order
  std::vector<std::string> pending;  ///< known to this program, not applied yet
  std::vector<std::string>
      unknown;  ///< applied, but not known to this program: it is older than the database
  std::vector<std::string>
      changed;  ///< applied with another text than this program's: never rewrite a migration
  bool functions_current = false;  ///< the functions in the database are this program's
  bool current() const {
    return pending.empty() && unknown.empty() && changed.empty() && functions_current;
  }
};

MigrationStatus migration_status(Database& database);

/// Applies what is pending; safe to run twice and at once (one waits for the other). If anything is
/// pending or the functions differ, every function of the schema is dropped and made anew. Returns
/// what it applied: migrations, then "functions"; empty if the database was current. Throws
/// std::runtime_error if `changed` or `unknown` is not empty.
std::vector<std::string> migrate(Database& database);

}  // namespace pay200::db
