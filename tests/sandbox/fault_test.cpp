#include "sandbox/fault.hpp"

#include <gtest/gtest.h>
#include <string>

#include "tests/sandbox/gateway_client.hpp"

namespace pay200::sandbox {
namespace {

TEST(FaultTest, EveryKindHasAName) {
  for (int number = 0; number <= static_cast<int>(FaultKind::kDecline); ++number) {
    const auto kind = static_cast<FaultKind>(number);
    EXPECT_EQ(fault_kind_from_text(to_text(kind)), kind);
  }
  EXPECT_FALSE(fault_kind_from_text("explode").has_value());
}

TEST(FaultTest, EachPartOfAMatchNarrowsIt) {
  const auto request = test::purchase({.amount_minor = 500});
  EXPECT_TRUE(FaultMatch{}.matches(request));
  EXPECT_TRUE(FaultMatch{}.matches_all());
  const FaultMatch exact{"0200", "TERM01", "4242", 500};
  EXPECT_TRUE(exact.matches(request));
  EXPECT_FALSE(exact.matches_all());
  EXPECT_FALSE(exact.matches(test::purchase({.amount_minor = 501})));
  EXPECT_FALSE(exact.matches(test::purchase({.card = "5555555555554444", .amount_minor = 500})));
  EXPECT_FALSE(exact.matches(test::purchase({.amount_minor = 500, .terminal = "TERM0"})));
  EXPECT_FALSE(exact.matches(test::give_back("0420", {.amount_minor = 500}, 2)));
  EXPECT_FALSE(FaultMatch{.amount_minor = 0}.matches(test::network("301", 1)));
}

TEST(FaultTest, TheFirstThatMatchesIsSpentAsOftenAsItWasArmed) {
  FaultPlan plan;
  plan.arm({.kind = FaultKind::kLate, .match = {.mti = "0420"}});
  plan.arm({.kind = FaultKind::kLoseReply, .match = {}, .remaining = 2});
  plan.arm({.kind = FaultKind::kSlow, .match = {}, .remaining = 0});
  const auto next = [&plan] { return plan.take(test::purchase({}))->kind; };
  EXPECT_EQ(next(), FaultKind::kLoseReply);
  EXPECT_EQ(next(), FaultKind::kLoseReply);
  EXPECT_EQ(next(), FaultKind::kSlow);
  EXPECT_EQ(next(), FaultKind::kSlow);
  EXPECT_EQ(plan.take(test::give_back("0420", {}, 2))->kind, FaultKind::kLate);
  EXPECT_EQ(plan.armed().size(), 1U);
  EXPECT_EQ(plan.spent(), 5U);
  plan.clear();
  EXPECT_FALSE(plan.take(test::purchase({})).has_value());
}

TEST(FaultTest, OnlySomeKindsForceACode) {
  EXPECT_EQ(Fault{.kind = FaultKind::kAlreadyCleared}.forced_code(), "21");
  EXPECT_EQ(Fault{.kind = FaultKind::kOriginalNotFound}.forced_code(), "25");
  EXPECT_EQ(Fault{.kind = FaultKind::kFormatError}.forced_code(), "30");
  const Fault decline{.kind = FaultKind::kDecline, .code = "65"};
  EXPECT_EQ(decline.forced_code(), "65");
  EXPECT_EQ(Fault{.kind = FaultKind::kLoseReply}.forced_code(), "");
}

}  // namespace
}  // namespace pay200::sandbox
