#include <gtest/gtest.h>

#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

class MerchantShowTest : public testing::Test {
 protected:
  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
};

TEST_F(MerchantShowTest, AMerchantOfEitherModeIsShown) {
  const Merchant live = test::add_merchant(database_, "한빛서점", true);
  const auto shown = pgctl_.run({"merchant", "show", to_text(live.id)});
  EXPECT_EQ(shown.status, 0);
  EXPECT_EQ(shown.err, "");
  EXPECT_EQ(shown.out, "Merchant         " + to_text(live.id) +
                           "\n"
                           "Mode             live\n"
                           "Name             한빛서점\n"
                           "Business number  220-81-62517\n"
                           "Status           active\n"
                           "Fee              2.9 %\n"
                           "Fee, fixed       0\n"
                           "Fee refundable   yes\n"
                           "Refund limit     none\n"
                           "Auto-confirm     no\n"
                           "Settlement       D+2 bank days\n"
                           "Paid to          none: it cannot be paid\n"
                           "... held by      -\n"
                           "... verified     -\n"
                           "... by           -\n"
                           "Origins          none: no page may use its client keys\n"
                           "Representative   -\n"
                           "Address          -\n"
                           "Phone            -\n"
                           "Created          " +
                           to_seoul_text(live.created_at) +
                           "\n"
                           "Status since     -\n"
                           "Status reason    -\n"
                           "Status set by    -\n");
}

TEST_F(MerchantShowTest, AnUnknownMerchantIsNotFound) {
  const auto shown = pgctl_.run({"merchant", "show", "mer_0000000g"});
  EXPECT_EQ(shown.status, 4);
  EXPECT_EQ(shown.out, "");
  EXPECT_EQ(shown.err, "pgctl: merchant mer_0000000g not found; `pgctl merchant list` shows all\n");
}

TEST_F(MerchantShowTest, WhatIsNoMerchantIdIsUsage) {
  for (const char* text : {"foo", "mer_", "mer_0000000", "mer_OOOOOOOO", "pay_0g7k2m1q"}) {
    const auto shown = pgctl_.run({"merchant", "show", text});
    EXPECT_EQ(shown.status, 2) << text;
    EXPECT_EQ(shown.err, "pgctl: \"" + std::string(text) +
                             "\" is not a merchant id; one looks like mer_0g7k2m1q\n");
  }
}

}  // namespace
}  // namespace pay200
