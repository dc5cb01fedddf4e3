#include "core/payment/unknown_payments.hpp"

#include "core/payment/unknown_payments_store.hpp"

namespace pay200 {

std::vector<UnknownPayment> UnknownPayments::list(bool live,
                                                  const std::optional<MerchantId>& merchant_id,
                                                  std::size_t most) {
  return unknown_payments_store::list_unknown_payments(database_, live, merchant_id, most);
}

}  // namespace pay200
