#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/payment/resolution.hpp"
#include "tests/pgctl/pgctl.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class PaymentResolveTest : public testing::Test {
 protected:
  dev::Finished resolve(std::vector<std::string> more) {
    more.insert(more.begin(), {"payment", "resolve", id_});
    return pgctl_.run(more);
  }
  void proposed_by(const std::string& name) {
    ResolutionService resolutions(world_.database().operators(), system_clock());
    ASSERT_EQ(resolutions.propose_resolution(unknown_.key, "letter 7", name).value(),
              ResolutionService::Outcome::kDone);
  }

  test::PaymentWorld world_;
  test::Pgctl pgctl_{world_.database()};
  test::KnownPayment unknown_ = world_.bring_to(PaymentState::kUnknown);
  std::string id_ = to_text(unknown_.key);
};

TEST_F(PaymentResolveTest, OneProposesAndCannotApproveIt) {
  const auto proposed =
      resolve({"--as", "reversed", "--evidence", "letter 7", "--yes", "--output", "json"});
  EXPECT_EQ(proposed.status, 0) << proposed.err;
  EXPECT_EQ(json::parse(proposed.out)["status"], "UNKNOWN");
  EXPECT_EQ(json::parse(proposed.out)["evidence"], "letter 7");
  EXPECT_THAT(proposed.err, HasSubstr("--approve"));
  const auto own = resolve({"--approve", "--yes"});
  EXPECT_EQ(own.status, 3);
  EXPECT_THAT(own.err, HasSubstr("it takes a second operator"));
  EXPECT_EQ(world_.state_of(unknown_.key), PaymentState::kUnknown);
}

TEST_F(PaymentResolveTest, AnotherApprovesAndThePaymentEndsWithTheEvidenceInItsTimeline) {
  proposed_by("somebody else");
  const auto resolved = resolve({"--approve", "--yes", "--output", "json"});
  EXPECT_EQ(resolved.status, 0) << resolved.err;
  EXPECT_EQ(json::parse(resolved.out)["status"], "ABORTED");
  const auto payment = world_.read(unknown_.key);
  EXPECT_EQ(payment.timeline.back().event, "resolved");
  EXPECT_THAT(payment.timeline.back().detail, HasSubstr("letter 7"));
  EXPECT_THAT(payment.timeline.back().detail, HasSubstr("somebody else"));
  const auto again = resolve({"--approve", "--yes"});
  EXPECT_EQ(again.status, 5);
  EXPECT_THAT(again.err, HasSubstr("is not UNKNOWN but ABORTED"));
}

TEST_F(PaymentResolveTest, WhoApprovesIsShownAmountMerchantAndEvidence) {
  proposed_by("somebody else");
  const auto declined = pgctl_.at_terminal({"payment", "resolve", id_, "--approve"}, {"n"});
  EXPECT_EQ(declined.status, 1);
  EXPECT_THAT(declined.out, HasSubstr("End as ABORTED " + id_ + " (11,000 KRW) of the test "));
  EXPECT_THAT(declined.out,
              HasSubstr("somebody else says that nothing is owed. Evidence: letter 7."));
  EXPECT_EQ(world_.state_of(unknown_.key), PaymentState::kUnknown);
}

TEST_F(PaymentResolveTest, WhatIsWrongIsNamedAndNothingChanges) {
  EXPECT_EQ(resolve({"--yes"}).status, 2);
  EXPECT_EQ(resolve({"--as", "reversed", "--yes"}).status, 2);
  EXPECT_EQ(resolve({"--approve", "--evidence", "x", "--yes"}).status, 2);
  EXPECT_EQ(resolve({"--as", "reversed", "--evidence", " ", "--yes"}).status, 2);
  EXPECT_EQ(resolve({"--as", "reversed", "--evidence", "x"}).status, 2);
  const auto charged = resolve({"--as", "charged", "--evidence", "x", "--yes"});
  EXPECT_EQ(charged.status, 2);
  EXPECT_THAT(charged.err, HasSubstr("still owed to the shopper"));
  EXPECT_EQ(resolve({"--approve", "--yes"}).status, 4);
  EXPECT_EQ(resolve({"--approve", "--yes", "--live"}).status, 3);
  EXPECT_EQ(world_.state_of(unknown_.key), PaymentState::kUnknown);
}

TEST_F(PaymentResolveTest, OnlyAnUnknownPaymentIsResolved) {
  id_ = to_text(world_.bring_to(PaymentState::kApproved).key);
  const auto refused = resolve({"--as", "reversed", "--evidence", "x", "--yes"});
  EXPECT_EQ(refused.status, 5);
  EXPECT_THAT(refused.err, HasSubstr("is not UNKNOWN but DONE"));
}

}  // namespace
}  // namespace pay200
