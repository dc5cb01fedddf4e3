// The way of the money in one process: ends of every kind, and what rows and journal then say.

#include "tests/fcgi-app/payment_path.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/together.hpp"

namespace pay200 {
namespace {

using std::chrono::milliseconds;
using test::comes_true;
using test::kGood;
using test::kNoFunds;
using test::PaymentWorld;

class PaymentPathTest : public test::PaymentPath {};

TEST_F(PaymentPathTest, AnApprovalIsDonePostedAndInTheJournalOnce) {
  const PaymentKey key = held();
  const auto answer = confirm(key, add_card(kGood));
  ASSERT_EQ(code(answer), "ok");
  EXPECT_EQ(answer.result->status(), PublicStatus::kDone);
  EXPECT_FALSE(answer.result->approved_attempt()->approval_code->empty());
  EXPECT_EQ(answer.result->approved_attempt()->last_four, "4242");
  EXPECT_EQ(ledger_rows(), "4");
  EXPECT_EQ(journal(), "purchase 00");
}

TEST_F(PaymentPathTest, AfterADeclineAnotherCardPays) {
  const PaymentKey key = held();
  const auto declined = confirm(key, add_card(kNoFunds));
  EXPECT_EQ(code(declined), "REJECT_CARD_PAYMENT");
  EXPECT_EQ(declined.result.error().acquirer_code, "51");
  EXPECT_EQ(status(key), "IN_PROGRESS");
  EXPECT_EQ(code(confirm(key, add_card(kGood))), "ok");
  EXPECT_EQ(journal(), "purchase 51, purchase 00");
}

TEST_F(PaymentPathTest, ALostReplyIsUnknownAndEndsReversed) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  arm({.kind = "lose_reply", .mti = "0200"});
  EXPECT_EQ(code(confirm(key, card)), "OUTCOME_UNKNOWN");
  EXPECT_EQ(status(key), "UNKNOWN");
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "ABORTED");
  EXPECT_EQ(ledger_rows(), "0");
  EXPECT_EQ(journal(), "purchase 00, reversal 00");
}

TEST_F(PaymentPathTest, ALostRequestIsUnknownAndEndsWithOriginalNotFound) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  arm({.kind = "lose_request", .mti = "0200"});
  EXPECT_EQ(code(confirm(key, card)), "OUTCOME_UNKNOWN");
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "ABORTED");
  EXPECT_EQ(journal(), "reversal 25");
}

TEST_F(PaymentPathTest, AnApprovalThatComesTooLateIsReversed) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  arm({.kind = "late", .mti = "0200", .delay_ms = 3'000});
  EXPECT_EQ(code(confirm(key, card)), "OUTCOME_UNKNOWN");
  EXPECT_TRUE(comes_true(
      [this] { return world_.value("SELECT count(late_approval_code) FROM attempt") == "1"; }));
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "ABORTED");
  EXPECT_EQ(journal(), "purchase 00, reversal 00");
}

TEST_F(PaymentPathTest, AVoidGivesTheWholeBackAtOnce) {
  const PaymentKey key = held();
  ASSERT_EQ(code(confirm(key, add_card(kGood))), "ok");
  const auto answer = cancel(key);
  ASSERT_EQ(code(answer), "ok");
  EXPECT_FALSE(answer.pending);
  EXPECT_EQ(answer.result->status(), PublicStatus::kCanceled);
  EXPECT_EQ(answer.result->balance.amount_minor, 0);
  EXPECT_EQ(ledger_rows(), "8");
  EXPECT_EQ(journal(), "purchase 00, void 00");
}

