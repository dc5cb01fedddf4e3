#include "core/acquirer/terminal_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/clock.hpp"

namespace pay200::terminal_store {

std::optional<int> reserve_stans(db::Database& database, const std::string& acquirer,
                                 const std::string& terminal_id, int count,
                                 std::chrono::year_month_day day) {
  static constexpr db::Statement kStatement{
      "reserve_stans", "SELECT reserve_stans($1, $2, $3::integer, $4::date) AS first"};
  db::Params params;
  params.add(acquirer).add(terminal_id).add(count).add(to_text(day));
  const auto row = database.call(kStatement, params)[0];
  if (row["first"].is_null()) return std::nullopt;
  return static_cast<int>(db::number(row, "first"));
}

}  // namespace pay200::terminal_store
