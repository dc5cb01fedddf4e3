#pragma once
// What is durable and is to be sent: attempts, claimed reversals and claimed refunds, as the link
// reads them.

#include <optional>
#include <string>

#include "core/acquirer/acquirer.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"

namespace pay200::outgoing_store {

struct SealedNumber {
  CardId card_id;
  std::string nonce, ciphertext;
  int key_version = 0;
};

struct OutgoingAttempt {
  std::string acquirer;
  std::string state;
  Time deadline_at;
  SealedNumber number;
  PayMessage message;  ///< without the card number
};

struct OutgoingReversal {
  std::string state;
  bool claimed = false;  ///< else message.identity is empty
  std::string acquirer;
  SealedNumber number;
  ReverseMessage message;  ///< without the card number
};

struct OutgoingRefund {
  std::string state;
  std::string acquirer;
  Time deadline_at;
  SealedNumber number;
  RefundMessage message;  ///< without the card number
};

std::optional<OutgoingAttempt> find_outgoing_attempt(db::Database& database, MerchantId merchant_id,
                                                     AttemptId attempt_id);
std::optional<OutgoingReversal> find_outgoing_reversal(db::Database& database,
                                                       MerchantId merchant_id,
                                                       ReversalId reversal_id);
/// nullopt also if it has not been claimed.
std::optional<OutgoingRefund> find_outgoing_refund(db::Database& database, MerchantId merchant_id,
                                                   RefundId refund_id);

/// The attempt that was sent as the acquirer says; nullopt if none is exactly that.
std::optional<AttemptId> find_attempt_of_approval(db::Database& database, MerchantId merchant_id,
                                                  const std::string& acquirer,
                                                  const LateApproval& approval);

/// "noted", "approved" or "NOT_FOUND_PAYMENT"; see sql/functions/note_late_approval.sql. May be
/// called again with the same reversal_id.
std::string note_late_approval(db::Database& database, MerchantId merchant_id, AttemptId attempt_id,
                               const std::string& approval_code, ReversalId reversal_id, Time now);

}  // namespace pay200::outgoing_store
