#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "dev/chaos/chaos.hpp"
#include "tests/support/chaos_length.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::test {
namespace {

struct Sabotage {
  const char* name;
  std::string sql;
  std::vector<std::string> faults;
  int every_ms;
  int sandbox_fault_percent;
  const char* found;  ///< a part of what the oracle must say
};

constexpr std::string_view kInMakeTest = "LedgerEntryDropped";

// GoogleTest's name for it. NOLINTNEXTLINE(readability-identifier-naming)
void PrintTo(const Sabotage& sabotage, std::ostream* out) { *out << sabotage.name; }

/// Runs `body` for each row that comes into a table.
std::string before_insert_on(const std::string& table, const std::string& body) {
  return "CREATE FUNCTION pay200.sabotage() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + body +
         " RETURN NEW; END $$;\nCREATE TRIGGER sabotage BEFORE INSERT ON pay200." + table +
         " FOR EACH ROW EXECUTE FUNCTION pay200.sabotage();";
}

const std::vector<Sabotage>& sabotages() {
  static const std::vector<Sabotage> all = {
      {"NoReversal",
       before_insert_on("reversal", "RETURN NULL;"),
       {},
       2'000,
       40,
       "is still unknown"},
      {"LedgerEntryDropped",
       before_insert_on("ledger_entry",
                        "IF NEW.account = 'fee_vat_payable' THEN RETURN NULL; END IF;"),
       {},
       60'000,
       0,
       "KRW sums to"},
      {"RefundGuardRemoved",
       "CREATE OR REPLACE FUNCTION pay200.refusal_to_cancel(p pay200.payment, p_requested_by text, "
       "p_amount bigint, p_current_balance bigint) RETURNS text LANGUAGE sql AS 'SELECT "
       "NULL::text';\n"
       "CREATE OR REPLACE FUNCTION pay200.refusal_to_refund(p pay200.payment, p_amount bigint) "
       "RETURNS text LANGUAGE sql AS 'SELECT NULL::text';\n"
       "CREATE OR REPLACE FUNCTION pay200.cancel_tax_parts(p pay200.payment, p_amount bigint, "
       "p_tax_free bigint) RETURNS TABLE (supplied_minor bigint, vat_minor bigint, tax_free_minor "
       "bigint) LANGUAGE sql AS 'SELECT p_amount, 0::bigint, 0::bigint';\n"
       "ALTER TABLE pay200.payment DROP CONSTRAINT payment_balance;",
       {},
       60'000,
       0,
       "was asked to give back"},
      // What is not on the disk when the message leaves is as good as written down after it.
      {"AttemptRecordedAfterTheSend",
       "ALTER SYSTEM SET synchronous_commit = off;\n"
       "ALTER SYSTEM SET wal_writer_delay = '10s';\n"
       "ALTER SYSTEM SET wal_writer_flush_after = '1GB';\n"
       "SELECT pg_reload_conf();",
       {"postgres_killed"},
       3'000,
       0,
       "a purchase of nobody"},
      // An event is for those who listen while it happens; nobody looks later.
      {"EventsByHintOnly",
       before_insert_on("outbox",
                        "IF NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = "
                        "'pay200_relay') THEN RETURN NULL; END IF;"),
       {"kill_relay"},
       400,
       0,
       ": 0 webhooks for 1 changes"},
  };
  return all;
}

/// Each of these builds must be found out by a run that a whole one passes (chaos/short). All five
/// take minutes: within make test it is one of them.
class SabotageTest : public ::testing::TestWithParam<Sabotage> {};

TEST_P(SabotageTest, IsFound) {
  const TemporaryDirectory directory;
  const Sabotage& sabotage = GetParam();
  if (!chaos_is_long() && std::string_view(sabotage.name) != kInMakeTest) {
    GTEST_SKIP() << "in make test-long";
  }
  dev::ChaosOptions options;
  options.bin_directory = PAY200_BIN_DIR;
  options.seed = 1;
  options.length = std::chrono::seconds(chaos_is_long() ? 12 : 5);
  options.every = std::chrono::milliseconds(sabotage.every_ms);
  options.faults = sabotage.faults;
  if (options.faults.empty()) options.faults = {"kill_worker", "kill_link"};
  options.sandbox_fault_percent = sabotage.sandbox_fault_percent;
  options.settle = std::chrono::seconds(12);
  options.report = directory.path() / "chaos.json";
  options.sabotage = sabotage.sql;
  options.keep = false;
  EXPECT_EQ(dev::run_chaos(options), 1);
  const auto report = nlohmann::json::parse(std::ifstream(options.report));
  const auto findings = report.at("findings").get<std::vector<std::string>>();
  EXPECT_TRUE(std::ranges::any_of(findings, [&](const std::string& finding) {
    return finding.find(sabotage.found) != std::string::npos;
  })) << report.at("findings").dump(1);
}

INSTANTIATE_TEST_SUITE_P(Kinds, SabotageTest, ::testing::ValuesIn(sabotages()),
                         [](const auto& param) { return std::string(param.param.name); });

}  // namespace
}  // namespace pay200::test
