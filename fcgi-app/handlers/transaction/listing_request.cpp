#include "fcgi-app/handlers/transaction/listing_request.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "core/platform/utf8.hpp"
#include "fcgi-app/http/request.hpp"

namespace pay200::handlers {
namespace {

constexpr std::size_t kMostSearched = 100;
/// Before it there was nothing, and far before it PostgreSQL writes years otherwise.
constexpr std::chrono::year kFirstYear{2000};

std::optional<std::chrono::year_month_day> day_in(http::Query& query, const char* name) {
  const auto text = query.optional_text(name);
  if (!text) return std::nullopt;
  const auto day = day_from_text(*text);
  if (!day || day->year() < kFirstYear) {
    query.refuse(name, "must be a day, as in 2026-11-22");
    return std::nullopt;
  }
  return day;
}

std::optional<TransactionType> type_in(http::Query& query) {
  const auto text = query.optional_text("type");
  if (!text) return std::nullopt;
  constexpr std::array kTypes = {TransactionType::kPayment, TransactionType::kCancel,
                                 TransactionType::kRefund};
  const auto* const found =
      std::ranges::find_if(kTypes, [&](TransactionType type) { return to_text(type) == *text; });
  if (found != kTypes.end()) return *found;
  query.refuse("type", "must be one of: PAYMENT, CANCEL, REFUND");
  return std::nullopt;
}

}  // namespace

ListingFilter listing_filter_from(http::Query& query, MerchantId merchant_id) {
  ListingFilter filter{merchant_id};
  if (const auto search = query.optional_text("search")) {
    filter.name = http::trimmed(*search);
    if (!is_one_line(*filter.name, kMostSearched)) {
      query.refuse("search", "1 to 100 characters on one line");
    }
  }
  if (const auto from = day_in(query, "from")) filter.from = start_of_seoul_day(*from);
  if (const auto to = day_in(query, "to")) {
    filter.to = start_of_seoul_day(*to) + std::chrono::days(1);
  }
  if (filter.from && filter.to && *filter.to <= *filter.from) query.refuse("to", "is before from");
  filter.type = type_in(query);
  return filter;
}

}  // namespace pay200::handlers
