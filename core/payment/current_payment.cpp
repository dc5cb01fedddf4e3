#include "core/payment/current_payment.hpp"

#include "core/payment/payment_store.hpp"

namespace pay200 {

std::optional<Payment> current_payment(db::Database& database, const PaymentKey& key) {
  return payment_store::find_payment(database, key);
}

}  // namespace pay200
