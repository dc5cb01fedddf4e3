#pragma once
// What the relay does for payments that nobody waits for any more: deadlines take effect, attempts
// whose holder died become UNKNOWN, and owed reversals and voids go out until acknowledged.
// Everything here is safe to run twice and on several hosts at once.

#include <cstddef>

#include "core/acquirer/link_client.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"

namespace pay200 {

class RecoveryService {
 public:
  RecoveryService(db::Database& database, const Clock& clock, const Config& config,
                  LinkClient& link);

  /// Holds and QR codes that have run out. Returns how many payments changed.
  std::size_t sweep_deadlines();
  /// Attempts past deadline_at + grace without an answer: mark_unknown. Returns how many.
  std::size_t sweep_attempts();

  struct DueReversal {
    MerchantId merchant_id;
    ReversalId reversal_id;
    std::string acquirer,
        terminal_id;  ///< the original attempt's: field 90's original is found by them
    int tries = 0;
  };
  std::vector<DueReversal> due_reversals(std::size_t most);
  /// Claims and sends one; records the acknowledgement. True if that ended it.
  bool send_reversal(const DueReversal& due);

 private:
  db::Database& database_;
  const Clock& clock_;
  const Config& config_;
  LinkClient& link_;
};

}  // namespace pay200
