#include "core/shopper/try_store.hpp"

#include <pqxx/pqxx>

namespace pay200::try_store {

std::optional<Time> count_try(db::Database& database, const std::string& subject_hmac,
                              const char* kind, int most, int window_s, Time now) {
  static constexpr db::Statement kStatement = {"count_try", R"(
      SELECT count_try($1::bytea, $2::text, $3::integer, $4::integer, $5::timestamptz)
          AS paused_until)"};
  db::Params params;
  params.add_bytes(subject_hmac).add(kind).add(most).add(window_s).add(now);
  return db::optional_time(database.call(kStatement, params)[0], "paused_until");
}

void forgive_try(db::Database& database, const std::string& subject_hmac, const char* kind,
                 Time now) {
  static constexpr db::Statement kStatement = {
      "forgive_try", "SELECT forgive_try($1::bytea, $2::text, $3::timestamptz)"};
  db::Params params;
  params.add_bytes(subject_hmac).add(kind).add(now);
  database.call(kStatement, params);
}

std::size_t forget_tries(db::Database& database, std::size_t most, Time now) {
  static constexpr db::Statement kStatement = {
      "forget_tries", "SELECT forget_tries($1::integer, $2::timestamptz) AS forgotten"};
  db::Params params;
  params.add(static_cast<std::int64_t>(most)).add(now);
  return static_cast<std::size_t>(db::number(database.call(kStatement, params)[0], "forgotten"));
}

}  // namespace pay200::try_store
