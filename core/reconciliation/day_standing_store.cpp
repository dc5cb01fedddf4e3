#include <pqxx/pqxx>

#include "core/reconciliation/day_standing.hpp"

namespace pay200 {

std::vector<DayFigure> day_standing(db::Database& database, Time now) {
  static constexpr db::Statement kStatement = {
      "day_standing", "SELECT figure, of, value FROM day_standing($1::timestamptz)"};
  std::vector<DayFigure> figures;
  for (const auto& row : database.read(kStatement, db::Params().add(now))) {
    figures.push_back({db::text(row, "figure"), db::text(row, "of"), db::number(row, "value")});
  }
  return figures;
}

}  // namespace pay200
