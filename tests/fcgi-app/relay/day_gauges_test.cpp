#include "fcgi-app/relay/day_gauges.hpp"

#include <gtest/gtest.h>
#include <map>
#include <string>

#include "core/platform/clock.hpp"
#include "tests/support/test_database.hpp"

namespace pay200 {
namespace {

/// "pay200_payouts what=made" -> how many
std::map<std::string, std::int64_t> told(const std::vector<DayFigure>& figures) {
  std::vector<Config::Acquirer> acquirers(3);
  acquirers[0].name = "bc";
  acquirers[1].name = "kb";
  acquirers[2].name = "sandbox";
  acquirers[2].only_test = true;
  std::map<std::string, std::int64_t> seen;
  for (const auto& gauge : day_gauges(figures, acquirers)) {
    std::string name = metrics::kCatalogue[static_cast<std::size_t>(gauge.metric)].name;
    for (const auto& [label, value] : gauge.labels) name += " " + label + "=" + value;
    EXPECT_TRUE(seen.emplace(name, gauge.value).second) << name << " is told twice";
  }
  return seen;
}

TEST(DayGaugesTest, NobodyIsWokenForTestModeOrForAnAcquirerThatHasGone) {
  std::vector<DayFigure> figures;
  for (const char* acquirer : {"bc", "sandbox", "gone"}) {
    for (const char* figure : {"closed_at", "reconciled_at", "waiting", "differences"}) {
      figures.push_back({figure, acquirer, 7});
    }
  }
  figures.push_back({"settled_at", "test", 8});
  figures.push_back({"disputes", "", 9});
  figures.push_back({"payouts", "made", 10});
  const std::map<std::string, std::int64_t> expected = {
      {"pay200_day_done_at_seconds step=close of=bc", 7},
      {"pay200_day_done_at_seconds step=close of=kb", 0},  // never
      {"pay200_day_done_at_seconds step=reconcile of=bc", 7},
      {"pay200_day_done_at_seconds step=settle of=live", 0},
      {"pay200_day_done_at_seconds step=settle of=test", 8},
      {"pay200_days_waiting acquirer=bc", 7},
      {"pay200_differences acquirer=bc", 7},
      {"pay200_disputes", 9},
      {"pay200_payouts what=made", 10}};
  EXPECT_EQ(told(figures), expected);
  EXPECT_TRUE(day_gauges({}, {}).empty()) << "nobody pays in earnest, so no night is missed";
}

TEST(DayGaugesTest, PayoutsAndDisputesAreThoseOfLiveMerchants) {
  test::TestDatabase database;
  // Of two merchants each, one in test mode, one live: a payout that is overdue, and a dispute.
  database.execute(
      "SET session_replication_role = replica; "
      "INSERT INTO pay200.merchant (merchant_id, mode, name, business_number, fee_basis_points, "
      "fee_fixed_minor, created_at) VALUES (1, 'test', 'a', '2208162517', 0, 0, now()), "
      "(2, 'live', 'b', '2208162517', 0, 0, now()); "
      "INSERT INTO pay200.payout (merchant_id, payout_id, settlement_id, amount_minor, currency, "
      "due_day, state, made_at) SELECT m, gen_random_uuid(), gen_random_uuid(), 1, 'KRW', "
      "'2026-11-23', 'MADE', now() FROM generate_series(1, 2) m; "
      "INSERT INTO pay200.dispute (merchant_id, dispute_id, payment_id, transaction_id, acquirer, "
      "reference, amount_minor, currency, state, opened_by, opened_on, respond_by, "
      "acquirer_fee_minor, opened_at, changed_at) SELECT m, gen_random_uuid(), gen_random_uuid(), "
      "gen_random_uuid(), 'bc', 'R', 1, 'KRW', 'OPEN', gen_random_uuid(), '2026-11-23', "
      "'2026-12-23', 0, now(), now() FROM generate_series(1, 2) m");
  const auto seen =
      told(day_standing(database.relay(), from_iso8601("2026-11-27T12:00:00+09:00").value()));
  EXPECT_EQ(seen.at("pay200_disputes"), 1);
  EXPECT_EQ(seen.at("pay200_payouts what=made"), 1);
  EXPECT_EQ(seen.at("pay200_payouts what=overdue"), 1);
}

}  // namespace
}  // namespace pay200
