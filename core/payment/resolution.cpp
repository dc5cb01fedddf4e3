#include "core/payment/resolution.hpp"

#include "core/payment/resolution_store.hpp"
#include "core/platform/assert.hpp"
#include "core/platform/utf8.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kMostEvidenceCharacters = 200;

Result<ResolutionService::Outcome> outcome_from(const std::string& text) {
  using Outcome = ResolutionService::Outcome;
  if (text == "not_found") return ErrorCode::kNotFoundPayment;
  if (text == "not_unknown") return Outcome::kNotUnknown;
  if (text == "superseded") return Outcome::kSuperseded;
  if (text == "same_operator") return Outcome::kSameOperator;
  PAY200_ASSERT(text == "proposed" || text == "resolved");
  return Outcome::kDone;
}

}  // namespace

ResolutionService::ResolutionService(db::Database& database, const Clock& clock)
    : database_(database), clock_(clock) {}

Result<ResolutionService::Outcome> ResolutionService::propose_resolution(
    const PaymentKey& key, const std::string& evidence, const std::string& by_operator) {
  if (!is_one_line(evidence, kMostEvidenceCharacters)) {
    return Error{.code = ErrorCode::kInvalidRequest,
                 .param = "evidence",
                 .detail = "1 to 200 characters on one line"};
  }
  const Time now = clock_.now();
  return outcome_from(resolution_store::propose_resolution(database_, key, ResolutionId::make(now),
                                                           evidence, by_operator, now));
}

std::optional<ResolutionProposal> ResolutionService::get_proposal(const PaymentKey& key) {
  return resolution_store::find_proposal(database_, key);
}

Result<ResolutionService::Outcome> ResolutionService::approve_resolution(
    const PaymentKey& key, ResolutionId proposal, const std::string& by_operator) {
  const Time now = clock_.now();
  return outcome_from(resolution_store::approve_resolution(
      database_, key, proposal, ResolutionId::make(now), by_operator, now));
}

}  // namespace pay200
