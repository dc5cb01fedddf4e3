#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "pgctl/operator_name.hpp"
#include "tests/pgctl/pgctl.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

/// Without a link: what is owed is recorded, and the relay would send it. tests/api has the rest.
class TxCancelTest : public testing::Test {
 protected:
  TxCancelTest() { world_.now = system_clock().now(); }
  dev::Finished cancel(const std::string& id, std::vector<std::string> more) {
    more.insert(more.begin(), {"tx", "cancel", id, "--reason", "품절"});
    return pgctl_.run(more);
  }

  test::PaymentWorld world_;
  test::Pgctl pgctl_{world_.database()};
};

TEST_F(TxCancelTest, APaymentThatNobodyHasPaidIsCancelledAtOnce) {
  const auto ready = world_.bring_to(PaymentState::kReady);
  const auto canceled = cancel(to_text(ready.key), {"--yes", "--output", "json"});
  EXPECT_EQ(canceled.status, 0) << canceled.err;
  const json answer = json::parse(canceled.out);
  EXPECT_EQ(answer["status"], "CANCELED");
  EXPECT_EQ(answer["cancelStatus"], "DONE");
  EXPECT_EQ(world_.state_of(ready.key), PaymentState::kCanceled);
  EXPECT_EQ(cancel(to_text(ready.key), {"--yes"}).status, 5);
}

TEST_F(TxCancelTest, WhoDidItIsKeptAndShownToOperators) {
  const auto ready = world_.bring_to(PaymentState::kReady);
  const auto mine = world_.bring_to(PaymentState::kReady);
  world_.cancel(mine.key, world_.new_cancel());  // by the shop itself
  auto by_kim = world_.new_cancel();
  by_kim.by_operator = "kim";
  world_.cancel(ready.key, by_kim);
  const auto shown = [&](std::vector<std::string> typed, const char* part) {
    typed.insert(typed.end(), {"--output", "json"});
    return json::parse(pgctl_.run(typed).out)[part][0];
  };
  const std::string id = to_text(ready.key);
  EXPECT_EQ(shown({"payment", "timeline", id}, "cancels")["operator"], "kim");
  EXPECT_EQ(shown({"payment", "timeline", id}, "cancels")["requestedBy"], "merchant");
  EXPECT_EQ(shown({"tx", "show", id}, "transactions")["operator"], "kim");
  EXPECT_THAT(pgctl_.run({"tx", "show", id}).out, HasSubstr("  kim  "));
  EXPECT_THAT(pgctl_.run({"payment", "timeline", id}).out, HasSubstr("  kim  "));
  EXPECT_EQ(shown({"tx", "show", to_text(mine.key)}, "transactions")["operator"], nullptr);
  EXPECT_EQ(shown({"tx", "show", to_text(mine.key)}, "transactions")["requestedBy"], "merchant");
}

TEST_F(TxCancelTest, WithoutANameTheOperatorIsTheUserOfTheSystem) {
  const auto ready = world_.bring_to(PaymentState::kReady);
  ASSERT_EQ(cancel(to_text(ready.key), {"--yes"}).status, 0);
  EXPECT_EQ(world_.read(ready.key).cancels.at(0).by_operator, pgctl::operator_name(std::nullopt));
}

TEST_F(TxCancelTest, WhileTheAcquirerHasNotAcknowledgedItTheOutcomeIsUnknown) {
  const auto paid = world_.bring_to(PaymentState::kApproved);
  const auto canceled = cancel(to_text(paid.key), {"--yes", "--output", "json"});
  EXPECT_EQ(canceled.status, 7) << canceled.err;
  EXPECT_EQ(json::parse(canceled.out)["cancelStatus"], "IN_PROGRESS");
  EXPECT_EQ(json::parse(canceled.out)["balanceAmount"], 0);
  EXPECT_THAT(canceled.err, HasSubstr("do not repeat it"));
  ASSERT_EQ(world_.read(paid.key).cancels.size(), 1U);
  EXPECT_EQ(world_.read(paid.key).cancels[0].reason, "품절");
  const auto again = cancel(to_text(paid.key), {"--yes"});
  EXPECT_EQ(again.status, 5);
  EXPECT_EQ(world_.read(paid.key).cancels.size(), 1U);
}

