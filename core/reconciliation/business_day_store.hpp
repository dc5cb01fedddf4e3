#pragma once
// The statements of closing a day. Only BusinessDayService calls them.

#include "core/reconciliation/business_day_service.hpp"

namespace pay200::business_day_store {

std::string close_business_day(db::Database& database, const std::string& acquirer,
                               std::chrono::year_month_day day, Time cut_off_at,
                               const std::string& by_operator, Time now);
std::optional<ClosedBusinessDay> find_business_day(db::Database& database,
                                                   const std::string& acquirer,
                                                   std::chrono::year_month_day day);
std::vector<ClosedBusinessDay> list_business_days(db::Database& database,
                                                  const std::string& acquirer, std::size_t most);
std::vector<ClosedBusinessDay> waiting_business_days(db::Database& database,
                                                     const std::string& acquirer, Time now);

}  // namespace pay200::business_day_store
