#include "core/settlement/holiday_store.hpp"

#include <pqxx/pqxx>
#include <string>

#include "core/platform/assert.hpp"
#include "core/platform/clock.hpp"

namespace pay200::holiday_store {

std::vector<BankHoliday> list_bank_holidays(db::Database& database,
                                            std::optional<std::chrono::year> year) {
  static constexpr db::Statement kStatement = {"list_bank_holidays", R"(
      SELECT day, name FROM bank_holiday
      WHERE $1::integer IS NULL OR date_part('year', day) = $1::integer
      ORDER BY day)"};
  db::Params params;
  params.add(year ? std::optional<std::int64_t>(static_cast<int>(*year)) : std::nullopt);
  std::vector<BankHoliday> holidays;
  for (const auto& row : database.read(kStatement, params)) {
    const auto day = day_from_text(db::text(row, "day"));
    PAY200_ASSERT(day.has_value());
    holidays.push_back({*day, db::text(row, "name")});
  }
  return holidays;
}

void load_bank_holidays(db::Database& database, const HolidayYear& year) {
  static constexpr db::Statement kStatement = {"load_bank_holidays", R"(
      SELECT load_bank_holidays($1::integer, $2::text[]::date[], $3::text[]))"};
  std::vector<std::string> days;
  std::vector<std::string> names;
  for (const auto& holiday : year.holidays) {
    days.push_back(to_text(holiday.day));
    names.push_back(holiday.name);
  }
  database.call(kStatement, db::Params().add(static_cast<int>(year.year)).add(days).add(names));
}

}  // namespace pay200::holiday_store
