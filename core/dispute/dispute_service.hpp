#pragma once
// 매입반송, 강제취소: a sale that the card's issuer has taken back. The clearing file opens one,
// and its reversal there wins it; in between the merchant accepts or contests it, through an
// operator. An open one that nobody has contested in time, or a contested one that the acquirer has
// not reversed in time, is lost (lapse_dispute, by each reconciliation).

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/money/money.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"

namespace pay200 {

enum class DisputeState { kOpen, kAccepted, kContested, kWon, kLost };

std::string_view to_text(DisputeState state);  ///< "OPEN"
std::optional<DisputeState> dispute_state_from_text(std::string_view text);

struct Dispute {
  DisputeKey key;
  PaymentId payment_id;
  TransactionId transaction_id;
  std::string acquirer;
  std::string reference;  ///< the acquirer's
  Money amount;
  DisputeState state = DisputeState::kOpen;
  std::chrono::year_month_day opened_on{}, respond_by{};
  std::optional<std::string> evidence, by_operator;
  std::optional<std::chrono::year_month_day> decided_on;
  Time opened_at, changed_at;
};

struct DisputeFilter {
  bool live = false;
  std::optional<MerchantId> merchant_id;
  std::optional<DisputeState> state;
};

class DisputeService {
 public:
  DisputeService(db::Database& database, const Clock& clock);

  std::optional<Dispute> get_dispute(const DisputeKey& key);
  /// The newest first.
  std::vector<Dispute> list_disputes(const DisputeFilter& filter, std::size_t most);

  enum class Outcome {
    kDone,     ///< now or before
    kDecided,  ///< it is over: nothing changed
    kNotFound,
  };
  /// The merchant pays.
  Outcome accept_dispute(const DisputeKey& key, const std::string& by_operator);
  /// `evidence`: 1 to 200 characters on one line. kInvalidRequest.
  Result<Outcome> contest_dispute(const DisputeKey& key, const std::string& evidence,
                                  const std::string& by_operator);

 private:
  db::Database& database_;
  const Clock& clock_;
};

}  // namespace pay200