TEST_F(PaymentPathTest, AVoidWhoseReplyIsLostIsPendingAndRepeatedUntilAcknowledged) {
  const PaymentKey key = held();
  ASSERT_EQ(code(confirm(key, add_card(kGood))), "ok");
  arm({.kind = "lose_reply", .mti = "0400"});
  const IdempotencyClaim claim{std::string(32, 's'), std::string(32, 'r')};
  const auto answer = cancel(key, claim);
  EXPECT_EQ(code(answer), "ok");
  EXPECT_TRUE(answer.pending);
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "CANCELED");
  EXPECT_EQ(ledger_rows(), "8");
  const auto replay = cancel(key, claim);
  EXPECT_TRUE(replay.replayed);
  EXPECT_FALSE(replay.pending);
}

TEST_F(PaymentPathTest, AVoidThatTheAcquirerRefusesLeavesTheApproval) {
  const PaymentKey key = paid();
  arm({.kind = "decline", .mti = "0400", .code = "57"});
  const auto refused = cancel(key);
  EXPECT_EQ(code(refused), "NOT_CANCELABLE_PAYMENT");
  EXPECT_EQ(refused.result.error().acquirer_code, "57");
  EXPECT_EQ(status(key), "DONE");
  EXPECT_EQ(world_.read(key).balance.amount_minor, 11'000);
  EXPECT_EQ(code(cancel(key)), "ok") << "it may be asked again";
  EXPECT_EQ(status(key), "CANCELED");
}

TEST_F(PaymentPathTest, ACancelDuringTheAuthorizationVoidsTheApproval) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  arm({.kind = "late", .mti = "0200", .delay_ms = 700});
  PaymentAnswer confirmed{.result = ErrorCode::kInternalError};
  PaymentAnswer cancelled{.result = ErrorCode::kInternalError};
  test::together({[&] { confirmed = confirm(key, card); },
                  [&] {
                    EXPECT_TRUE(comes_true(
                        [&] { return world_.state_of(key) == PaymentState::kAuthorizing; }));
                    cancelled = cancel(key);
                  }});
  EXPECT_EQ(code(confirmed), "ALREADY_CANCELED_PAYMENT");
  EXPECT_EQ(code(cancelled), "ok");
  EXPECT_TRUE(cancelled.pending);
  EXPECT_EQ(status(key), "CANCELED");
  EXPECT_EQ(ledger_rows(), "8");
  EXPECT_EQ(journal(), "purchase 00, void 00");
}

TEST_F(PaymentPathTest, EightConfirmsAtOnceUnderOneKeyChargeOnce) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  const IdempotencyClaim claim{std::string(32, 's'), std::string(32, 'r')};
  const auto answers = test::results_together(
      8, [&](std::size_t) { return std::vector{confirm(key, card, claim)}; });
  int approved = 0;
  for (const auto& answer : answers) {
    const std::string said = code(answer.at(0));
    EXPECT_TRUE(said == "ok" || said == "IDEMPOTENCY_KEY_IN_USE") << said;
    if (said == "ok") ++approved;
  }
  EXPECT_GE(approved, 1);
  EXPECT_EQ(journal(), "purchase 00");
}

TEST_F(PaymentPathTest, WithTheCardNetworkDownNothingIsSentAndKeptAnswersStillCome) {
  const CardId card = add_card(kGood);
  const IdempotencyClaim claim{std::string(32, 's'), std::string(32, 'r')};
  const PaymentKey paid = held();
  ASSERT_EQ(code(confirm(paid, card, claim)), "ok");
  sandbox_.stop();
  EXPECT_TRUE(comes_true([this] { return !acquirer_ready(); }));
  const PaymentKey key = held();
  EXPECT_EQ(code(confirm(key, card)), "ACQUIRER_UNAVAILABLE");
  EXPECT_EQ(status(key), "IN_PROGRESS");
  const auto replay = confirm(paid, card, claim);
  EXPECT_EQ(code(replay), "ok");
  EXPECT_TRUE(replay.replayed);
  sandbox_.start();
  EXPECT_TRUE(comes_true([this] { return acquirer_ready(); }));
  EXPECT_EQ(code(confirm(key, card)), "ok");
}

