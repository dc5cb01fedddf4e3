#pragma once
// The steps of a refund: claim it, send it once, record the answer; without one, inquire until
// there is evidence. The request that owes it sends it itself; the relay does all else.

#include <optional>
#include <string>

#include "core/acquirer/link_client.hpp"
#include "core/payment/due_refund.hpp"
#include "core/payment/payment.hpp"
#include "core/payment/payment_store.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"

namespace pay200 {

struct RefundSender {
  db::Database& database;
  const Clock& clock;
  const Config& config;
  LinkClient& link;

  struct Step {
    bool ended = false;                   ///< executed, refused, or with a person (alarmed)
    std::optional<Payment> payment = {};  ///< as it is now, where something was recorded
  };
  /// The next step of one that is due. Throws as db::Database does while nothing was sent.
  Step advance(const DueRefund& due) const;
  /// Sends it ahead of the relay, without waiting for it to come due. Whatever goes wrong, the
  /// relay takes it up: nothing is thrown.
  Step send_first(MerchantId merchant_id, RefundId refund_id) const;

 private:
  Step send(const DueRefund& due, bool first) const;
  Step inquire(const DueRefund& due) const;
  Step record_sent(const DueRefund& due, const Slot& slot, const AcquirerOutcome& outcome) const;
  Step record_execution(const DueRefund& due, const AcquirerOutcome& outcome) const;
  Step record_refusal(const DueRefund& due, const std::string& response_code, bool alarm) const;
  Step record_never_seen(const DueRefund& due, const std::string& response_code,
                         Time asked_at) const;
  Step record_unknown(const DueRefund& due, const std::string& why) const;
};

}  // namespace pay200
