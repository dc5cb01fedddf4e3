#include "core/dispute/dispute_service.hpp"

#include "core/dispute/dispute_store.hpp"
#include "core/platform/assert.hpp"
#include "core/platform/utf8.hpp"

namespace pay200 {
namespace {

/// How long the acquirer takes at most to decide a contested one.
constexpr std::chrono::days kDecide{60};
constexpr std::size_t kMostEvidenceCharacters = 200;

DisputeService::Outcome outcome_from(const std::string& text) {
  if (text == "not_found") return DisputeService::Outcome::kNotFound;
  if (text == "decided") return DisputeService::Outcome::kDecided;
  return DisputeService::Outcome::kDone;
}

}  // namespace

std::string_view to_text(DisputeState state) {
  switch (state) {
    case DisputeState::kOpen:
      return "OPEN";
    case DisputeState::kAccepted:
      return "ACCEPTED";
    case DisputeState::kContested:
      return "CONTESTED";
    case DisputeState::kWon:
      return "WON";
    case DisputeState::kLost:
      return "LOST";
  }
  PAY200_ASSERT(!"a state that is no enumerator");
}

std::optional<DisputeState> dispute_state_from_text(std::string_view text) {
  using enum DisputeState;
  for (const DisputeState state : {kOpen, kAccepted, kContested, kWon, kLost}) {
    if (to_text(state) == text) return state;
  }
  return std::nullopt;
}

DisputeService::DisputeService(db::Database& database, const Clock& clock)
    : database_(database), clock_(clock) {}

std::optional<Dispute> DisputeService::get_dispute(const DisputeKey& key) {
  return dispute_store::find_dispute(database_, key);
}

std::vector<Dispute> DisputeService::list_disputes(const DisputeFilter& filter, std::size_t most) {
  return dispute_store::list_disputes(database_, filter, most);
}

DisputeService::Outcome DisputeService::accept_dispute(const DisputeKey& key,
                                                       const std::string& by_operator) {
  const Time now = clock_.now();
  return outcome_from(
      dispute_store::accept_dispute(database_, key, by_operator, seoul_day(now), now));
}

Result<DisputeService::Outcome> DisputeService::contest_dispute(const DisputeKey& key,
                                                                const std::string& evidence,
                                                                const std::string& by_operator) {
  if (!is_one_line(evidence, kMostEvidenceCharacters)) {
    Error error{ErrorCode::kInvalidRequest};
    error.param = "evidence";
    error.detail = "1 to 200 characters on one line";
    return error;
  }
  const Time now = clock_.now();
  const std::chrono::year_month_day decide_by = std::chrono::sys_days{seoul_day(now)} + kDecide;
  return outcome_from(
      dispute_store::contest_dispute(database_, key, evidence, by_operator, decide_by, now));
}

}  // namespace pay200
