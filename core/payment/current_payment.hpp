#pragma once
// A payment as it is now, for those who only read it and need none of what PaymentService does.

#include <optional>

#include "core/payment/payment.hpp"
#include "core/platform/db/database.hpp"

namespace pay200 {

/// nullopt: there is none.
std::optional<Payment> current_payment(db::Database& database, const PaymentKey& key);

}  // namespace pay200
