// An approval that comes when its attempt has been given up: it is never lost, and never charged.

#include <gtest/gtest.h>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

class LateApprovalTest : public ::testing::Test {
 protected:
  void TearDown() override {
    const auto violations = world_.violations();
    EXPECT_EQ(violations.size(), alarms_) << testing::PrintToString(violations);
  }

  /// As the link does when an answer comes in that nobody waits for.
  std::string note(const KnownPayment& payment) {
    return db::text(world_.database().link().call(
                        {"note_late_approval",
                         "SELECT note_late_approval($1, $2, 'A99999', $3, $4) AS outcome"},
                        db::Params()
                            .add(world_.merchant_id)
                            .add(payment.attempt_id)
                            .add(ReversalId::make(world_.now))
                            .add(world_.now))[0],
                    "outcome");
  }

  /// "reason state code" of the payment's reversals, oldest first.
  std::string reversals(const KnownPayment& payment) {
    return world_.value(
        "SELECT string_agg(reason || ' ' || state || coalesce(' ' || response_code, ''), ', ' "
        "ORDER "
        "BY reversal_id) FROM reversal WHERE payment_id = '" +
        payment.key.payment_id.to_sql() + "'");
  }

  KnownPayment approve_again(const KnownPayment& payment) {
    KnownPayment late = payment;
    late.reversal_id = ReversalId::make(world_.now);
    EXPECT_EQ(world_.approve(late).outcome, "late");
    return late;
  }

  PaymentWorld world_;
  std::size_t alarms_ = 0;  ///< what pgctl db check must complain of
};

TEST_F(LateApprovalTest, WhileTheReversalIsPendingItAnswersForIt) {
  const KnownPayment payment = world_.bring_to(PaymentState::kUnknown);
  approve_again(payment);
  EXPECT_EQ(reversals(payment), "unknown_outcome pending");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kUnknown);
  EXPECT_EQ(world_.acknowledge(payment, "00").outcome, "acknowledged");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kAborted);
}

TEST_F(LateApprovalTest, OriginalNotFoundIsNotTheEndOnceAnApprovalHasBeenSeen) {
  const KnownPayment payment = world_.bring_to(PaymentState::kUnknown);
  EXPECT_EQ(note(payment), "noted");
  EXPECT_EQ(world_.acknowledge(payment, "25").outcome, "pending");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kUnknown);
  EXPECT_EQ(reversals(payment), "unknown_outcome pending");
  EXPECT_EQ(world_.acknowledge(payment, "00").outcome, "acknowledged");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kAborted);
}

TEST_F(LateApprovalTest, AfterOriginalNotFoundANewReversalIsOwed) {
  const KnownPayment payment = world_.bring_to(PaymentState::kUnknown);
  EXPECT_EQ(world_.acknowledge(payment, "25").outcome, "acknowledged");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kAborted);
  const KnownPayment late = approve_again(payment);
  EXPECT_EQ(reversals(payment), "unknown_outcome acknowledged 25, late_approval pending");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kAborted) << "never charged afterwards";
  EXPECT_EQ(world_.acknowledge(late, "25").outcome, "pending") << "we have seen the approval";
  EXPECT_EQ(world_.acknowledge(late, "00").outcome, "acknowledged");
  EXPECT_EQ(reversals(payment), "unknown_outcome acknowledged 25, late_approval acknowledged 00");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kAborted);
}

TEST_F(LateApprovalTest, AfterAnAcknowledgementThatUndidItNothingIsOwed) {
  const KnownPayment payment = world_.bring_to(PaymentState::kUnknown);
  EXPECT_EQ(world_.acknowledge(payment, "00").outcome, "acknowledged");
  approve_again(payment);
  EXPECT_EQ(note(payment), "noted");
  EXPECT_EQ(reversals(payment), "unknown_outcome acknowledged 00");
}

TEST_F(LateApprovalTest, ToldTwiceItIsReversedOnce) {
  const KnownPayment payment = world_.bring_to(PaymentState::kUnknown);
  world_.acknowledge(payment, "25");
  EXPECT_EQ(note(payment), "noted");
  EXPECT_EQ(note(payment), "noted");
  approve_again(payment);
  EXPECT_EQ(reversals(payment), "unknown_outcome acknowledged 25, late_approval pending");
}

TEST_F(LateApprovalTest, SeenBeforeTheAttemptIsGivenUpItMakesOriginalNotFoundCountForNothing) {
  const KnownPayment payment = world_.bring_to(PaymentState::kAuthorizing);
  EXPECT_EQ(note(payment), "noted");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kAuthorizing);
  EXPECT_EQ(world_.mark_unknown(payment).outcome, "unknown");
  EXPECT_EQ(world_.acknowledge(payment, "25").outcome, "pending");
  EXPECT_EQ(reversals(payment), "unknown_outcome pending");
}

TEST_F(LateApprovalTest, ToADeclinedOrUnsentAttemptItIsReversed) {
  for (const char* answer : {"declined", "not sent"}) {
    SCOPED_TRACE(answer);
    const KnownPayment payment = world_.bring_to(PaymentState::kAuthorizing);
    if (answer == std::string("declined")) {
      world_.decline(payment);
    } else {
      world_.release(payment);
    }
    approve_again(payment);
    EXPECT_EQ(reversals(payment), "late_approval pending");
    EXPECT_EQ(world_.state_of(payment.key), PaymentState::kHeld);
  }
}

TEST_F(LateApprovalTest, OneThatWasRecordedInTimeIsNotLate) {
  const KnownPayment payment = world_.bring_to(PaymentState::kApproved);
  EXPECT_EQ(note(payment), "approved");
  EXPECT_EQ(reversals(payment), "");
}

TEST_F(LateApprovalTest, AFormatRejectRaisesAnAlarmAndIsNotRepeated) {
  const KnownPayment payment = world_.bring_to(PaymentState::kUnknown);
  EXPECT_EQ(world_.refuse(payment, "30", true).outcome, "alarmed");
  EXPECT_EQ(reversals(payment), "unknown_outcome alarmed 30");
  EXPECT_TRUE(payment_store::due_reversals(world_.relay(), 10, world_.now).empty());
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kUnknown);
  approve_again(payment);
  EXPECT_EQ(reversals(payment), "unknown_outcome alarmed 30") << "a person has it already";
  alarms_ = 1;
}

}  // namespace
}  // namespace pay200::test
