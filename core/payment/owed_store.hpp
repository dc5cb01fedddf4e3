#pragma once
// What is owed, of all merchants. Only RecoveryService calls it.

#include "core/payment/owed.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"

namespace pay200::owed_store {

/// Reads the small partial indexes of what is open, so it costs the same however much is settled.
Owed what_is_owed(db::Database& database, Time now);

}  // namespace pay200::owed_store
