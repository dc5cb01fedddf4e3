#include "fcgi-app/render/transaction_json.hpp"

#include <nlohmann/json.hpp>

#include "core/payment/payment_state.hpp"

namespace pay200::render {
namespace {

/// The payment's status, as this transaction left it.
PublicStatus status_after(const Transaction& transaction) {
  if (transaction.type == TransactionType::kPayment) return PublicStatus::kDone;
  return transaction.left.amount_minor == 0 ? PublicStatus::kCanceled
                                            : PublicStatus::kPartialCanceled;
}

}  // namespace

nlohmann::ordered_json transaction_json(const Transaction& transaction,
                                        const std::string& public_base_url) {
  return {
      {"mId", to_text(transaction.payment.merchant_id)},
      {"transactionKey", to_text(transaction.id)},
      {"paymentKey", to_text(transaction.payment)},
      {"orderId", transaction.order_id},
      {"method", "카드"},
      {"customerKey", nullptr},
      {"useEscrow", false},
      {"receiptUrl", receipt_url(public_base_url, transaction.payment)},
      {"status", to_text(status_after(transaction))},
      {"transactionAt", to_iso8601(transaction.occurred_at)},
      {"currency", to_text(transaction.amount.currency)},
      {"amount", transaction.amount.amount_minor},
  };
}

std::string receipt_url(const std::string& public_base_url, const PaymentKey& key) {
  return public_base_url + "/app/#receipt=" + to_text(key);
}

}  // namespace pay200::render
