// Settlements and payouts from what reconciliation leaves behind: each won once, as the ledger
// says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/settlement/payout_store.hpp"
#include "core/settlement/settlement_store.hpp"
#include "tests/support/cleared_day.hpp"
#include "tests/support/payment_world.hpp"
#include "tests/support/together.hpp"

namespace pay200::test {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

std::chrono::year_month_day day(const std::string& text) { return day_from_text(text).value(); }

// One payment of 11,000: fee 2.5 % + 30 = 305, its VAT 31; the merchant gets 10,664.
class SettlementTest : public ::testing::Test {
 protected:
  KnownPayment paid_on(const std::string& business_day) {
    world_.business_day = day(business_day);
    return world_.bring_to(PaymentState::kApproved);
  }
  /// The whole, after its cut-off.
  void refund_on(const KnownPayment& payment, const std::string& business_day) {
    world_.business_day = day(business_day);
    const KnownPayment refund = world_.owe_refund(payment);
    world_.claim_refund(refund);
    ASSERT_EQ(world_.execute_refund(refund).outcome, "refunded");
  }
  void clear(const std::string& business_day) { clear_day(database(), {business_day}); }

  /// "settled", ...; the last one made is `key_`.
  std::string settle(const std::string& business_day) {
    const SettlementKey key{world_.merchant_id, SettlementId::make(world_.now)};
    const auto outcome = settlement_store::settle_business_day(
        operators(), key, PayoutId::make(world_.now), day(business_day), day(due_), world_.now);
    if (outcome == "settled") key_ = key;
    return outcome;
  }
  SettlementFigures figures() {
    return settlement_store::find_settlement(operators(), key_).value().figures;
  }
  /// "PAYMENT 11000 305 31 10664" a line, in order of the lines.
  std::vector<std::string> lines() {
    std::vector<std::string> found;
    for (const auto& line :
         settlement_store::settlement_lines(operators(), key_, std::nullopt, 1'000)) {
      found.push_back(std::string(to_text(line.type)) + " " + std::to_string(line.amount) + " " +
                      std::to_string(line.fee) + " " + std::to_string(line.vat) + " " +
                      std::to_string(line.payable));
    }
    return found;
  }
  Payout payout() {
    const auto key =
        settlement_store::find_settlement(operators(), key_).value().payout.value().key;
    return payout_store::find_payout(operators(), key).value();
  }
  void add_verified_account() {
    PayoutAccounts accounts(operators(), clock_);
    const auto set = accounts
                         .set_account(world_.merchant_id, {"004", "12345678901234"}, "데모 상점",
                                      std::string(32, 'k'), "kim")
                         .value();
    accounts.verify_account(world_.merchant_id, set.id, "lee");
  }
  std::string send(const std::string& on = "2026-11-25") {
    const Payout made = payout();
    return payout_store::send_payout(operators(), made.key,
                                     made.account_id.value_or(PayoutAccountId{}), "kim", day(on),
                                     world_.now);
  }
  payout_store::PayoutEnd ending() {
    return {payout().key, Uuid::make_v7(world_.now).to_string(), day("2026-11-25"), "0001", "kim"};
  }
  /// "account amount" of a posting.
  std::string entries(const std::string& posting_id) {
    return world_.value(
        "SELECT string_agg(account || ' ' || amount_minor, ', ' ORDER BY account) FROM "
        "ledger_entry WHERE transaction_id = '" +
        posting_id + "'");
  }
  std::string count(const std::string& table) {
    return world_.value("SELECT count(*) FROM " + table);
  }

  TestDatabase& database() { return world_.database(); }
  db::Database& operators() { return database().operators(); }

  struct WorldClock : Clock {
    explicit WorldClock(const PaymentWorld& of) : world(of) {}
    Time now() const override { return world.now; }
    const PaymentWorld& world;
  };

  PaymentWorld world_;
  WorldClock clock_{world_};
  SettlementKey key_;
  std::string due_ = "2026-12-31";
};

TEST_F(SettlementTest, AClearedDayIsSettledAsTheLedgerSaysAndOnce) {
  paid_on("2026-11-23");
  paid_on("2026-11-23");
  clear("2026-11-23");
  due_ = "2026-11-25";
  EXPECT_EQ(settle("2026-11-23"), "settled");
  EXPECT_EQ(lines(), (std::vector<std::string>(2, "PAYMENT 11000 305 31 10664")));
  const SettlementFigures made = figures();
  EXPECT_EQ(made.gross, 22'000);
  EXPECT_EQ(made.fee, 610);
  EXPECT_EQ(made.vat, 62);
  EXPECT_EQ(made.net, 21'328);
  EXPECT_EQ(made.payout, 21'328);
  EXPECT_EQ(payout().amount.amount_minor, 21'328);
  EXPECT_EQ(payout().state, PayoutState::kMade);
  EXPECT_EQ(to_text(payout().due_day), "2026-11-25");
  EXPECT_EQ(count("settlement_outbox"), "1");

  EXPECT_EQ(settle("2026-11-23"), "exists");
  EXPECT_EQ(settle("2026-11-22"), "exists");
  EXPECT_EQ(settle("2026-11-24"), "nothing");
  EXPECT_EQ(count("settlement"), "1");
  EXPECT_EQ(count("settlement_line"), "2");
  EXPECT_EQ(count("payout"), "1");
  EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(SettlementTest, TheSameCallAgainIsTheSameSettlement) {
  paid_on("2026-11-23");
  clear("2026-11-23");
  const SettlementKey key{world_.merchant_id, SettlementId::make(world_.now)};
  const PayoutId payout = PayoutId::make(world_.now);
  for (int times = 0; times < 2; ++times) {
    EXPECT_EQ(settlement_store::settle_business_day(operators(), key, payout, day("2026-11-23"),
                                                    day("2026-11-25"), world_.now),
              "settled");
  }
  EXPECT_EQ(count("settlement"), "1");
}

TEST_F(SettlementTest, WhatIsNotClearedOrNotDealtWithIsNotSettled) {
  paid_on("2026-11-23");
  EXPECT_EQ(settle("2026-11-23"), "nothing");
  clear_day(database(), {.business_day = "2026-11-23", .state = "matched"});
  EXPECT_EQ(settle("2026-11-23"), "nothing");
  world_.value("UPDATE reconciliation SET state = 'done', finished_at = now()");
  EXPECT_EQ(settle("2026-11-22"), "nothing");
  EXPECT_EQ(settle("2026-11-23"), "settled");
}

TEST_F(SettlementTest, AVoidedPaymentIsInNoSettlement) {
  world_.business_day = day("2026-11-23");
  world_.bring_to(PaymentState::kCanceled);
  clear("2026-11-23");
  EXPECT_EQ(settle("2026-11-23"), "nothing");
}

TEST_F(SettlementTest, ANegativeNetIsCarriedOnUntilItIsEarned) {
  const KnownPayment first = paid_on("2026-11-23");
  clear("2026-11-23");
  ASSERT_EQ(settle("2026-11-23"), "settled");
  refund_on(first, "2026-11-24");
  clear("2026-11-24");
  ASSERT_EQ(settle("2026-11-24"), "settled");
  EXPECT_EQ(lines(), std::vector<std::string>{"REFUND -11000 -305 -31 -10664"});
  EXPECT_EQ(figures().refunded, 11'000);
  EXPECT_EQ(figures().fee, -305);
  EXPECT_EQ(figures().net, -10'664);
  EXPECT_EQ(figures().payout, 0);
  EXPECT_EQ(figures().carried_out, -10'664);
  EXPECT_FALSE(settlement_store::find_settlement(operators(), key_).value().payout);
  EXPECT_EQ(count("payout"), "1");

  paid_on("2026-11-25");
  paid_on("2026-11-25");
  clear("2026-11-25");
  ASSERT_EQ(settle("2026-11-25"), "settled");
  EXPECT_EQ(figures().carried_in, -10'664);
  EXPECT_EQ(figures().payout, 10'664);
  EXPECT_EQ(figures().carried_out, 0);
  EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(SettlementTest, WhatIsClearedLateGoesWithTheNextDay) {
  paid_on("2026-11-23");
  clear("2026-11-23");
  ASSERT_EQ(settle("2026-11-23"), "settled");
  // Another acquirer's file of the same day, and later than its settlement.
  paid_on("2026-11-23");
  world_.value(
      "UPDATE transaction SET acquirer = 'second' WHERE NOT EXISTS (SELECT 1 FROM "
      "cleared_transaction c WHERE c.transaction_id = transaction.transaction_id)");
  clear_day(database(), {.business_day = "2026-11-23", .acquirer = "second"});
  EXPECT_EQ(settle("2026-11-23"), "exists");
  const auto days =
      settlement_store::days_to_settle(operators(), world_.merchant_id, day("2026-11-30"));
  ASSERT_THAT(days, SizeIs(1));
  EXPECT_EQ(to_text(days[0]), "2026-11-24");
  EXPECT_THAT(settlement_store::days_to_settle(operators(), world_.merchant_id, day("2026-11-23")),
              IsEmpty());
  ASSERT_EQ(settle("2026-11-24"), "settled");
  EXPECT_EQ(lines(), std::vector<std::string>{"PAYMENT 11000 305 31 10664"});
  EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(SettlementTest, WhatAnEarlierVersionHasClearedIsSettledLikewise) {
  paid_on("2026-11-23");
  clear("2026-11-23");
  world_.value(
      "UPDATE cleared_transaction SET late = true; UPDATE reconciliation SET least_id = NULL, "
      "most_id = NULL");
  ASSERT_EQ(settle("2026-11-23"), "settled");
  EXPECT_EQ(lines(), std::vector<std::string>{"PAYMENT 11000 305 31 10664"});
  EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(SettlementTest, ALostDisputeIsTakenAndGivenBackWhereItIsWonAfterAll) {
  const KnownPayment payment = paid_on("2026-11-23");
  clear("2026-11-23");
  const std::string dispute =
      open_dispute(database(), payment.key.payment_id.to_sql(), "2026-11-24");
  ASSERT_EQ(settle("2026-11-23"), "settled");
  EXPECT_EQ(settle("2026-11-24"), "nothing") << "nothing is lost yet";
  lose_dispute(database(), dispute, "2026-11-25");
  EXPECT_EQ(settle("2026-11-24"), "nothing") << "it was lost a day later";
  ASSERT_EQ(settle("2026-11-25"), "settled");
  EXPECT_EQ(lines(), std::vector<std::string>{"DISPUTE_LOST -11000 0 0 -11000"});
  EXPECT_EQ(figures().disputed, 11'000);
  EXPECT_EQ(figures().carried_out, -11'000);
  return_dispute(database(), dispute, "2026-11-26");
  ASSERT_EQ(settle("2026-11-26"), "settled");
  EXPECT_EQ(lines(), std::vector<std::string>{"DISPUTE_WON 11000 0 0 11000"});
  EXPECT_EQ(figures().disputed, -11'000);
  EXPECT_EQ(figures().net, 0);
  EXPECT_EQ(count("payout"), "1");
  EXPECT_EQ(settle("2026-11-30"), "nothing");
}

TEST_F(SettlementTest, ALineThatTheLedgerDoesNotKnowSettlesNothing) {
  const KnownPayment payment = paid_on("2026-11-23");
  paid_on("2026-11-23");
  clear("2026-11-23");
  world_.value(
      "UPDATE ledger_entry SET amount_minor = amount_minor - 1 WHERE account = "
      "'merchant_payable' AND payment_id = '" +
      payment.key.payment_id.to_sql() + "'");
  EXPECT_THROW(settle("2026-11-23"), std::exception);
  for (const char* table : {"settlement", "settlement_line", "settlement_reconciliation", "payout",
                            "settlement_outbox"}) {
    EXPECT_EQ(count(table), "0") << table;
  }
}

TEST_F(SettlementTest, TwoAtOnceMakeOneSettlement) {
  paid_on("2026-11-23");
  clear("2026-11-23");
  std::vector<std::string> outcomes(4);
  std::vector<std::function<void()>> acts;
  for (auto& outcome : outcomes) {
    acts.emplace_back([this, &outcome,
                       key = SettlementKey{world_.merchant_id, SettlementId::make(world_.now)}] {
      outcome =
          settlement_store::settle_business_day(operators(), key, PayoutId::make(world_.now),
                                                day("2026-11-23"), day("2026-11-25"), world_.now);
    });
  }
  together(acts);
  EXPECT_EQ(std::ranges::count(outcomes, "settled"), 1);
  EXPECT_EQ(std::ranges::count(outcomes, "exists"), 3);
  EXPECT_EQ(count("payout"), "1");
}

TEST_F(SettlementTest, APayoutIsSentToAVerifiedAccountOnItsDayAndConfirmed) {
  paid_on("2026-11-23");
  clear("2026-11-23");
  due_ = "2026-11-25";
  ASSERT_EQ(settle("2026-11-23"), "settled");
  EXPECT_EQ(send(), "not_verified");
  add_verified_account();
  EXPECT_EQ(send("2026-11-24"), "not_due");
  EXPECT_EQ(payout_store::confirm_payout(operators(), ending(), world_.now), "MADE");
  EXPECT_EQ(payout_store::return_payout(operators(), ending(), world_.now), "MADE");
  EXPECT_EQ(send(), "sent");
  EXPECT_EQ(send(), "sent") << "called again after a broken connection";
  EXPECT_EQ(entries(payout().key.payout_id.to_sql()),
            "merchant_payable 10664, payout_in_transit -10664");
  world_.now += std::chrono::seconds(1);
  EXPECT_EQ(send(), "SENT");
  const auto end = ending();
  EXPECT_EQ(payout_store::confirm_payout(operators(), end, world_.now), "done");
  EXPECT_EQ(payout_store::confirm_payout(operators(), end, world_.now), "done");
  EXPECT_EQ(entries(end.id), "payout_in_transit 10664, settlement_trust -10664");
  EXPECT_EQ(payout().state, PayoutState::kConfirmed);
  EXPECT_EQ(payout().reference, "0001");
  EXPECT_EQ(payout_store::return_payout(operators(), ending(), world_.now), "CONFIRMED");
  EXPECT_EQ(world_.value("SELECT sum(amount_minor) FROM ledger_entry WHERE account = "
                         "'merchant_payable'"),
            "0");
  EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(SettlementTest, AnAccountThatChangedMeanwhileIsNotPaidTo) {
  paid_on("2026-11-23");
  clear("2026-11-23");
  ASSERT_EQ(settle("2026-11-23"), "settled");
  add_verified_account();
  const Payout seen = payout();
  PayoutAccounts(operators(), clock_)
      .set_account(world_.merchant_id, {"088", "11122233344455"}, "다른 사람", std::string(32, 'k'),
                   "kim")
      .value();
  EXPECT_FALSE(payout().account_verified);
  EXPECT_EQ(payout_store::send_payout(operators(), seen.key, seen.account_id.value(), "kim",
                                      day("2026-12-31"), world_.now),
            "not_verified");
  EXPECT_EQ(send("2026-12-31"), "not_verified");
}

TEST_F(SettlementTest, AReturnedPayoutIsALineOfTheNextSettlement) {
  paid_on("2026-11-23");
  clear("2026-11-23");
  due_ = "2026-11-25";
  ASSERT_EQ(settle("2026-11-23"), "settled");
  add_verified_account();
  ASSERT_EQ(send(), "sent");
  const auto end = ending();
  EXPECT_EQ(payout_store::return_payout(operators(), end, world_.now), "done");
  EXPECT_EQ(entries(end.id), "merchant_payable -10664, payout_in_transit 10664");
  EXPECT_EQ(settle("2026-11-24"), "nothing");
  due_ = "2026-11-27";
  ASSERT_EQ(settle("2026-11-25"), "settled");
  EXPECT_EQ(lines(), std::vector<std::string>{"PAYOUT_RETURNED 10664 0 0 10664"});
  EXPECT_EQ(figures().returned, 10'664);
  EXPECT_EQ(figures().payout, 10'664);
  EXPECT_THAT(world_.violations(), IsEmpty());
}

TEST_F(SettlementTest, TheTrustCoversWhatIsOwedAtEachStep) {
  const auto report = [this] { return settlement_store::trust_report(operators(), false); };
  paid_on("2026-11-23");
  EXPECT_EQ(report().owed(), 0);
  EXPECT_EQ(report().receivable, 11'000);
  clear("2026-11-23");
  EXPECT_EQ(report().trust, 10'890);
  EXPECT_EQ(report().unsettled, 10'664);
  EXPECT_EQ(report().receivable, 0);
  EXPECT_TRUE(report().holds());
  due_ = "2026-11-25";
  ASSERT_EQ(settle("2026-11-23"), "settled");
  EXPECT_EQ(report().unsettled, 0);
  EXPECT_EQ(report().unpaid, 10'664);
  add_verified_account();
  ASSERT_EQ(send(), "sent");
  EXPECT_EQ(report().unpaid, 0);
  EXPECT_EQ(report().in_transit, 10'664);
  EXPECT_EQ(report().owed(), 10'664);
  ASSERT_EQ(payout_store::confirm_payout(operators(), ending(), world_.now), "done");
  EXPECT_EQ(report().owed(), 0);
  EXPECT_EQ(report().trust, 226);
  EXPECT_TRUE(report().holds());
  EXPECT_EQ(settlement_store::trust_report(operators(), true).trust, 0) << "live is apart";
}

TEST_F(SettlementTest, ADisputeIsCoveredByWhatTheMerchantHasComing) {
  const auto report = [this] { return settlement_store::trust_report(operators(), false); };
  const KnownPayment payment = paid_on("2026-11-23");
  clear("2026-11-23");
  const std::string id = payment.key.payment_id.to_sql();
  const std::string dispute = open_dispute(database(), id, "2026-11-24");
  EXPECT_EQ(report().trust, -110);
  EXPECT_EQ(report().disputed, 10'664);
  EXPECT_EQ(report().owed(), 0);
  // Paid out all the same: now others' money is in it.
  ASSERT_EQ(settle("2026-11-23"), "settled");
  EXPECT_EQ(report().owed(), 10'664);
  EXPECT_FALSE(report().holds());
  lose_dispute(database(), dispute, "2026-11-25");
  ASSERT_EQ(settle("2026-11-25"), "settled");
  EXPECT_EQ(report().owing_to_us, 11'000);
}

TEST_F(SettlementTest, EveryRuleFindsWhatBreaksIt) {
  paid_on("2026-11-23");
  clear("2026-11-23");
  due_ = "2026-11-25";
  ASSERT_EQ(settle("2026-11-23"), "settled");
  add_verified_account();
  ASSERT_EQ(send(), "sent");
  ASSERT_EQ(payout_store::confirm_payout(operators(), ending(), world_.now), "done");
  ASSERT_THAT(world_.violations(), IsEmpty());
  struct Broken {
    const char* rule;
    const char* sql;
    const char* mended;
  };
  for (const Broken& broken : {
           Broken{"settlement_is_its_lines", "UPDATE settlement SET lines = 2",
                  "UPDATE settlement SET lines = 1"},
           Broken{"settlement_line_is_the_ledgers",
                  "UPDATE settlement_line SET vat_minor = 30, payable_minor = payable_minor + 1",
                  "UPDATE settlement_line SET vat_minor = 31, payable_minor = payable_minor - 1"},
           Broken{"settled_file_is_settled_whole", "DELETE FROM settlement_reconciliation",
                  "INSERT INTO settlement_reconciliation SELECT s.merchant_id, "
                  "r.reconciliation_id, s.settlement_id FROM settlement s, reconciliation r"},
           Broken{"settlements_carry_on",
                  "UPDATE settlement SET carried_in_minor = -1, gross_minor = gross_minor + 1",
                  "UPDATE settlement SET carried_in_minor = 0, gross_minor = gross_minor - 1"},
           Broken{"payout_is_what_its_settlement_pays", "UPDATE payout SET due_day = due_day + 1",
                  "UPDATE payout SET due_day = due_day - 1"},
           Broken{
               "payout_is_in_the_ledger",
               "UPDATE ledger_entry SET amount_minor = -amount_minor WHERE account IN "
               "('payout_in_transit', 'settlement_trust') AND transaction_id = (SELECT ending_id "
               "FROM payout)",
               "UPDATE ledger_entry SET amount_minor = -amount_minor WHERE account IN "
               "('payout_in_transit', 'settlement_trust') AND transaction_id = (SELECT ending_id "
               "FROM payout)"},
           Broken{"payout_went_to_a_verified_account",
                  "UPDATE payout_account SET verified_at = NULL, verified_by = NULL",
                  "UPDATE payout_account SET verified_at = '2020-01-01', verified_by = 'lee'"},
       }) {
    world_.value(broken.sql);
    EXPECT_THAT(world_.violations(), Contains(StartsWith(std::string(broken.rule) + ":")))
        << broken.rule;
    world_.value(broken.mended);
    EXPECT_THAT(world_.violations(), IsEmpty()) << "after " << broken.rule;
  }
}

}  // namespace
}  // namespace pay200::test
