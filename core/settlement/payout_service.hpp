#pragma once
// Paying merchants: made by a settlement, sent on its day to the merchant's verified account,
// confirmed or returned by the bank. No bank hangs on this: an operator hands the order over (what
// was sent, with account numbers) and says here what has come of it.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/platform/db/database.hpp"
#include "core/platform/result.hpp"
#include "core/settlement/payout_account.hpp"
#include "core/settlement/settlement.hpp"

namespace pay200 {

struct Payout {
  PayoutKey key;
  SettlementKey settlement;
  std::string merchant_name;
  bool live = false;
  Money amount;
  std::chrono::year_month_day due_day;
  PayoutState state = PayoutState::kMade;
  /// Where it was sent; of one that is not yet, the merchant's account now.
  std::optional<PayoutAccountId> account_id;
  std::optional<std::string> bank_code, last_four, holder;
  bool account_verified = false;
  Time made_at;
  std::optional<Time> sent_at, ended_at;
  std::optional<std::string> sent_by, ended_by;
  std::optional<std::string> reference;  ///< the bank's: of the transfer, or why it came back
};

struct PayoutFilter {
  bool live = false;
  std::optional<MerchantId> merchant_id = {};
  std::optional<PayoutState> state = {};
  std::optional<std::chrono::year_month_day> due_until = {};
  std::optional<Time> sent_since = {};  ///< sent then or later, whatever came of it
  std::optional<PayoutId> after = {};   ///< the last of the page before
  std::size_t limit = 100;
};

struct PayoutPage {
  std::vector<Payout> payouts;  ///< the latest made first
  bool has_more = false;
};

class PayoutService {
 public:
  PayoutService(db::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  PayoutPage list_payouts(const PayoutFilter& filter);
  std::optional<Payout> find_payout(const PayoutKey& key);

  enum class Outcome {
    kDone,
    kOtherState,   ///< not in the state from which this goes
    kNotDue,       ///< its day has not come
    kNotVerified,  ///< no account, not verified, or another one since the payout was read
    kNotFound
  };
  /// The order is with the bank; `payout`, as it was read, then says so. `day`: on which it is
  /// sent; the posting's. `now`: the same for all that are sent together, which are known by it.
  Outcome send_payout(Payout& payout, std::chrono::year_month_day day,
                      const std::string& by_operator, Time now);
  /// `reference`: 1 to 100 characters on one line; else kInvalidRequest.
  Result<Outcome> confirm_payout(const PayoutKey& key, std::chrono::year_month_day day,
                                 const std::string& reference, const std::string& by_operator);
  Result<Outcome> return_payout(const PayoutKey& key, std::chrono::year_month_day day,
                                const std::string& reference, const std::string& by_operator);

 private:
  db::Database& database_;
  const Clock& clock_;
};

}  // namespace pay200
