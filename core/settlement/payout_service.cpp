#include "core/settlement/payout_service.hpp"

#include "core/platform/utf8.hpp"
#include "core/settlement/payout_store.hpp"

namespace pay200 {
namespace {

using Outcome = PayoutService::Outcome;

constexpr std::size_t kMostReferenceCharacters = 100;

Outcome outcome_from(const std::string& text) {
  if (text == "done" || text == "sent") return Outcome::kDone;
  if (text == "not_found") return Outcome::kNotFound;
  if (text == "not_due") return Outcome::kNotDue;
  if (text == "not_verified") return Outcome::kNotVerified;
  return Outcome::kOtherState;
}

bool is_reference(const std::string& text) { return is_one_line(text, kMostReferenceCharacters); }

Error no_reference() {
  return {.code = ErrorCode::kInvalidRequest,
          .param = "reference",
          .detail = "1 to 100 characters on one line"};
}

}  // namespace

PayoutPage PayoutService::list_payouts(const PayoutFilter& filter) {
  // One more than asked for tells whether there are more.
  PayoutFilter wider = filter;
  ++wider.limit;
  PayoutPage page{payout_store::list_payouts(database_, wider), false};
  page.has_more = page.payouts.size() > filter.limit;
  if (page.has_more) page.payouts.resize(filter.limit);
  return page;
}

std::optional<Payout> PayoutService::find_payout(const PayoutKey& key) {
  return payout_store::find_payout(database_, key);
}

Outcome PayoutService::send_payout(Payout& payout, std::chrono::year_month_day day,
                                   const std::string& by_operator, Time now) {
  if (payout.state != PayoutState::kMade) return Outcome::kOtherState;
  if (!payout.account_id) return Outcome::kNotVerified;
  const auto outcome = outcome_from(
      payout_store::send_payout(database_, payout.key, *payout.account_id, by_operator, day, now));
  if (outcome == Outcome::kDone) {
    payout.state = PayoutState::kSent;
    payout.sent_at = now;
    payout.sent_by = by_operator;
  }
  return outcome;
}

Result<Outcome> PayoutService::confirm_payout(const PayoutKey& key, std::chrono::year_month_day day,
                                              const std::string& reference,
                                              const std::string& by_operator) {
  if (!is_reference(reference)) return no_reference();
  const Time now = clock_.now();
  return outcome_from(payout_store::confirm_payout(
      database_, {key, Uuid::make_v7(now).to_string(), day, reference, by_operator}, now));
}

Result<Outcome> PayoutService::return_payout(const PayoutKey& key, std::chrono::year_month_day day,
                                             const std::string& reference,
                                             const std::string& by_operator) {
  if (!is_reference(reference)) return no_reference();
  const Time now = clock_.now();
  return outcome_from(payout_store::return_payout(
      database_, {key, Uuid::make_v7(now).to_string(), day, reference, by_operator}, now));
}

}  // namespace pay200
