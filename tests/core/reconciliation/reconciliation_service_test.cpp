#include "core/reconciliation/reconciliation_service.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <map>
#include <pqxx/pqxx>
#include <string>
#include <thread>
#include <vector>

#include "core/acquirer/business_day.hpp"
#include "core/dispute/dispute_service.hpp"
#include "tests/support/clearing_day.hpp"

namespace pay200::test {
namespace {

using Ending = ReconciliationService::Ending;
using sandbox::ClearingRecord;

class ReconciliationServiceTest : public ::testing::Test {
 protected:
  /// "kind state" of each, in order.
  static std::vector<std::string> kinds_of(const ReconciliationService::Answer& answer) {
    std::vector<std::string> kinds;
    for (const auto& item : answer.items) kinds.push_back(item.kind + " " + item.state);
    return kinds;
  }

  std::string balance(const std::string& account) {
    return world_.value(
        "SELECT coalesce(sum(amount_minor), 0) FROM ledger_entry WHERE account = '" + account +
        "'");
  }

  /// The next day, at noon.
  void next_day() {
    world_.business_day = std::chrono::sys_days{world_.business_day} + std::chrono::days{1};
    world_.now = Time{std::chrono::sys_days{world_.business_day}} + std::chrono::hours(3);
  }

  KnownPayment approved() { return world_.bring_to(PaymentState::kApproved); }

  void expect_sound() { EXPECT_EQ(world_.violations(), std::vector<std::string>{}); }

