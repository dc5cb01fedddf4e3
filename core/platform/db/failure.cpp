#include "core/platform/db/failure.hpp"

#include <pqxx/pqxx>
#include <string>
#include <string_view>

namespace pay200::db {
namespace {

// PostgreSQL's manual, appendix A.
Failure classify_state(std::string_view state) {
  if (state.starts_with("08")) return Failure::kBroken;  // connection exception
  // admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped,
  // idle_in_transaction_session_timeout: the server ends the session. It may have committed before
  // it noticed.
  if (state == "57P01" || state == "57P02" || state == "57P03" || state == "57P04" ||
      state == "25P03") {
    return Failure::kBroken;
  }
  if (state == "40003") return Failure::kBroken;  // statement_completion_unknown
  if (state == "40001" || state == "40P01") return Failure::kConflict;
  // 53: insufficient resources (disk full, too many connections); 58: system error (I/O).
  if (state.starts_with("53") || state.starts_with("58")) return Failure::kOverloaded;
  // query_canceled (statement_timeout), lock_not_available (lock_timeout), and
  // read_only_sql_transaction: the server is a standby until it is promoted.
  if (state == "57014" || state == "55P03" || state == "25006") return Failure::kOverloaded;
  return Failure::kOther;
}

}  // namespace

// The narrow classes come first: 6.4 and 7.x disagree on what derives from sql_error, and what 6.4
// has a class for often carries no state.
Failure classify(const std::exception& error) {
  if (dynamic_cast<const pqxx::too_many_connections*>(&error)) return Failure::kOverloaded;
  if (dynamic_cast<const pqxx::broken_connection*>(&error)) return Failure::kBroken;
  if (dynamic_cast<const pqxx::in_doubt_error*>(&error)) return Failure::kBroken;
  if (dynamic_cast<const pqxx::statement_completion_unknown*>(&error)) return Failure::kBroken;
  if (dynamic_cast<const pqxx::transaction_rollback*>(&error)) return Failure::kConflict;
  if (dynamic_cast<const pqxx::insufficient_resources*>(&error)) return Failure::kOverloaded;
  if (const auto* sql = dynamic_cast<const pqxx::sql_error*>(&error)) {
    return classify_state(sql->sqlstate());
  }
  return Failure::kOther;
}

}  // namespace pay200::db
