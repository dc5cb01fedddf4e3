#pragma once
// One try of a reversal or void: claim it, send it, record the answer. The request that owes a void
// makes the first try itself, and so does one that would go on at another acquirer; the relay makes
// all others.

#include <optional>

#include "core/acquirer/link_client.hpp"
#include "core/payment/due_reversal.hpp"
#include "core/payment/payment.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"

namespace pay200 {

struct ReversalSender {
  db::Database& database;
  const Clock& clock;
  const Config& config;
  LinkClient& link;

  enum class End {
    kNotSent,  ///< no terminal to send it from, or another sender has it
    kOwed,     ///< no answer, or not the last one: it comes due again by itself
    kEnded,    ///< acknowledged, refused, a refund instead, or with a person (alarmed)
  };
  struct Sent {
    End end = End::kNotSent;
    std::optional<Payment> payment = {};     ///< as it is now, with kEnded
    std::optional<RefundId> refund_id = {};  ///< what a void that came too late goes on as
  };
  /// One that is due. Throws as db::Database does while nothing was sent.
  Sent send(const DueReversal& due) const;
  /// The first try, ahead of the relay, without waiting for it to come due. Whatever goes wrong,
  /// the relay takes it up: nothing is thrown.
  Sent send_first(MerchantId merchant_id, ReversalId reversal_id) const;

  /// One that the caller has claimed; record() what it answers, or reroute_reversed_attempt.
  AcquirerOutcome send_claimed(const DueReversal& due, Time answer_by) const;
  Sent record(const DueReversal& due, const AcquirerOutcome& outcome) const;

 private:
  Sent claim_and_send(const DueReversal& due, const std::optional<Slot>& slot, bool first) const;
};

}  // namespace pay200
