#pragma once
// What a server says of itself, for whoever looks for what is wrong with it.

#include <string>

#include "core/platform/db/database.hpp"

namespace pay200::db {

struct ServerFacts {
  std::string version;     ///< "15.14"
  int major_version = 0;   ///< 15
  bool read_only = false;  ///< a standby
  bool fsync = true, full_page_writes = true;
  std::string synchronous_commit;  ///< of this session: "on", "off", ...
  int max_connections = 0;
  Time now;
};

/// One round trip; throws as Database::read does.
ServerFacts server_facts(Database& database);

}  // namespace pay200::db
