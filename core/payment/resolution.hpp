#pragma once
// An audited end to an UNKNOWN that no message will end. One operator proposes with a reference to
// the evidence that nothing is owed; another approves, and the payment ends ABORTED. Where the card
// was charged after all there is no such evidence: its reversal, or a refund, is still owed.

#include <optional>
#include <string>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"

namespace pay200 {

using ResolutionId = TypedUuid<struct ResolutionTag>;

struct ResolutionProposal {
  ResolutionId id;
  std::string evidence;
  std::string by_operator;
  Time proposed_at;
};

class ResolutionService {
 public:
  ResolutionService(db::Database& database, const Clock& clock);

  enum class Outcome {
    kDone,
    kNotUnknown,    ///< the payment has ended, or was never unknown
    kSuperseded,    ///< there is a newer proposal
    kSameOperator,  ///< nobody approves their own
  };
  /// `evidence`: 1 to 200 characters on one line. A newer proposal takes the place of an older one.
  /// kInvalidRequest, kNotFoundPayment.
  Result<Outcome> propose_resolution(const PaymentKey& key, const std::string& evidence,
                                     const std::string& by_operator);
  /// The latest one; none if there is none. Kept after its approval.
  std::optional<ResolutionProposal> get_proposal(const PaymentKey& key);
  /// kNotFoundPayment.
  Result<Outcome> approve_resolution(const PaymentKey& key, ResolutionId proposal,
                                     const std::string& by_operator);

 private:
  db::Database& database_;
  const Clock& clock_;
};

}  // namespace pay200
