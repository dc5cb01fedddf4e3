#include "core/reconciliation/business_day_service.hpp"

#include "core/acquirer/business_day.hpp"
#include "core/reconciliation/business_day_store.hpp"

namespace pay200 {

BusinessDayService::BusinessDayService(db::Database& database, const Clock& clock)
    : database_(database), clock_(clock) {}

BusinessDayService::Close BusinessDayService::close_business_day(const Config::Acquirer& acquirer,
                                                                 std::chrono::year_month_day day,
                                                                 const std::string& by_operator) {
  const std::string outcome = business_day_store::close_business_day(
      database_, acquirer.name, day, end_of_business_day(day, acquirer.cut_off), by_operator,
      clock_.now());
  if (outcome == "too_early") return Close::kTooEarly;
  return outcome == "closed" ? Close::kClosed : Close::kClosedBefore;
}

std::chrono::year_month_day BusinessDayService::last_day(const Config::Acquirer& acquirer) const {
  return std::chrono::sys_days{business_day(clock_.now(), acquirer.cut_off)} - std::chrono::days{1};
}

std::optional<ClosedBusinessDay> BusinessDayService::find(const std::string& acquirer,
                                                          std::chrono::year_month_day day) {
  return business_day_store::find_business_day(database_, acquirer, day);
}

std::vector<ClosedBusinessDay> BusinessDayService::list(const std::string& acquirer,
                                                        std::size_t most) {
  return business_day_store::list_business_days(database_, acquirer, most);
}

std::vector<ClosedBusinessDay> BusinessDayService::waiting(const std::string& acquirer) {
  return business_day_store::waiting_business_days(database_, acquirer, clock_.now());
}

}  // namespace pay200
