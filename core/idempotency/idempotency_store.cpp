#include "core/idempotency/idempotency_store.hpp"

#include <cstdint>
#include <pqxx/pqxx>

namespace pay200::idempotency_store {

std::size_t forget_claims(db::Database& database, std::size_t most, Time before) {
  static constexpr db::Statement kStatement = {
      "forget_idempotency", "SELECT forget_idempotency($1::integer, $2::timestamptz) AS forgotten"};
  db::Params params;
  params.add(static_cast<std::int64_t>(most)).add(before);
  return static_cast<std::size_t>(db::number(database.call(kStatement, params)[0], "forgotten"));
}

}  // namespace pay200::idempotency_store
