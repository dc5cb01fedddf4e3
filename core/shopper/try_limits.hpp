#pragma once
// Limits on what is tried: counted in the database before the try is made, so that tries made at
// once, on any worker of any host, are all counted. Whoever used up a window must pause as long as
// the window lasts, the next time twice that (sql/functions/count_try.sql).
//
// Subjects are kept as an HMAC: from the table nobody can read an address or a card number.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"

namespace pay200 {

struct TryLimit {
  const char* kind;     ///< "login_address"; kept, never renamed
  std::string subject;  ///< what the kind is of: an address, a shopper, a card number
  int most = 0;         ///< in a window; 0: no limit
  int window_s = 0;
};

/// Registrations that failed, and cards that were blocked, of one shopper.
TryLimit failed_card_limit(const Config::Limits& limits, ShopperId shopper_id);

/// What an address is counted as: IPv6 by its /64, which one subscriber has whole. Empty (not
/// known) stays empty, and is not counted.
std::string counted_address(std::string_view address);

/// Counts a try against each limit that applies; destroyed without a word, it stays counted.
class CountedTry {
 public:
  /// kTooManyRequests with Retry-After: one of the limits says so, and nothing may be tried.
  static Result<CountedTry> count(db::Database& database, std::string_view key,
                                  std::vector<TryLimit> limits, Time now);
  /// It succeeded, or was not made after all. Failing to note that is no failure.
  void forgive(Time now) noexcept;

 private:
  struct Counted {
    const char* kind;
    std::string subject_hmac;
  };
  explicit CountedTry(db::Database& database) : database_(&database) {}

  db::Database* database_;
  std::vector<Counted> counted_;
};

/// Deletes the counts that no longer matter, at most `most`; how many. By the relay.
std::size_t forget_old_tries(db::Database& database, std::size_t most, Time now);

}  // namespace pay200
