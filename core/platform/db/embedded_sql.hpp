#pragma once
// The project's own SQL files, compiled into every program (see sql/embed.cmake), so that a
// program and the schema it expects cannot come apart.

#include <string_view>
#include <vector>

namespace pay200::db {

struct SqlFile {
  std::string_view name;  ///< file name without folder and ending: "0001_schema", "approve_payment"
  std::string_view text;
};

/// sql/migrations, in the order in which they are applied.
const std::vector<SqlFile>& embedded_migrations();
/// sql/functions, in order of name; each is CREATE OR REPLACE and may be applied in any order.
const std::vector<SqlFile>& embedded_functions();

}  // namespace pay200::db
