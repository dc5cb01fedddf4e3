#pragma once
// The way from workers and relay to the link role, which alone holds acquirer connections, card
// keys, terminals and STANs. They hand it the id of something that is durable already; it reads
// that from the database, sends it, and answers with the outcome. One connection per process,
// multiplexed.
//
// Thread-safe. Nothing here throws: what cannot be reached is an outcome too.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/acquirer/acquirer.hpp"
#include "core/acquirer/circuit_breaker.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"

namespace pay200 {

/// A place on a terminal, reserved durably by the link: nobody else gets this STAN today.
struct Slot {
  std::string acquirer;  ///< name in the configuration
  MessageIdentity identity;
};

/// A card number sealed by the link (AES-256-GCM, AAD = card id), and what may be shown of it.
struct SealedCard {
  std::string nonce, ciphertext;
  int key_version = 0;
  std::string pan_hmac;  ///< 32 bytes, to find duplicates
  std::string bin, last_four, brand;
};

class LinkClient {
 public:
  /// Connects on first use and again after a loss.
  explicit LinkClient(std::string socket_path);
  ~LinkClient();
  LinkClient(const LinkClient&) = delete;
  LinkClient& operator=(const LinkClient&) = delete;

  /// A slot at some acquirer that is ready now, whose breaker lets a payment through, and that
  /// serves live or test merchants (no acquirer serves both), or on the given terminal (a void,
  /// reversal or refund stays on its original's). By weight; if some have been `tried` for this
  /// payment already, at another, by fallback order. kAcquirerUnavailable.
  Result<Slot> reserve_slot(bool live, const std::vector<std::string>& tried = {});
  Result<Slot> reserve_slot(const std::string& acquirer, const std::string& terminal_id);

  /// Sends the attempt. Call it once per attempt: after kUnknown only a reversal is right. The link
  /// itself refuses an attempt whose deadline has passed (kNotSent) and one that it has seen before
  /// or that is no longer `sending` (kUnknown: it was not sent again, but it may have been sent).
  AcquirerOutcome pay(MerchantId merchant_id, AttemptId attempt_id, Time deadline);
  /// Sends a claimed reversal or void; may be repeated.
  AcquirerOutcome reverse(MerchantId merchant_id, ReversalId reversal_id, Time deadline);
  /// Sends the refund, which is `sending`. Call it once per refund: after kUnknown only an inquiry
  /// is right. The link refuses what it refuses of an attempt, and in the same words.
  AcquirerOutcome refund(MerchantId merchant_id, RefundId refund_id, Time deadline);
  /// Asks the acquirer what became of a refund that has a slot; moves nothing, may be repeated.
  /// kAnswered with what the *refund* got: an approval (and its approval_code) means executed, "25"
  /// that the acquirer has not seen it (yet), anything else that it was refused.
  AcquirerOutcome inquire_refund(MerchantId merchant_id, RefundId refund_id, Time deadline);

  /// Asks the issuer (amount 0, with CVC) and seals the number. A refusal is its 402 code;
  /// kInvalidCardNumber, kAcquirerUnavailable, kOutcomeUnknown (nothing is owed; try again).
  /// `live`: as the shopper's account is.
  Result<SealedCard> verify_and_seal(CardId card_id, CardNumber card, std::string cvc, bool live,
                                     Time deadline);

  struct AcquirerStatus {
    std::string name;
    bool ready = false;  ///< signed on
    BreakerState breaker = BreakerState::kClosed;
    /// Whether a payment could be sent there now.
    bool takes_payments() const { return ready && breaker != BreakerState::kOpen; }
  };
  /// For readiness; kServiceUnavailable if the link does not answer within a second.
  Result<std::vector<AcquirerStatus>> status();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pay200
