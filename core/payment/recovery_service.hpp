#pragma once
// What the relay does for payments that nobody waits for any more: deadlines take effect, attempts
// whose holder died become UNKNOWN, owed reversals and voids go out until acknowledged, and refunds
// go on until there is evidence of how they ended.
// Everything here is safe to run twice and on several hosts at once. A sweep does at most
// kMostInRound; call again at once when it did as many. One that fails is skipped and comes due
// again; when several do, db::Unavailable or db::InDoubt is thrown.

#include <cstddef>
#include <vector>

#include "core/acquirer/link_client.hpp"
#include "core/payment/due_refund.hpp"
#include "core/payment/due_reversal.hpp"
#include "core/payment/owed.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"

namespace pay200 {

class RecoveryService {
 public:
  /// A sweep's share, so that one kind of work does not hold up the others.
  static constexpr std::size_t kMostInRound = 200;

  RecoveryService(db::Database& database, const Clock& clock, const Config& config,
                  LinkClient& link);

  /// Holds and QR codes that have run out. Returns how many payments changed.
  std::size_t sweep_deadlines();
  /// Attempts past deadline_at + grace without an answer: mark_unknown. Returns how many.
  std::size_t sweep_attempts();

  using DueReversal = pay200::DueReversal;
  /// The longest due first.
  std::vector<DueReversal> due_reversals(std::size_t most);
  /// Claims and sends one; records the answer. True if that ended it; false if it is still owed, or
  /// another sender has it. It waits for the acquirer, at most its time-out: several threads may
  /// send at once.
  bool send_reversal(const DueReversal& due);

  using DueRefund = pay200::DueRefund;
  /// Refunds that are to be sent, have lost their sender, or are to be inquired after.
  std::vector<DueRefund> due_refunds(std::size_t most);
  /// The next step of one. True if that ended it. Waits as send_reversal does.
  bool advance_refund(const DueRefund& due);

  /// Of all merchants, as it is now: for those who watch.
  Owed what_is_owed();

 private:
  db::Database& database_;
  const Clock& clock_;
  const Config& config_;
  LinkClient& link_;
};

}  // namespace pay200
