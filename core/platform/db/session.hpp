#pragma once
// One connection to PostgreSQL, with the statements prepared on it. For database.cpp only.

#include <memory>
#include <pqxx/pqxx>
#include <set>
#include <string>

#include "core/platform/db/database.hpp"

namespace pay200::db {

class Session {
 public:
  /// Connects. Throws pqxx::broken_connection.
  explicit Session(const std::string& conninfo);

  /// Executes in the transaction, which must be this session's; prepares on first use.
  pqxx::result execute(pqxx::transaction_base& transaction, const Statement& statement,
                       const Params& params);

  pqxx::connection& connection() { return *connection_; }

  /// False if the connection is gone, or if something waits to be read where nothing was asked:
  /// the server's farewell. One poll, no round trip.
  bool usable() const;

 private:
  std::unique_ptr<pqxx::connection> connection_;
  std::shared_ptr<void> silence_;  ///< libpqxx's own lines on stderr are not JSON
  std::set<std::string> prepared_;
};

/// The caller's conninfo and what every session of pay200 has: time-outs, UTC, search_path.
std::string session_conninfo(const DatabaseOptions& options);

}  // namespace pay200::db