  PaymentWorld world_;
  ClearingDay day_{world_};
};

TEST_F(ReconciliationServiceTest, WhatMatchesIsClearedAndFundedOnce) {
  const auto one = approved();
  const auto two = approved();
  const auto refunded = world_.owe_refund(two, PaymentWorld::kPart);
  world_.claim_refund(refunded);
  world_.execute_refund(refunded);
  world_.bring_to(PaymentState::kCanceled);  // a void: the file does not have it
  const std::vector<ClearingRecord> records = {day_.sale_of(one), day_.sale_of(two),
                                               day_.refund_of(refunded)};
  const auto answer = day_.run(records);
  EXPECT_EQ(answer.ending, Ending::kRan) << answer.why;
  ASSERT_TRUE(answer.run);
  EXPECT_EQ(kinds_of(answer), std::vector<std::string>{});
  EXPECT_TRUE(answer.run->reconciles());
  EXPECT_EQ(answer.run->state, "done");
  EXPECT_EQ(answer.run->matched_count, 3);
  EXPECT_EQ(answer.run->funded_minor, 2 * PaymentWorld::kAmount - PaymentWorld::kPart);
  EXPECT_EQ(balance("acquirer_fee"), "270");  // 165 twice, less 60
  EXPECT_EQ(balance("settlement_trust"), "17730");
  EXPECT_EQ(balance("acquirer_receivable"), "0");
  EXPECT_EQ(world_.value("SELECT count(*) FROM cleared_transaction"), "3");
  expect_sound();

  const auto again = day_.run(records);
  EXPECT_EQ(again.ending, Ending::kRanBefore);
  EXPECT_TRUE(again.run->reconciles());
  EXPECT_EQ(balance("settlement_trust"), "17730");
  expect_sound();
}

TEST_F(ReconciliationServiceTest, ADryRunTellsTheSameAndLeavesEverythingAsItWas) {
  const auto one = approved();
  approved();
  day_.close(world_.business_day);
  const auto file = day_.write({day_.sale_of(one)}, world_.business_day);
  const auto dry = day_.reconcile(file, world_.business_day, true);
  ASSERT_TRUE(dry.run);
  EXPECT_EQ(dry.run->matched_count, 1);
  EXPECT_EQ(kinds_of(dry), std::vector<std::string>{"missing_there open"});
  EXPECT_EQ(world_.value("SELECT (SELECT count(*) FROM reconciliation) + (SELECT count(*) FROM "
                         "cleared_transaction) + (SELECT count(*) FROM reconciliation_item) + "
                         "(SELECT count(*) FROM ledger_posting)"),
            "0");
}

TEST_F(ReconciliationServiceTest, EveryDifferenceIsNamedAndNotFunded) {
  const auto missing_there = approved();
  const auto other_amount = approved();
  const auto voided = world_.bring_to(PaymentState::kCanceled);
  const auto twice = approved();
  const auto refused = world_.owe_refund(approved(), PaymentWorld::kPart);
  world_.claim_refund(refused);
  world_.refuse_refund(refused, "05");
  auto wrong_amount = day_.sale_of(other_amount);
  wrong_amount.amount_minor += 1;
  auto unknown_here = day_.sale_of(other_amount);
  unknown_here.stan = "999999";
  unknown_here.rrn = "632607999999";
  const auto answer =
      day_.run({wrong_amount, day_.sale_of(voided), day_.sale_of(twice), day_.sale_of(twice),
                unknown_here, day_.refund_of(refused), day_.sale_of(refused),
                ClearingDay::dispute_of(unknown_here, "DSP1"),
                ClearingDay::dispute_of(day_.sale_of(twice), "DSP2", true)});
  EXPECT_EQ(kinds_of(answer), (std::vector<std::string>{
                                  "amount_differs open", "status_differs open", "duplicate open",
                                  "missing_here open", "status_differs open", "missing_here open",
                                  "missing_here open", "missing_there open"}));
  EXPECT_EQ(answer.items.at(0).line, 2);
  EXPECT_EQ(answer.items.at(0).ours_minor, PaymentWorld::kAmount);
  EXPECT_EQ(answer.items.at(0).theirs_minor, PaymentWorld::kAmount + 1);
  EXPECT_EQ(answer.items.at(2).line, 5);
  EXPECT_EQ(answer.items.at(7).payment_id, missing_there.key.payment_id);
  EXPECT_FALSE(answer.run->reconciles());
  EXPECT_EQ(answer.run->matched_count, 2);
  EXPECT_EQ(answer.run->funded_minor, 2 * PaymentWorld::kAmount);
  expect_sound();
}

TEST_F(ReconciliationServiceTest, WhatWasMissingIsClosedWhenALaterFileHasIt) {
  const auto late = approved();
  const auto record = day_.sale_of(late);
  EXPECT_EQ(kinds_of(day_.run({})), std::vector<std::string>{"missing_there open"});
  next_day();
  const auto answer = day_.run({record});
  EXPECT_TRUE(answer.run->reconciles());
  EXPECT_EQ(answer.run->matched_count, 1);
  EXPECT_EQ(world_.value("SELECT state FROM reconciliation_item"), "closed");
  EXPECT_EQ(world_.value("SELECT business_day FROM cleared_transaction"), "2026-11-24");
  expect_sound();
  next_day();
  EXPECT_EQ(kinds_of(day_.run({record})), std::vector<std::string>{"duplicate open"});
  expect_sound();
}

TEST_F(ReconciliationServiceTest, AVoidUnderWayExplainsWhatTheFileDoesNotHave) {
  const auto voiding = world_.bring_to(PaymentState::kVoiding);
  const auto answer = day_.run({});
  EXPECT_EQ(kinds_of(answer), std::vector<std::string>{"missing_there waiting"});
  EXPECT_TRUE(answer.run->reconciles());
  world_.refuse(voiding, "12");  // the void is refused after all: then it should have been there
  next_day();
  EXPECT_TRUE(day_.run({}).run->reconciles());
  EXPECT_EQ(world_.value("SELECT state FROM reconciliation_item"), "open");
}

TEST_F(ReconciliationServiceTest, AnUnknownThatWasChargedIsRefundedByItself) {
  auto unknown = world_.bring_to(PaymentState::kUnknown);
  const auto answer = day_.run({day_.sale_of(unknown)});
  EXPECT_EQ(kinds_of(answer), std::vector<std::string>{"charged decided"});
  EXPECT_TRUE(answer.run->reconciles());
  EXPECT_EQ(world_.state_of(unknown.key), PaymentState::kAborted);
  EXPECT_EQ(world_.value("SELECT state FROM reversal"), "resolved");
  EXPECT_EQ(balance("shopper_payable"), std::to_string(-PaymentWorld::kAmount));
  EXPECT_EQ(balance("acquirer_receivable"), "0");
  expect_sound();

  // The relay sends its refund, the acquirer makes it, and clears it the day after.
  next_day();
  unknown.refund_id = RefundId::from_sql(world_.value("SELECT refund_id FROM refund")).value();
  ASSERT_TRUE(world_.claim_refund(unknown));
  EXPECT_EQ(world_.execute_refund(unknown).outcome, "refunded");
  EXPECT_EQ(balance("shopper_payable"), "0");
  expect_sound();
  const auto record = day_.refund_of(unknown);
  const auto cleared = day_.run({record});
  EXPECT_EQ(kinds_of(cleared), std::vector<std::string>{"refund_found decided"});
  EXPECT_EQ(balance("acquirer_receivable"), "0");
  EXPECT_EQ(balance("settlement_trust"), "0");
  EXPECT_EQ(world_.value("SELECT count(*) FROM cleared_transaction"), "0");
  expect_sound();
  next_day();
  EXPECT_EQ(kinds_of(day_.run({record})), std::vector<std::string>{"duplicate open"});
}

TEST_F(ReconciliationServiceTest, ADeclinedOrReversedAttemptThatWasChargedIsRefundedToo) {
  const auto aborted = world_.bring_to(PaymentState::kAborted);
  const auto answer = day_.run({day_.sale_of(aborted)});
  EXPECT_EQ(kinds_of(answer), std::vector<std::string>{"charged decided"});
  EXPECT_EQ(world_.value("SELECT state || ' ' || amount_minor FROM refund"),
            "pending " + std::to_string(PaymentWorld::kAmount));
  EXPECT_EQ(world_.state_of(aborted.key), PaymentState::kAborted);
  expect_sound();
}

TEST_F(ReconciliationServiceTest, ALateChargesRefundThatIsRefusedNeedsAPerson) {
  auto unknown = world_.bring_to(PaymentState::kUnknown);
  day_.run({day_.sale_of(unknown)});
  unknown.refund_id = RefundId::from_sql(world_.value("SELECT refund_id FROM refund")).value();
  ASSERT_TRUE(world_.claim_refund(unknown));
  EXPECT_EQ(world_.refuse_refund(unknown, "05").outcome, "alarmed");
  EXPECT_EQ(balance("shopper_payable"), std::to_string(-PaymentWorld::kAmount));
}

TEST_F(ReconciliationServiceTest, ARefundWithoutAnAnswerIsDecidedByTheFile) {
  const auto paid = approved();
  const auto found = world_.owe_refund(paid, PaymentWorld::kPart);
  ASSERT_TRUE(world_.claim_refund(found));
  world_.lose_refund(found);
  const auto other = approved();
  const auto not_found = world_.owe_refund(other, PaymentWorld::kPart);
  ASSERT_TRUE(world_.claim_refund(not_found));
  world_.lose_refund(not_found);
  const auto answer = day_.run({day_.sale_of(paid), day_.sale_of(other), day_.refund_of(found)});
  EXPECT_EQ(kinds_of(answer),
            (std::vector<std::string>{"refund_found decided", "refund_not_found decided"}));
  EXPECT_TRUE(answer.run->reconciles());
  EXPECT_EQ(world_.state_of(found.key), PaymentState::kPartiallyCanceled);
  EXPECT_EQ(world_.state_of(not_found.key), PaymentState::kApproved);
  EXPECT_EQ(world_.read(not_found.key).balance.amount_minor, PaymentWorld::kAmount);
  EXPECT_EQ(world_.value("SELECT count(*) FROM cleared_transaction"), "3");
  EXPECT_EQ(balance("acquirer_receivable"), "0");
  expect_sound();
}

TEST_F(ReconciliationServiceTest, AChargeThatIsApprovedAfterItWasSortedIsClearedAndNotRefunded) {
  const auto paid = world_.bring_to(PaymentState::kAuthorizing);
  const auto voided = world_.bring_to(PaymentState::kAuthorizing);
  const std::vector<ClearingRecord> records = {day_.sale_of(paid), day_.sale_of(voided)};
  EXPECT_EQ(kinds_of(day_.run(records)),
            (std::vector<std::string>{"charged undecided", "charged undecided"}));
  ASSERT_EQ(world_.approve(paid).outcome, "approved");
  ASSERT_EQ(world_.approve(voided).outcome, "approved");
  auto cancel = world_.new_cancel();
  ASSERT_EQ(world_.cancel(voided.key, cancel).outcome, "voiding");
  auto reversed = voided;
  reversed.reversal_id = cancel.reversal_id;
  ASSERT_EQ(world_.acknowledge(reversed, "00").outcome, "acknowledged");

  const auto answer = day_.run(records);
  EXPECT_EQ(kinds_of(answer), (std::vector<std::string>{"status_differs open", "charged decided"}));
  EXPECT_EQ(world_.state_of(paid.key), PaymentState::kApproved);
  EXPECT_EQ(world_.state_of(voided.key), PaymentState::kCanceled);
  EXPECT_EQ(world_.value("SELECT count(*) FROM refund"), "0");
  EXPECT_EQ(world_.value("SELECT payment_id FROM cleared_transaction"),
            paid.key.payment_id.to_sql());
  EXPECT_EQ(answer.run->funded_minor, PaymentWorld::kAmount) << "a difference is not funded";
  EXPECT_EQ(balance("acquirer_receivable"), "0");
  EXPECT_EQ(balance("settlement_trust"), "10835");
  expect_sound();
}

TEST_F(ReconciliationServiceTest, AVoidAcknowledgedAfterTheCutOffIsSeen) {
  const auto day = world_.business_day;
  const auto gone = world_.bring_to(PaymentState::kVoiding);
  const auto charged = world_.bring_to(PaymentState::kVoiding);
  const auto record = day_.sale_of(charged);
  next_day();
  ASSERT_EQ(world_.acknowledge(gone, "00").outcome, "acknowledged");
  ASSERT_EQ(world_.acknowledge(charged, "00").outcome, "acknowledged");
  world_.business_day = day;
  EXPECT_EQ(kinds_of(day_.run({record})), std::vector<std::string>{"status_differs open"});
  EXPECT_EQ(balance("settlement_trust"), "0");
  expect_sound();
}

TEST_F(ReconciliationServiceTest, ARefundThatIsRefusedBeforeItsTurnIsADifference) {
  const auto paid = approved();
  const auto refund = world_.owe_refund(paid, PaymentWorld::kPart);
  day_.close(world_.business_day);
  ASSERT_TRUE(world_.claim_refund(refund));
  const std::vector<ClearingRecord> records = {day_.sale_of(paid), day_.refund_of(refund)};
  EXPECT_EQ(kinds_of(day_.run(records)), std::vector<std::string>{"refund_found undecided"});
  ASSERT_EQ(world_.refuse_refund(refund, "05").outcome, "refused");
  const auto answer = day_.run(records);
  EXPECT_EQ(kinds_of(answer), std::vector<std::string>{"status_differs open"});
  EXPECT_EQ(answer.items.at(0).detail, "the refund is refused here");
  EXPECT_EQ(answer.run->state, "done");
  EXPECT_EQ(answer.run->funded_minor, PaymentWorld::kAmount);
  EXPECT_EQ(balance("acquirer_receivable"), "0");
  expect_sound();
}

TEST_F(ReconciliationServiceTest, WhatCannotBeDecidedHoldsUpNoneOfTheOthers) {
  const auto broken = world_.bring_to(PaymentState::kUnknown);
  const auto unknown = world_.bring_to(PaymentState::kUnknown);
  const auto sale = day_.sale_of(broken);
  world_.value("DELETE FROM reversal WHERE attempt_id = '" + broken.attempt_id.to_sql() + "'");
  const auto answer = day_.run({sale, day_.sale_of(unknown)});
  EXPECT_EQ(kinds_of(answer), (std::vector<std::string>{"charged undecided", "charged decided"}));
  EXPECT_EQ(answer.failed.size(), 1U);
  EXPECT_EQ(answer.run->state, "matched");
  EXPECT_FALSE(answer.run->reconciles());
  EXPECT_EQ(world_.state_of(unknown.key), PaymentState::kAborted);
}

TEST_F(ReconciliationServiceTest, ARefundOfTheLastHourIsDecidedByTheNextFile) {
  const auto paid = approved();
  const auto silent = world_.owe_refund(paid, PaymentWorld::kPart);
  const auto other = world_.owe_refund(paid, PaymentWorld::kPart);
  world_.now =
      end_of_business_day(world_.business_day, day_.acquirer().cut_off) - std::chrono::minutes(30);
  ASSERT_TRUE(world_.claim_refund(silent));
  world_.lose_refund(silent);
  ASSERT_TRUE(world_.claim_refund(other));  // and nobody was there to say that it had no answer
  const auto first_day = world_.business_day;
  next_day();
  EXPECT_EQ(kinds_of(day_.run({})), std::vector<std::string>{}) << "its own file is not read yet";
  world_.business_day = first_day;
  EXPECT_EQ(kinds_of(day_.run({day_.sale_of(paid)})), std::vector<std::string>{});
  next_day();
  next_day();
  EXPECT_EQ(kinds_of(day_.run({})),
            (std::vector<std::string>{"refund_not_found decided", "refund_not_found decided"}));
  EXPECT_EQ(world_.read(paid.key).balance.amount_minor, PaymentWorld::kAmount);
  expect_sound();
}

TEST_F(ReconciliationServiceTest, DisputesAndRefundsTogetherTakeNoMoreThanTheSale) {
  const auto paid = approved();
  const auto sale = day_.sale_of(paid);
  auto parted = world_.owe_refund(paid, PaymentWorld::kPart);
  ASSERT_TRUE(world_.claim_refund(parted));
  ASSERT_EQ(world_.execute_refund(parted).outcome, "refunded");
  EXPECT_TRUE(day_.run({sale, day_.refund_of(parted)}).run->reconciles());
  next_day();
  auto half = ClearingDay::dispute_of(sale, "DSP2");
  half.amount_minor = 5'000;
  auto more = ClearingDay::dispute_of(sale, "DSP3");
  more.amount_minor = 2'001;
  const auto answer = day_.run({ClearingDay::dispute_of(sale, "DSP1"), half, more});
  EXPECT_EQ(
      kinds_of(answer),
      (std::vector<std::string>{"amount_differs open", "amount_differs open", "disputed decided"}));
  EXPECT_EQ(answer.items.at(1).detail, "a dispute of more than is left of the sale");
  EXPECT_EQ(balance("dispute_hold"), "5000");
  EXPECT_EQ(balance("acquirer_receivable"), "0");
  expect_sound();

  auto cancel = world_.new_cancel();
  cancel.amount_minor = 2'001;
  EXPECT_EQ(world_.cancel(paid.key, cancel).outcome, "NOT_CANCELABLE_AMOUNT");
  next_day();
  half.type = sandbox::ClearingType::kDisputeReversal;
  EXPECT_TRUE(day_.run({half}).run->reconciles());
  EXPECT_EQ(world_.value("SELECT count(*) FROM reconciliation_item WHERE state = 'open'"), "2")
      << "that the sale was cleared before closes no dispute";
  EXPECT_EQ(world_.cancel(paid.key, cancel).outcome, "refunding") << "the dispute has been won";
  expect_sound();
}

TEST_F(ReconciliationServiceTest, ADisputeIsOpenedAndWonByItsReversal) {
  const auto sale = day_.sale_of(approved());
  EXPECT_TRUE(day_.run({sale}).run->reconciles());
  next_day();
  const auto opened = day_.run({ClearingDay::dispute_of(sale, "DSP1")});
  EXPECT_EQ(kinds_of(opened), std::vector<std::string>{"disputed decided"});
  EXPECT_EQ(balance("dispute_hold"), std::to_string(PaymentWorld::kAmount));
  EXPECT_EQ(world_.value("SELECT state || ' ' || opened_on || ' ' || respond_by FROM dispute"),
            "OPEN 2026-11-24 2026-12-04");
  EXPECT_EQ(world_.value("SELECT count(*) FROM outbox WHERE event = 'dispute_opened'"), "1");
  expect_sound();
  next_day();
  EXPECT_TRUE(day_.run({ClearingDay::dispute_of(sale, "DSP1", true)}).run->reconciles());
  EXPECT_EQ(balance("dispute_hold"), "0");
  EXPECT_EQ(balance("acquirer_receivable"), "0");
  EXPECT_EQ(world_.value("SELECT state || ' ' || decided_on FROM dispute"), "WON 2026-11-25");
  expect_sound();
}

TEST_F(ReconciliationServiceTest, ADisputeThatNobodyContestsInTimeIsLostAndMayStillBeReversed) {
  const auto sale = day_.sale_of(approved());
  day_.run({sale});
  next_day();
  day_.run({ClearingDay::dispute_of(sale, "DSP1")});
  const std::string payable = balance("merchant_payable");
  for (int i = 0; i < 11; ++i) next_day();
  day_.run({});
  EXPECT_EQ(world_.value("SELECT state FROM dispute"), "LOST");
  EXPECT_EQ(balance("dispute_hold"), "0");
  EXPECT_EQ(balance("merchant_payable"),
            std::to_string(std::stoll(payable) + PaymentWorld::kAmount));
  expect_sound();
  next_day();
  day_.run({ClearingDay::dispute_of(sale, "DSP1", true)});
  EXPECT_EQ(world_.value("SELECT state FROM dispute"), "WON");
  EXPECT_EQ(balance("merchant_payable"), payable);
  expect_sound();
}

TEST_F(ReconciliationServiceTest, ADisputeThatCannotBeEndedHoldsUpNothing) {
  const auto held = approved();
  const auto broken = approved();
  const auto free = approved();
  const std::vector<ClearingRecord> sales = {day_.sale_of(held), day_.sale_of(broken),
                                             day_.sale_of(free)};
  day_.run(sales);
  next_day();
  day_.run({ClearingDay::dispute_of(sales.at(0), "HELD"),
            ClearingDay::dispute_of(sales.at(1), "BROKEN"),
            ClearingDay::dispute_of(sales.at(2), "FREE")});
  world_.value(
      "ALTER TABLE dispute ADD CONSTRAINT none CHECK (reference <> 'BROKEN' OR state = "
      "'OPEN')");
  for (int i = 0; i < 11; ++i) next_day();
  ReconciliationService::Answer answer;
  world_.database().owner().run_transaction("hold", [&](pqxx::transaction_base& holder) {
    holder.exec("SELECT 1 FROM payment WHERE payment_id = '" + held.key.payment_id.to_sql() +
                "' FOR UPDATE");
    answer = day_.run({});
  });
  EXPECT_EQ(answer.run->state, "done");
  ASSERT_EQ(answer.not_lapsed.size(), 1U);
  EXPECT_TRUE(answer.not_lapsed.at(0).starts_with("dsp_")) << answer.not_lapsed.at(0);
  EXPECT_EQ(day_.run({}).not_lapsed.size(), 1U) << "the same file again says so again";
  const std::string states =
      "SELECT string_agg(reference || ' ' || state, ', ' ORDER BY reference)"
      " FROM dispute";
  EXPECT_EQ(world_.value(states), "BROKEN OPEN, FREE LOST, HELD LOST");
  world_.value("ALTER TABLE dispute DROP CONSTRAINT none");
  next_day();
  EXPECT_TRUE(day_.run({}).not_lapsed.empty());
  EXPECT_EQ(world_.value(states), "BROKEN LOST, FREE LOST, HELD LOST");
  expect_sound();
}

TEST_F(ReconciliationServiceTest, AFileThatIsNotTheDaysIsRefusedWhole) {
  const auto sale = day_.sale_of(approved());
  const auto day = world_.business_day;
  const auto file = day_.write({sale}, day);
  EXPECT_EQ(day_.reconcile(file, day).ending, Ending::kNotClosed);
  day_.close(day);
  const std::chrono::year_month_day tomorrow = std::chrono::sys_days{day} + std::chrono::days{1};
  const auto wrong_day = day_.reconcile(day_.write({sale}, tomorrow, "F2"), day);
  EXPECT_EQ(wrong_day.ending, Ending::kFileRefused);
  EXPECT_NE(wrong_day.why.find("F2.clr:1: business day: the file is of 2026-11-24"),
            std::string::npos)
      << wrong_day.why;
  EXPECT_EQ(world_.value("SELECT count(*) FROM cleared_transaction"), "0");

  EXPECT_EQ(day_.reconcile(file, day).ending, Ending::kRan);
  EXPECT_EQ(day_.reconcile(day_.write({sale}, day, "F3"), day).ending, Ending::kOtherFile);
  EXPECT_EQ(day_.reconcile(day_.write({}, day), day).ending, Ending::kOtherFile);
  day_.close(tomorrow);
  EXPECT_EQ(day_.reconcile(day_.write({}, tomorrow), tomorrow).ending, Ending::kOtherFile);
  EXPECT_EQ(world_.value("SELECT count(*) FROM reconciliation"), "1");
  expect_sound();
}

TEST_F(ReconciliationServiceTest, OneRunsAndTheOtherIsToldSo) {
  day_.close(world_.business_day);
  const auto file = day_.write({}, world_.business_day);
  Ending other = Ending::kRan;
  world_.database().operators().run_transaction("lease", [&](pqxx::transaction_base& transaction) {
    transaction.exec("SELECT take_reconciliation_lease()");
    other = day_.reconcile(file, world_.business_day).ending;
  });
  EXPECT_EQ(other, Ending::kLockHeld);
  EXPECT_EQ(day_.reconcile(file, world_.business_day).ending, Ending::kRan);
}

TEST_F(ReconciliationServiceTest, TheLeaseLastsHoweverLongItsHolderIsIdle) {
  db::DatabaseOptions options;
  options.conninfo = world_.database().conninfo("pay200_operator");
  options.statement_timeout = std::chrono::seconds(1);  // and twice that for the idle
  db::Database impatient(options);
  EXPECT_NO_THROW(impatient.run_transaction("lease", [](pqxx::transaction_base& transaction) {
    transaction.exec("SELECT take_reconciliation_lease()");
    std::this_thread::sleep_for(std::chrono::milliseconds(2'500));
  }));
}

TEST_F(ReconciliationServiceTest, AHostThatVanishesWithTheLeaseIsMissedSoon) {
  world_.database().operators().run_transaction("lease", [](pqxx::transaction_base& transaction) {
    transaction.exec("SELECT take_reconciliation_lease()");
    // A socket of this host shows no figure, but who has set it.
    EXPECT_EQ(db::text(transaction.exec("SELECT string_agg(DISTINCT source, ' ') AS source FROM "
                                        "pg_settings WHERE name LIKE 'tcp_keepalives%'")[0],
                       "source"),
              "session");
  });
}

TEST_F(ReconciliationServiceTest, StepsBehindTheMatchArePlannedAsEver) {
  world_.database().operators().run_transaction("match", [](pqxx::transaction_base& transaction) {
    const auto settings = [&transaction] {
      const auto rows = transaction.exec(
          "SELECT string_agg(setting, ' ' ORDER BY name) AS all FROM pg_settings WHERE name IN "
          "('work_mem', 'hash_mem_multiplier', 'enable_nestloop', 'enable_mergejoin', 'jit')");
      return db::text(rows[0], "all");
    };
    const auto before = settings();
    transaction.exec("SELECT make_clearing_record()");
    transaction.exec(
        "SELECT match_clearing_file(gen_random_uuid(), 'sandbox', '2026-11-23', now(), 0)");
    EXPECT_EQ(settings(), before);
  });
}

}  // namespace
}  // namespace pay200::test
