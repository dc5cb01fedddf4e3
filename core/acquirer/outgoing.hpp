#pragma once
// Makes messages of what is durable: reads an attempt, a claimed reversal or refund, checks that it
// is to be sent, and opens its card number. Thread-safe.

#include <string>
#include <variant>

#include "core/acquirer/acquirer.hpp"
#include "core/card_vault/card_vault.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

/// With a card number in it: it cleanses itself.
struct OutgoingPay {
  std::string acquirer;
  Time deadline_at;
  PayMessage message;

  OutgoingPay() = default;
  OutgoingPay(OutgoingPay&&) = default;
  OutgoingPay& operator=(OutgoingPay&&) = default;
  OutgoingPay(const OutgoingPay&) = delete;
  OutgoingPay& operator=(const OutgoingPay&) = delete;
  ~OutgoingPay();
};
struct OutgoingReverse {
  std::string acquirer;
  ReverseMessage message;

  OutgoingReverse() = default;
  OutgoingReverse(OutgoingReverse&&) = default;
  OutgoingReverse& operator=(OutgoingReverse&&) = default;
  OutgoingReverse(const OutgoingReverse&) = delete;
  OutgoingReverse& operator=(const OutgoingReverse&) = delete;
  ~OutgoingReverse();
};

struct OutgoingRefund {
  std::string acquirer;
  Time deadline_at;
  RefundMessage message;

  OutgoingRefund() = default;
  OutgoingRefund(OutgoingRefund&&) = default;
  OutgoingRefund& operator=(OutgoingRefund&&) = default;
  OutgoingRefund(const OutgoingRefund&) = delete;
  OutgoingRefund& operator=(const OutgoingRefund&) = delete;
  ~OutgoingRefund();
};
/// Without a card number.
struct OutgoingInquiry {
  std::string acquirer;
  InquireMessage message;  ///< without an identity of its own
};

class Outgoing {
 public:
  /// References outlive it; the vault is loaded.
  Outgoing(db::Database& database, const CardVault& vault) : database_(database), vault_(vault) {}

  /// The message to send now, or what to answer instead: kNotSent if it is certain that the attempt
  /// was not sent, kUnknown if its state says that it is over. Never throws.
  std::variant<OutgoingPay, AcquirerOutcome> attempt(MerchantId merchant_id, AttemptId attempt_id,
                                                     Time now);
  std::variant<OutgoingReverse, AcquirerOutcome> reversal(MerchantId merchant_id,
                                                          ReversalId reversal_id);
  /// As attempt().
  std::variant<OutgoingRefund, AcquirerOutcome> refund(MerchantId merchant_id, RefundId refund_id,
                                                       Time now);
  std::variant<OutgoingInquiry, AcquirerOutcome> inquiry(MerchantId merchant_id,
                                                         RefundId refund_id);

  /// Finds the attempt by what the acquirer said of it, whichever process sent it. Of one that
  /// nobody knows it raises an alarm. False if the database could not take it: to be called again,
  /// with the same reversal_id.
  bool note_late_approval(const std::string& acquirer, const LateApproval& approval,
                          ReversalId reversal_id, Time now);

 private:
  db::Database& database_;
  const CardVault& vault_;
};

}  // namespace pay200
