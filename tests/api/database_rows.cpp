#include "tests/api/database_rows.hpp"

namespace pay200::test {

std::string rows(dev::EmbeddedPostgres& postgres) {
  const std::string tables = postgres.execute(
      "SELECT string_agg(format('SELECT %L, count(*), sum(hashtextextended(t::text, 0)::numeric) "
      "FROM pay200.%I t', tablename, tablename), ' UNION ALL ' ORDER BY tablename) "
      // That somebody has asked is noted, whatever was asked.
      "FROM pg_tables WHERE schemaname = 'pay200' AND tablename NOT IN ('staff_session', "
      "'api_key_use')",
      "pay200");
  return postgres.execute(tables, "pay200");
}

bool nothing_pending(dev::EmbeddedPostgres& postgres) {
  return postgres.execute(
             "SELECT (SELECT count(*) FROM pay200.outbox) + (SELECT count(*) FROM "
             "pay200.settlement_outbox) + (SELECT count(*) FROM "
             "pay200.webhook_queue WHERE in_flight OR next_at < now() + interval '1 minute')",
             "pay200") == "0\n";
}

}  // namespace pay200::test
