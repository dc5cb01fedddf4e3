#include "core/payment/resolution.hpp"

#include <gtest/gtest.h>

#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

using Outcome = ResolutionService::Outcome;

class ResolutionTest : public testing::Test {
 protected:
  Outcome propose(const PaymentKey& key, const char* by_operator = "alice") {
    return resolutions_.propose_resolution(key, "letter 7", by_operator).value();
  }
  Outcome approve(const PaymentKey& key, const char* by_operator) {
    return resolutions_.approve_resolution(key, resolutions_.get_proposal(key)->id, by_operator)
        .value();
  }
  std::string reversal_state(const test::KnownPayment& payment) {
    return world_.value("SELECT state FROM reversal WHERE reversal_id = '" +
                        payment.reversal_id.to_sql() + "'");
  }

  test::PaymentWorld world_;
  ResolutionService resolutions_{world_.database().operators(), system_clock()};
};

TEST_F(ResolutionTest, TwoOperatorsEndAnUnknownAndNothingIsSentAgain) {
  const auto unknown = world_.bring_to(PaymentState::kUnknown);
  EXPECT_EQ(propose(unknown.key), Outcome::kDone);
  EXPECT_EQ(world_.state_of(unknown.key), PaymentState::kUnknown);
  EXPECT_EQ(approve(unknown.key, "alice"), Outcome::kSameOperator);
  EXPECT_EQ(world_.state_of(unknown.key), PaymentState::kUnknown);
  EXPECT_EQ(approve(unknown.key, "bob"), Outcome::kDone);
  EXPECT_EQ(world_.state_of(unknown.key), PaymentState::kAborted);
  EXPECT_EQ(reversal_state(unknown), "resolved");
  EXPECT_EQ(world_.violations(), std::vector<std::string>{});
  EXPECT_EQ(world_.value("SELECT count(*) FROM resolution"), "2");
}

TEST_F(ResolutionTest, EveryOtherStateRefusesItAndStaysAsItIs) {
  for (const PaymentState state : all_payment_states()) {
    if (state == PaymentState::kUnknown) continue;
    const auto payment = world_.bring_to(state);
    EXPECT_EQ(propose(payment.key), Outcome::kNotUnknown) << to_text(state);
    EXPECT_EQ(world_.state_of(payment.key), state);
  }
}

TEST_F(ResolutionTest, OnlyTheProposalThatWasSeenIsApproved) {
  const auto unknown = world_.bring_to(PaymentState::kUnknown);
  propose(unknown.key, "alice");
  const auto seen = resolutions_.get_proposal(unknown.key)->id;
  propose(unknown.key, "carol");
  EXPECT_EQ(resolutions_.approve_resolution(unknown.key, seen, "bob").value(),
            Outcome::kSuperseded);
  EXPECT_EQ(approve(unknown.key, "alice"), Outcome::kDone);
}

TEST_F(ResolutionTest, AnAcknowledgementThatComesFirstEndsItAndTheApprovalChangesNothing) {
  const auto unknown = world_.bring_to(PaymentState::kUnknown);
  propose(unknown.key);
  world_.acknowledge(unknown, "00");
  EXPECT_EQ(approve(unknown.key, "bob"), Outcome::kNotUnknown);
  EXPECT_EQ(reversal_state(unknown), "acknowledged");
}

TEST_F(ResolutionTest, AnAcknowledgementThatComesLaterChangesNothing) {
  const auto unknown = world_.bring_to(PaymentState::kUnknown);
  propose(unknown.key);
  approve(unknown.key, "bob");
  EXPECT_EQ(world_.acknowledge(unknown, "00").outcome, "acknowledged");
  EXPECT_EQ(reversal_state(unknown), "resolved");
  EXPECT_EQ(world_.state_of(unknown.key), PaymentState::kAborted);
}

TEST_F(ResolutionTest, AnApprovalSeenAfterwardsOwesANewReversal) {
  const auto unknown = world_.bring_to(PaymentState::kUnknown);
  propose(unknown.key);
  approve(unknown.key, "bob");
  world_.approve({unknown.key, unknown.attempt_id, {}, ReversalId::make(world_.now)});
  EXPECT_EQ(world_.state_of(unknown.key), PaymentState::kAborted);
  EXPECT_EQ(world_.value("SELECT count(*) FROM reversal WHERE reason = 'late_approval' AND state = "
                         "'pending'"),
            "1");
}

TEST_F(ResolutionTest, WhatIsNotThereOrNotSaidIsRefused) {
  const PaymentKey nobody{world_.merchant_id, PaymentId::make(world_.now)};
  EXPECT_EQ(resolutions_.propose_resolution(nobody, "x", "alice").error().code,
            ErrorCode::kNotFoundPayment);
  EXPECT_FALSE(resolutions_.get_proposal(nobody));
  const auto unknown = world_.bring_to(PaymentState::kUnknown);
  EXPECT_EQ(resolutions_.propose_resolution(unknown.key, "", "alice").error().param, "evidence");
}

}  // namespace
}  // namespace pay200