TEST_F(PaymentPathTest, AMessageThatTheNetworkRejectsIsADecline) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  arm({.kind = "format_error", .mti = "0200"});
  EXPECT_EQ(code(confirm(key, card)), "CARD_PROCESSING_ERROR");
  EXPECT_EQ(status(key), "IN_PROGRESS");
}

TEST_F(PaymentPathTest, AReversalThatIsRejectedForItsFormatIsAnAlarmAndNotRepeated) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  arm({.kind = "lose_reply", .mti = "0200"});
  arm({.kind = "format_error", .mti = "0420"});
  EXPECT_EQ(code(confirm(key, card)), "OUTCOME_UNKNOWN");
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "UNKNOWN");
  EXPECT_EQ(world_.value("SELECT state FROM reversal"), "alarmed");
  alarms_ = 1;
}

TEST_F(PaymentPathTest, AnAttemptWhoseHolderDiedIsSweptAndReversed) {
  const CardId card = add_card(kGood);
  const PaymentKey key = held();
  auto attempt = world_.new_attempt();  // durable, and then the worker was gone
  attempt.card = card_to_charge(world_.api(), PaymentWorld::kPinKey, world_.shopper_id, card,
                                PaymentWorld::kPin, PaymentWorld::kMaxAttempts)
                     .value();
  const auto slot = client_->reserve_slot(false);
  ASSERT_TRUE(slot.ok());
  attempt.slot = *slot;
  attempt.deadline_at = system_clock().now() + milliseconds(200);
  ASSERT_EQ(world_.begin(key, attempt).outcome, "started");
  EXPECT_EQ(recovery_->sweep_attempts(), 0U) << "its time is not up";
  EXPECT_TRUE(comes_true([this] { return recovery_->sweep_attempts() == 1; }));
  EXPECT_EQ(status(key), "UNKNOWN");
  EXPECT_TRUE(recover());
  EXPECT_EQ(status(key), "ABORTED");
}

TEST_F(PaymentPathTest, ARowThatSomebodyHoldsDoesNotStopTheOthers) {
  config_.payment.qr_lifetime_s = 0;
  const PaymentKey stuck = created();
  const PaymentKey free = created();
  world_.database().owner().run_transaction("hold", [&](pqxx::transaction_base& transaction) {
    transaction.exec("SELECT 1 FROM pay200.payment WHERE payment_id = '" +
                     stuck.payment_id.to_sql() + "' FOR UPDATE");
    EXPECT_EQ(recovery_->sweep_deadlines(), 1U);
    EXPECT_EQ(status(free), "EXPIRED");
  });
  EXPECT_EQ(recovery_->sweep_deadlines(), 1U);
  EXPECT_EQ(status(stuck), "EXPIRED");
}

TEST_F(PaymentPathTest, AVerificationWithoutAnAnswerCanBeMadeAgain) {
  arm({.kind = "lose_reply", .mti = "0100"});
  try {
    add_card(kGood);
    FAIL() << "it was answered";
  } catch (const std::runtime_error& refused) {
    EXPECT_STREQ(refused.what(), "ACQUIRER_UNAVAILABLE");
  }
  add_card(kGood);
}

TEST_F(PaymentPathTest, AConfirmThatCannotBeginTakesNoSlot) {
  const CardId card = add_card(kGood);
  const PaymentKey key = created();
  link_.reset();  // nobody to give one
  EXPECT_EQ(code(confirm(key, card)), "NOT_SCANNED_PAYMENT");
}

TEST_F(PaymentPathTest, HoldsAndQrCodesThatRunOutAreSwept) {
  config_.payment.hold_lifetime_s = 0;
  const PaymentKey key = held();
  EXPECT_EQ(recovery_->sweep_deadlines(), 1U);
  EXPECT_EQ(status(key), "READY");
  config_.payment.qr_lifetime_s = 0;
  created();
  EXPECT_GE(recovery_->sweep_deadlines(), 1U);
  EXPECT_EQ(recovery_->sweep_deadlines(), 0U);
}

}  // namespace
}  // namespace pay200
