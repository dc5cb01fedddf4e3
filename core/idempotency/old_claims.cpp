#include "core/idempotency/old_claims.hpp"

#include "core/idempotency/idempotency_store.hpp"

namespace pay200 {

std::size_t forget_old_claims(db::Database& database, std::size_t most, Time now) {
  return idempotency_store::forget_claims(database, most, now - kClaimKeptFor);
}

}  // namespace pay200
