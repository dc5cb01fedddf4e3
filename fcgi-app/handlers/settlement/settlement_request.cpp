#include "fcgi-app/handlers/settlement/settlement_request.hpp"

namespace pay200::handlers {
namespace {

/// Before it there was nothing, and far before it PostgreSQL writes years otherwise.
constexpr std::chrono::year kFirstYear{2000};

}  // namespace

std::optional<std::chrono::year_month_day> settlement_day_in(http::Query& query, const char* name) {
  const auto text = query.optional_text(name);
  if (!text) return std::nullopt;
  const auto day = day_from_text(*text);
  if (!day || day->year() < kFirstYear) {
    query.refuse(name, "must be a day, as in 2026-11-22");
    return std::nullopt;
  }
  return day;
}

Result<SettlementKey> settlement_key_of(const http::Call& call, MerchantId merchant_id) {
  const auto key = settlement_key_from_text(call.param("settlementId"));
  if (!key || key->merchant_id != merchant_id) return ErrorCode::kNotFoundSettlement;
  return *key;
}

}  // namespace pay200::handlers
