#pragma once
// The first step of the day: an acquirer's business day is closed once its cut-off is over. What we
// have of it is counted and kept; its clearing file may then be reconciled.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"

namespace pay200 {

struct ClosedBusinessDay {
  std::string acquirer;
  std::chrono::year_month_day day{};
  Time cut_off_at;  ///< when it ended, by the configuration that it was closed with
  std::int64_t payment_count = 0, payment_minor = 0;
  std::int64_t void_count = 0, void_minor = 0;
  std::int64_t refund_count = 0, refund_minor = 0;
  std::int64_t unanswered_count = 0;  ///< charges and refunds: its clearing file decides them
  std::string closed_by;
  Time closed_at;
  /// Of its reconciliation: "matched", "done"; none: there has been none.
  std::optional<std::string> reconciliation;
};

class BusinessDayService {
 public:
  BusinessDayService(db::Database& database, const Clock& clock);

  enum class Close {
    kClosed,
    kClosedBefore,  ///< nothing changed
    kTooEarly,      ///< its cut-off is still to come
  };
  Close close_business_day(const Config::Acquirer& acquirer, std::chrono::year_month_day day,
                           const std::string& by_operator);
  /// The last day whose cut-off is over.
  std::chrono::year_month_day last_day(const Config::Acquirer& acquirer) const;
  std::optional<ClosedBusinessDay> find(const std::string& acquirer,
                                        std::chrono::year_month_day day);
  /// The latest first.
  std::vector<ClosedBusinessDay> list(const std::string& acquirer, std::size_t most);
  /// All that wait for their clearing file by now (sql/functions/waiting_days.sql), likewise.
  std::vector<ClosedBusinessDay> waiting(const std::string& acquirer);

 private:
  db::Database& database_;
  const Clock& clock_;
};

}  // namespace pay200
