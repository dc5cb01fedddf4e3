#include "core/history/history_service.hpp"

#include <chrono>

#include "core/history/history_store.hpp"
#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kMostPerPage = 100;
constexpr std::chrono::hours kSeoulOffset{9};

Time start_of(std::chrono::year_month month) {
  return Time(std::chrono::sys_days(month / std::chrono::day{1})) - kSeoulOffset;
}

}  // namespace

std::optional<Month> month_from_text(std::string_view text) {
  if (text.size() != 7) return std::nullopt;
  const auto first = day_from_text(std::string(text) + "-01");
  if (!first) return std::nullopt;
  const std::chrono::year_month month = first->year() / first->month();
  return Month{start_of(month), start_of(month + std::chrono::months(1))};
}

HistoryPage HistoryService::list(ShopperId shopper_id, const HistoryFilter& filter) {
  PAY200_ASSERT(filter.limit >= 1 && filter.limit <= kMostPerPage);
  HistoryPage page;
  // One more than asked for tells whether there is another page.
  page.entries = history_store::list_history(database_, shopper_id, filter, filter.limit + 1);
  page.has_more = page.entries.size() > filter.limit;
  if (page.has_more) page.entries.resize(filter.limit);
  return page;
}

void HistoryService::project(const HistoryEntry& entry) {
  history_store::project_history(database_, entry);
}

}  // namespace pay200
