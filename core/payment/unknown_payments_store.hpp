#pragma once
// The statement of UnknownPayments, which alone calls it.

#include "core/payment/unknown_payments.hpp"

namespace pay200::unknown_payments_store {

std::vector<UnknownPayment> list_unknown_payments(db::Database& database, bool live,
                                                  const std::optional<MerchantId>& merchant_id,
                                                  std::size_t most);

}  // namespace pay200::unknown_payments_store
