#pragma once
// The refund's statements: one function, one named statement. Each transition is the SQL function
// of the same name in sql/functions, whose header says what it answers and what it is idempotent
// by. All of them throw as db::Database does.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/acquirer/link_client.hpp"
#include "core/payment/due_refund.hpp"
#include "core/payment/payment_store.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"

namespace pay200::refund_store {

using payment_store::Day;
using payment_store::Transition;

/// Any refund, due or not; nullopt if there is none.
std::optional<DueRefund> find_refund(db::Database& database, MerchantId merchant_id,
                                     RefundId refund_id);
/// Across merchants; at most `most`, the longest due first. One that is `sending` and due has lost
/// its sender.
std::vector<DueRefund> due_refunds(db::Database& database, std::size_t most, Time now);

struct RefundClaim {
  bool first = false;  ///< by the request that owes it, ahead of the relay
  Slot slot;
  Time deadline_at;  ///< of the message
  Time next_at;      ///< when its sender counts as dead
};
bool claim_refund(db::Database& database, MerchantId merchant_id, RefundId refund_id,
                  const RefundClaim& claim, Time now);
/// It was not sent, for certain: pending again, and its slot given up.
void release_refund(db::Database& database, MerchantId merchant_id, RefundId refund_id,
                    const Slot& slot, Time next_at);
/// It comes due again at `next_at`, without having been tried.
void postpone_refund(db::Database& database, const DueRefund& due, Time next_at, Time now);
bool claim_refund_inquiry(db::Database& database, const DueRefund& due, Time next_at, Time now);

struct Execution {
  std::string response_code, approval_code;
  TransactionId transaction_id;
  Day business_day{};
};
Transition complete_refund(db::Database& database, MerchantId merchant_id, RefundId refund_id,
                           const Execution& execution, Time now);
Transition refuse_refund(db::Database& database, MerchantId merchant_id, RefundId refund_id,
                         const std::string& response_code, bool alarm, Time now);
/// An inquiry that began at `asked_at` found nothing; counts from `settle` after the deadline on.
Transition abandon_refund(db::Database& database, MerchantId merchant_id, RefundId refund_id,
                          const std::string& response_code, Time asked_at,
                          std::chrono::milliseconds settle, Time now);
Transition mark_refund_unknown(db::Database& database, MerchantId merchant_id, RefundId refund_id,
                               const std::string& why, Time next_at, Time now);

}  // namespace pay200::refund_store
