#include "core/payment/owed.hpp"

namespace pay200 {
namespace {

std::chrono::seconds since(const std::optional<Time>& oldest, Time now) {
  if (!oldest || *oldest > now) return std::chrono::seconds(0);
  return std::chrono::duration_cast<std::chrono::seconds>(now - *oldest);
}

}  // namespace

// Tables: attempt, reversal, refund (read).
Owed what_is_owed(db::Database& database, Time now) {
  static constexpr db::Statement kStatement = {"what_is_owed", R"(
      SELECT a.count AS unknown, a.oldest AS unknown_oldest, r.count AS reversals,
             r.oldest AS reversals_oldest, f.count AS refunds, f.oldest AS refunds_oldest
      FROM (SELECT count(*), min(deadline_at) AS oldest FROM attempt
            WHERE state = 'unknown') a,
           (SELECT count(*), min(created_at) AS oldest FROM reversal
            WHERE state = 'pending') r,
           (SELECT count(*), min(created_at) AS oldest FROM refund
            WHERE state IN ('pending', 'sending', 'unknown')) f)"};
  const pqxx::row row = database.read(kStatement)[0];
  return {.unknown_attempts = db::number(row, "unknown"),
          .unknown_oldest = since(db::optional_time(row, "unknown_oldest"), now),
          .reversals = db::number(row, "reversals"),
          .reversals_oldest = since(db::optional_time(row, "reversals_oldest"), now),
          .refunds = db::number(row, "refunds"),
          .refunds_oldest = since(db::optional_time(row, "refunds_oldest"), now)};
}

}  // namespace pay200