TEST_F(TxCancelTest, APersonIsAskedWithModeMerchantAndAmount) {
  const std::string id = to_text(world_.bring_to(PaymentState::kApproved).key);
  const std::vector<std::string> typed = {"tx", "cancel", id, "--reason", "품절"};
  const auto declined = pgctl_.at_terminal(typed, {"n"});
  EXPECT_EQ(declined.status, 1);
  EXPECT_THAT(declined.out, HasSubstr("Give back 11,000 KRW of " + id));
  EXPECT_THAT(declined.out, HasSubstr("the test merchant 데모 상점 ("));
  EXPECT_THAT(declined.out, HasSubstr("nothing changed"));
  EXPECT_EQ(world_.state_of(*payment_key_from_text(id)), PaymentState::kApproved);
  EXPECT_EQ(pgctl_.at_terminal(typed, {"y"}).status, 7);
}

TEST_F(TxCancelTest, ADryRunShowsWhatWouldGoBackAndGivesNothing) {
  const auto paid = world_.bring_to(PaymentState::kApproved);
  const auto tried = cancel(to_text(paid.key), {"--dry-run", "--output", "json"});
  EXPECT_EQ(tried.status, 0) << tried.err;
  EXPECT_EQ(json::parse(tried.out)["dryRun"], true);
  EXPECT_EQ(json::parse(tried.out)["cancelAmount"], 11'000);
  EXPECT_THAT(world_.read(paid.key).cancels, IsEmpty());
}

TEST_F(TxCancelTest, ADryRunRefusesWhatWouldBeRefused) {
  const auto canceled = world_.bring_to(PaymentState::kCanceled);
  EXPECT_EQ(cancel(to_text(canceled.key), {"--dry-run"}).status, 5);
  const auto paid = world_.bring_to(PaymentState::kApproved);
  EXPECT_EQ(cancel(to_text(paid.key), {"--dry-run", "--expect-balance", "1"}).status, 5);
  const auto unknown = cancel(to_text(world_.bring_to(PaymentState::kUnknown).key), {"--dry-run"});
  EXPECT_EQ(unknown.status, 5);
  EXPECT_THAT(unknown.err, HasSubstr("`pgctl payment resolve`"));
  const auto held =
      cancel(to_text(world_.bring_to(PaymentState::kHeld).key), {"--dry-run", "--output", "json"});
  EXPECT_EQ(json::parse(held.out)["cancelAmount"], 0) << "nothing was paid";
}

TEST_F(TxCancelTest, WhatCannotBeCancelledSaysWhyAndHowThePaymentStands) {
  const auto expired = world_.bring_to(PaymentState::kExpired);
  const auto refused = cancel(to_text(expired.key), {"--yes"});
  EXPECT_EQ(refused.status, 5);
  EXPECT_EQ(refused.out, "");
  EXPECT_THAT(refused.err, HasSubstr("Status EXPIRED, balance 11,000 KRW."));
}

TEST_F(TxCancelTest, WhatIsTypedWrongIsNamed) {
  const std::string id = to_text(world_.bring_to(PaymentState::kApproved).key);
  EXPECT_EQ(cancel("pay_1", {"--yes"}).status, 2);
  EXPECT_EQ(cancel(to_text(PaymentKey{world_.merchant_id, PaymentId::make(world_.now)}), {"--yes"})
                .status,
            4);
  EXPECT_EQ(cancel(id, {"--yes", "--live"}).status, 3);
  EXPECT_EQ(cancel(id, {}).status, 2);
  EXPECT_THAT(pgctl_.run({"tx", "cancel", id, "--yes"}).err, HasSubstr("--reason is required"));
  EXPECT_EQ(world_.state_of(*payment_key_from_text(id)), PaymentState::kApproved);
}

}  // namespace
}  // namespace pay200
