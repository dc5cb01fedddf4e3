#pragma once
// How much is not settled yet, for those who watch.

#include <chrono>
#include <cstdint>

namespace pay200 {

struct Owed {
  /// What of one kind is open, and since when the oldest is; 0 where nothing is.
  struct Open {
    std::int64_t count = 0;
    std::chrono::seconds oldest{0};
  };

  Open unknown_attempts;  ///< since their deadline
  Open reversals;         ///< not acknowledged; voids among them
  Open refunds;           ///< not answered for good
  // What the acquirer has rejected for its form: nothing is sent any more, a person must look.
  std::int64_t alarmed_reversals = 0;
  std::int64_t alarmed_refunds = 0;
};

}  // namespace pay200
