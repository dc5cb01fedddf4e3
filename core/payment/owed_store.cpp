#include "core/payment/owed_store.hpp"

#include <optional>
#include <pqxx/pqxx>
#include <string>

namespace pay200::owed_store {
namespace {

Owed::Open open_since(const pqxx::row& row, const std::string& kind, Time now) {
  Owed::Open open{.count = db::number(row, kind.c_str())};
  const auto oldest = db::optional_time(row, (kind + "_oldest").c_str());
  if (oldest && *oldest < now) {
    open.oldest = std::chrono::duration_cast<std::chrono::seconds>(now - *oldest);
  }
  return open;
}

}  // namespace

// Tables: attempt, reversal, refund (read).
Owed what_is_owed(db::Database& database, Time now) {
  static constexpr db::Statement kStatement = {"what_is_owed", R"(
      SELECT a.count AS unknown, a.oldest AS unknown_oldest,
             r.count AS reversals, r.oldest AS reversals_oldest, s.count AS alarmed_reversals,
             f.count AS refunds, f.oldest AS refunds_oldest, g.count AS alarmed_refunds
      FROM (SELECT count(*), min(deadline_at) AS oldest FROM attempt WHERE state = 'unknown') a,
           (SELECT count(*), min(created_at) AS oldest FROM reversal WHERE state = 'pending') r,
           (SELECT count(*) FROM reversal WHERE state = 'alarmed') s,
           (SELECT count(*), min(created_at) AS oldest FROM refund
            WHERE state IN ('pending', 'sending', 'unknown')) f,
           (SELECT count(*) FROM refund WHERE state = 'alarmed') g)"};
  const pqxx::row row = database.read(kStatement)[0];
  return {.unknown_attempts = open_since(row, "unknown", now),
          .reversals = open_since(row, "reversals", now),
          .refunds = open_since(row, "refunds", now),
          .alarmed_reversals = db::number(row, "alarmed_reversals"),
          .alarmed_refunds = db::number(row, "alarmed_refunds")};
}

}  // namespace pay200::owed_store
