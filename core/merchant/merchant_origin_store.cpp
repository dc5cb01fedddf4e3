#include "core/merchant/merchant_origin_store.hpp"

#include <pqxx/pqxx>

#include "core/audit/acting_staff.hpp"

namespace pay200::merchant_origin_store {

std::string allow_origin(db::Database& database, MerchantId merchant_id, const std::string& origin,
                         Time now) {
  static constexpr db::Statement kStatement = {"allow_origin",
                                               "SELECT allow_origin($1, $2, $3, $4) AS outcome"};
  const auto params =
      db::Params().add(merchant_id).add(origin).add(now).add(ActingStaff::current());
  return db::text(database.call(kStatement, params)[0], "outcome");
}

bool remove_origin(db::Database& database, MerchantId merchant_id, const std::string& origin) {
  static constexpr db::Statement kStatement = {"remove_origin",
                                               "SELECT remove_origin($1, $2, $3) AS removed"};
  const auto params = db::Params().add(merchant_id).add(origin).add(ActingStaff::current());
  return db::flag(database.call(kStatement, params)[0], "removed");
}

std::optional<std::vector<std::string>> list_origins(db::Database& database,
                                                     MerchantId merchant_id) {
  static constexpr db::Statement kStatement = {"list_origins", R"(
    SELECT o.origin FROM merchant m LEFT JOIN merchant_origin o USING (merchant_id)
    WHERE m.merchant_id = $1 ORDER BY o.origin)"};
  const auto rows = database.read(kStatement, db::Params().add(merchant_id));
  if (rows.empty()) return std::nullopt;
  std::vector<std::string> origins;
  for (const auto& row : rows) {
    if (auto origin = db::optional_text(row, "origin")) origins.push_back(*std::move(origin));
  }
  return origins;
}

bool has_origin(db::Database& database, MerchantId merchant_id, const std::string& origin) {
  static constexpr db::Statement kStatement = {
      "has_origin", "SELECT FROM merchant_origin WHERE merchant_id = $1 AND origin = $2"};
  return !database.read(kStatement, db::Params().add(merchant_id).add(origin)).empty();
}

}  // namespace pay200::merchant_origin_store
