#include "core/platform/db/server_facts.hpp"

#include <pqxx/pqxx>

namespace pay200::db {

ServerFacts server_facts(Database& database) {
  static constexpr Statement kStatement = {"server_facts", R"(
      SELECT current_setting('server_version') AS version,
             current_setting('server_version_num')::bigint / 10000 AS major_version,
             pg_is_in_recovery() AS read_only,
             current_setting('fsync')::boolean AS fsync,
             current_setting('full_page_writes')::boolean AS full_page_writes,
             current_setting('synchronous_commit') AS synchronous_commit,
             current_setting('max_connections')::bigint AS max_connections,
             clock_timestamp() AS now)"};
  const pqxx::result found = database.read(kStatement);
  const pqxx::row row = found[0];
  ServerFacts facts;
  facts.version = text(row, "version");
  facts.major_version = static_cast<int>(number(row, "major_version"));
  facts.read_only = flag(row, "read_only");
  facts.fsync = flag(row, "fsync");
  facts.full_page_writes = flag(row, "full_page_writes");
  facts.synchronous_commit = text(row, "synchronous_commit");
  facts.max_connections = static_cast<int>(number(row, "max_connections"));
  facts.now = time(row, "now");
  return facts;
}

}  // namespace pay200::db
