// Cancels in parts: what each reserves, what it takes of tax and fee, and what they may not do
// together.

#include <gtest/gtest.h>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/support/payment_world.hpp"
#include "tests/support/together.hpp"

namespace pay200::test {
namespace {

using payment_store::Transition;

IdempotencyClaim claim(char name) { return {std::string(32, name), std::string(32, 'r')}; }

class PartialCancelTest : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(world_.violations(), std::vector<std::string>{}); }

  payment_store::NewCancel part(std::optional<std::int64_t> amount_minor) {
    auto cancel = world_.new_cancel();
    cancel.amount_minor = amount_minor;
    return cancel;
  }
  std::string cancel(const KnownPayment& payment, std::optional<std::int64_t> amount_minor) {
    return world_.cancel(payment.key, part(amount_minor)).outcome;
  }
  Transition refund(const KnownPayment& payment, std::optional<std::int64_t> amount_minor) {
    const auto owed = world_.owe_refund(payment, amount_minor);
    world_.claim_refund(owed);
    return world_.execute_refund(owed);
  }
  std::int64_t balance(const KnownPayment& payment) {
    return world_.read(payment.key).balance.amount_minor;
  }
  static std::chrono::year_month_day next_day(std::chrono::year_month_day day) {
    return std::chrono::sys_days(day) + std::chrono::days(1);
  }
  /// A payment of this much, approved.
  KnownPayment approved(std::int64_t total, const TaxParts& tax) {
    auto made = world_.new_payment();
    made.total.amount_minor = total;
    made.tax = tax;
    world_.create(made);
    world_.scan(made.key, world_.shopper_id);
    const auto attempt = world_.new_attempt();
    world_.begin(made.key, attempt);
    auto approval = world_.new_approval();
    approval.entries = approval_entries(total, fee_for(total, kFeeBasisPoints, kFeeFixed));
    payment_store::approve_payment(world_.api(), world_.merchant_id, attempt.id, approval,
                                   world_.now);
    return {.key = made.key, .attempt_id = attempt.id, .cancel_id = {}, .reversal_id = {}};
  }
  std::string sum_of(const KnownPayment& payment, const std::string& account) {
    return world_.value(
        "SELECT coalesce(sum(amount_minor), 0) FROM ledger_entry WHERE account = '" + account +
        "' AND payment_id = '" + payment.key.payment_id.to_sql() + "'");
  }

  static constexpr int kFeeBasisPoints = 250;  // PaymentWorld's merchant
  static constexpr std::int64_t kFeeFixed = 30;
  PaymentWorld world_;
};

TEST_F(PartialCancelTest, PartsGoBackUntilNothingIsLeft) {
  const auto payment = world_.bring_to(PaymentState::kApproved);
  const auto first = refund(payment, 4'000);
  EXPECT_EQ(first.outcome, "refunded");
  EXPECT_EQ(first.payment->status(), PublicStatus::kPartialCanceled);
  EXPECT_EQ(first.payment->balance.amount_minor, 7'000);
  EXPECT_EQ(cancel(payment, 7'001), "NOT_CANCELABLE_AMOUNT");
  const auto last = refund(payment, 7'000);
  EXPECT_EQ(last.payment->status(), PublicStatus::kCanceled);
  EXPECT_EQ(last.payment->balance.amount_minor, 0);
  EXPECT_EQ(cancel(payment, 1), "ALREADY_CANCELED_PAYMENT");
  EXPECT_EQ(world_.value("SELECT string_agg(type || ' ' || amount_minor, ', ' ORDER BY "
                         "transaction_id) FROM transaction"),
            "PAYMENT 11000, REFUND 4000, REFUND 7000");
}

TEST_F(PartialCancelTest, WhatIsUnderWayIsReservedAndARefusalSetsItFree) {
  const auto payment = world_.bring_to(PaymentState::kApproved);
  const auto owed = world_.owe_refund(payment, 10'000);
  EXPECT_EQ(balance(payment), 1'000);
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kApproved) << "nothing has gone back yet";
  EXPECT_EQ(cancel(payment, 1'001), "NOT_CANCELABLE_AMOUNT");
  world_.claim_refund(owed);
  world_.lose_refund(owed);
  EXPECT_EQ(cancel(payment, 1'001), "NOT_CANCELABLE_AMOUNT") << "unknown is not refused";
  const auto refused = world_.refuse_refund(owed, "05");
  EXPECT_EQ(refused.outcome, "refused");
  EXPECT_EQ(refused.payment->cancels.at(0).state, "aborted");
  EXPECT_EQ(refused.payment->cancels.at(0).response_code, "05");
  EXPECT_EQ(balance(payment), 11'000);
  EXPECT_EQ(world_.value("SELECT count(*) FROM ledger_entry"), "4") << "nothing was posted";
  EXPECT_EQ(cancel(payment, 11'000), "voiding") << "untouched again";
}

TEST_F(PartialCancelTest, NoVoidWhileARefundIsOnItsWayAndNoCancelWhileAVoidIs) {
  const auto parted = world_.bring_to(PaymentState::kApproved);
  world_.owe_refund(parted, 1'000);
  EXPECT_EQ(cancel(parted, std::nullopt), "refunding") << "the rest, as a refund";
  EXPECT_EQ(balance(parted), 0);
  EXPECT_EQ(cancel(parted, std::nullopt), "ALREADY_CANCELED_PAYMENT");
  EXPECT_EQ(cancel(parted, 1), "NOT_CANCELABLE_AMOUNT");
  const auto voided = world_.bring_to(PaymentState::kVoiding);
  EXPECT_EQ(cancel(voided, 1'000), "ALREADY_CANCELED_PAYMENT");
}

TEST_F(PartialCancelTest, AfterItsBusinessDayTheWholeIsARefundToo) {
  const auto payment = world_.bring_to(PaymentState::kApproved);
  auto late = part(std::nullopt);
  late.business_day = next_day(world_.business_day);
  const auto made = world_.cancel(payment.key, late);
  EXPECT_EQ(made.outcome, "refunding");
  EXPECT_EQ(made.payment->cancels.at(0).type, "REFUND");
  EXPECT_EQ(made.payment->cancels.at(0).amount.amount_minor, 11'000);
  const auto again = world_.cancel(payment.key, late);
  EXPECT_EQ(again.outcome, "refunding") << "called again after a broken connection";
  EXPECT_EQ(world_.value("SELECT count(*) FROM refund"), "1");
}

TEST_F(PartialCancelTest, AnotherBalanceThanTheCallersIsRefusedAndNothingHappens) {
  const auto payment = world_.bring_to(PaymentState::kApproved);
  auto request = part(1'000);
  request.current_balance_minor = 10'999;
  EXPECT_EQ(world_.cancel(payment.key, request).outcome, "NOT_MATCHES_REFUNDABLE_AMOUNT");
  EXPECT_EQ(balance(payment), 11'000);
  request.current_balance_minor = 11'000;
  EXPECT_EQ(world_.cancel(payment.key, request).outcome, "refunding");
  auto repeated = part(1'000);
  repeated.current_balance_minor = 11'000;
  EXPECT_EQ(world_.cancel(payment.key, repeated).outcome, "NOT_MATCHES_REFUNDABLE_AMOUNT")
      << "the same request without a key does not pay twice";
  const auto ready = world_.bring_to(PaymentState::kReady);
  auto whole = part(std::nullopt);
  whole.current_balance_minor = 1;
  EXPECT_EQ(world_.cancel(ready.key, whole).outcome, "NOT_MATCHES_REFUNDABLE_AMOUNT");
}

TEST_F(PartialCancelTest, AKeyAnswersWithItsOwnCancelWhateverOthersDo) {
  const auto payment = world_.bring_to(PaymentState::kApproved);
  const auto request = part(4'000);
  EXPECT_EQ(world_.cancel(payment.key, request, claim('1')).outcome, "refunding");
  EXPECT_EQ(world_.cancel(payment.key, part(4'000), claim('1')).outcome, "unsettled");
  EXPECT_EQ(balance(payment), 7'000);
  KnownPayment owed = payment;
  owed.refund_id = request.refund_id;
  world_.claim_refund(owed);
  world_.lose_refund(owed);
  EXPECT_EQ(world_.cancel(payment.key, part(4'000), claim('1')).outcome, "unsettled");
  world_.execute_refund(owed);
  refund(payment, 1'000);
  const auto replay = world_.cancel(payment.key, part(4'000), claim('1'));
  EXPECT_EQ(replay.outcome, "canceled");
  EXPECT_TRUE(replay.replayed);
  EXPECT_EQ(replay.holder_id, request.id.to_sql());
  EXPECT_EQ(replay.payment->balance.amount_minor, 7'000) << "as it was then";

  const auto refused = part(1'000);
  world_.cancel(payment.key, refused, claim('2'));
  owed.refund_id = refused.refund_id;
  world_.claim_refund(owed);
  world_.refuse_refund(owed, "05");
  const auto answer = world_.cancel(payment.key, part(1'000), claim('2'));
  EXPECT_EQ(answer.outcome, "REFUND_REJECTED");
  EXPECT_EQ(answer.acquirer_code, "05");
}

TEST_F(PartialCancelTest, AVoidThatComesTooLateGoesOnAsARefundOfTheSameCancel) {
  for (const PaymentState state : {PaymentState::kVoiding, PaymentState::kApprovedVoiding}) {
    auto payment = world_.bring_to(state);
    payment.refund_id = RefundId::make(world_.now);
    const auto turned = world_.refund_instead(payment);
    EXPECT_EQ(turned.outcome, "refunding");
    EXPECT_EQ(turned.holder_id, payment.refund_id.to_sql());
    EXPECT_EQ(turned.payment->state, state);
    EXPECT_EQ(turned.payment->cancels.at(0).type, "REFUND");
    EXPECT_EQ(turned.payment->cancels.at(0).state, "in_progress");
    auto again = payment;
    again.refund_id = RefundId::make(world_.now);
    EXPECT_EQ(world_.refund_instead(again).holder_id, payment.refund_id.to_sql());
    EXPECT_EQ(world_.acknowledge(payment, "00").outcome, "refused") << "the void is over";
    EXPECT_TRUE(world_.claim_refund(payment));
    EXPECT_EQ(world_.execute_refund(payment).payment->state, PaymentState::kCanceled);
    EXPECT_EQ(
        world_.value("SELECT type FROM transaction WHERE type <> 'PAYMENT' AND payment_id = '" +
                     payment.key.payment_id.to_sql() + "'"),
        "REFUND");
  }
}

TEST_F(PartialCancelTest, AnApprovalStandsIfTheRefundInPlaceOfItsVoidIsRefused) {
  auto payment = world_.bring_to(PaymentState::kHeld);
  const auto attempt = world_.new_attempt();
  payment.attempt_id = attempt.id;
  world_.begin(payment.key, attempt, claim('1'));
  world_.cancel(payment.key, part(std::nullopt), claim('2'));
  payment.reversal_id = ReversalId::make(world_.now);
  world_.approve(payment);
  payment.refund_id = RefundId::make(world_.now);
  world_.refund_instead(payment);
  world_.claim_refund(payment);
  EXPECT_EQ(world_.refuse_refund(payment, "05").payment->state, PaymentState::kApproved);
  EXPECT_EQ(world_.begin(payment.key, world_.new_attempt(), claim('1')).outcome, "approved");
  EXPECT_EQ(world_.cancel(payment.key, part(std::nullopt), claim('2')).outcome, "REFUND_REJECTED");
}

TEST_F(PartialCancelTest, OfCancelsThatRaceOnlyThoseThatFitSucceed) {
  constexpr std::size_t kCancels = 20;
  constexpr std::int64_t kEach = 1'700;  // six of 11,000
  for (int round = 0; round < 20; ++round) {
    const auto payment = world_.bring_to(PaymentState::kApproved);
    std::vector<Transition> answers(kCancels);
    std::vector<payment_store::NewCancel> requests;
    for (std::size_t i = 0; i < kCancels; ++i) requests.push_back(part(kEach));
    together(kCancels, [&](std::size_t i) {
      answers[i] = world_.cancel(payment.key, requests[i]);
      if (answers[i].outcome != "refunding") return;
      KnownPayment owed = payment;
      owed.refund_id = requests[i].refund_id;
      refund_store::claim_refund(
          world_.api(), world_.merchant_id, owed.refund_id,
          {.first = true,
           .slot = {"sandbox", {"T0000001", static_cast<int>(i) + 1, "632607000001", world_.now}},
           .deadline_at = world_.now,
           .next_at = world_.now},
          world_.now);
      world_.execute_refund(owed);
    });
    int succeeded = 0;
    for (const Transition& answer : answers) {
      succeeded += answer.outcome == "refunding" ? 1 : 0;
      EXPECT_TRUE(answer.outcome == "refunding" || answer.outcome == "NOT_CANCELABLE_AMOUNT")
          << answer.outcome;
    }
    EXPECT_EQ(succeeded, 6);
    EXPECT_EQ(balance(payment), 800);
    EXPECT_EQ(world_.state_of(payment.key), PaymentState::kPartiallyCanceled);
    EXPECT_EQ(sum_of(payment, "acquirer_receivable"), "800");
  }
}

// ---- tax

TEST_F(PartialCancelTest, TheTaxablePartGoesFirstUnlessTheCallerSaysOtherwise) {
  const auto payment = approved(16'000, tax_parts(16'000, 5'000));  // 10,000 + 1,000 + 5,000
  auto request = part(2'200);
  request.tax_free_minor = 1'100;
  const auto tax = [&](const payment_store::NewCancel& cancel) {
    const auto made = world_.cancel(payment.key, cancel);
    if (made.outcome != "refunding") return made.outcome;
    const TaxParts& parts = made.payment->cancels.back().tax;
    return std::to_string(parts.supplied_minor) + "+" + std::to_string(parts.vat_minor) + "+" +
           std::to_string(parts.tax_free_minor);
  };
  EXPECT_EQ(tax(request), "1000+100+1100");
  EXPECT_EQ(tax(part(1'100)), "1000+100+0");
  request = part(3'900);
  request.tax_free_minor = 3'901;
  EXPECT_EQ(tax(request), "NOT_CANCELABLE_AMOUNT") << "more than the cancel";
  request = part(5'000);
  request.tax_free_minor = 4'000;
  EXPECT_EQ(tax(request), "NOT_CANCELABLE_AMOUNT") << "more than is left free of tax";
  request = part(9'000);
  request.tax_free_minor = 0;
  EXPECT_EQ(tax(request), "NOT_CANCELABLE_AMOUNT") << "more than is left taxable";
  EXPECT_EQ(tax(part(std::nullopt)), "8000+800+3900") << "all that is left";
  const TaxParts left = world_.read(payment.key).tax_left();
  EXPECT_EQ(left.supplied_minor + left.vat_minor + left.tax_free_minor, 0);
}

TEST_F(PartialCancelTest, APartOfWhatIsFreeOfTaxIsFreeOfTax) {
  const auto payment = approved(5'000, tax_parts(5'000, 5'000));
  refund(payment, 1'000);
  EXPECT_EQ(world_.read(payment.key).cancels.at(0).tax.tax_free_minor, 1'000);
}

// ---- fee

TEST_F(PartialCancelTest, ARefundGivesTheFeeBackInProportion) {
  const auto payment = world_.bring_to(PaymentState::kApproved);  // fee 305, its VAT 31
  refund(payment, 4'000);
  EXPECT_EQ(sum_of(payment, "acquirer_receivable"), "7000");
  EXPECT_EQ(sum_of(payment, "fee_revenue"), "-194");     // 305 - 110.9
  EXPECT_EQ(sum_of(payment, "fee_vat_payable"), "-20");  // 31 - 11.3
  EXPECT_EQ(sum_of(payment, "merchant_payable"), "-6786");
  refund(payment, 7'000);
  for (const char* account :
       {"acquirer_receivable", "merchant_payable", "fee_revenue", "fee_vat_payable"}) {
    EXPECT_EQ(sum_of(payment, account), "0") << account;
  }
}

TEST_F(PartialCancelTest, AFeeThatTheContractKeepsStays) {
  world_.value("UPDATE merchant SET fee_refundable = false");
  const auto payment = world_.bring_to(PaymentState::kApproved);
  world_.value("UPDATE merchant SET fee_refundable = true");  // the payment keeps its contract
  refund(payment, 11'000 - 1);
  refund(payment, 1);
  EXPECT_EQ(sum_of(payment, "fee_revenue"), "-305");
  EXPECT_EQ(sum_of(payment, "fee_vat_payable"), "-31");
  EXPECT_EQ(sum_of(payment, "merchant_payable"), "336");
  EXPECT_EQ(world_.state_of(payment.key), PaymentState::kCanceled);
}

TEST_F(PartialCancelTest, HoweverItIsCutThePartsSumToTheWhole) {
  std::mt19937 random{20261126};
  const auto up_to = [&](std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(0, most)(random);
  };
  for (int round = 0; round < 60; ++round) {
    const std::int64_t total = 1 + up_to(round % 2 == 0 ? 60 : 3'000'000);
    const std::int64_t tax_free = round % 3 == 0 ? up_to(total) : 0;
    const auto payment = approved(total, tax_parts(total, tax_free));
    for (int step = 0; balance(payment) > 0; ++step) {
      const std::int64_t left = balance(payment);
      const std::int64_t amount = step > 6 ? left : 1 + up_to(left - 1);
      const auto owed = world_.owe_refund(
          payment, amount == total ? std::nullopt : std::optional<std::int64_t>(amount));
      world_.claim_refund(owed);
      const bool refuse = step <= 6 && up_to(3) == 0;
      if (refuse)
        world_.refuse_refund(owed, "05");
      else
        world_.execute_refund(owed);
      const Payment read = world_.read(payment.key);
      const TaxParts tax = read.tax_left();
      ASSERT_EQ(tax.supplied_minor + tax.vat_minor + tax.tax_free_minor, read.balance.amount_minor);
      ASSERT_GE(tax.vat_minor, 0);
      ASSERT_GE(tax.supplied_minor, 0);
    }
    ASSERT_EQ(world_.state_of(payment.key), PaymentState::kCanceled);
    for (const char* account :
         {"acquirer_receivable", "merchant_payable", "fee_revenue", "fee_vat_payable"}) {
      ASSERT_EQ(sum_of(payment, account), "0") << account << " of " << total;
    }
  }
}

// ---- what a merchant has coming

TEST_F(PartialCancelTest, ARefundBeyondWhatTheMerchantHasComingIsRefusedPastItsLimit) {
  world_.value("UPDATE merchant SET refund_limit_minor = 1000");
  const auto payment = world_.bring_to(PaymentState::kApproved);  // 10,664 coming
  world_.value("UPDATE merchant SET fee_refundable = false");
  EXPECT_EQ(world_.owe_refund(payment, 4'000).key, payment.key);
  EXPECT_EQ(cancel(payment, 7'000), "refunding") << "11,000 of 10,664 and the limit";
  // A second payment that has been paid out: only the limit is left, and 336 of it are gone.
  const auto paid_out = world_.bring_to(PaymentState::kApproved);
  world_.value("UPDATE merchant SET refund_limit_minor = 0");
  EXPECT_EQ(cancel(paid_out, 10'329), "EXCEED_REFUND_LIMIT");
  EXPECT_EQ(cancel(paid_out, 10'328), "refunding");
  EXPECT_EQ(balance(paid_out), 672);
  world_.value("UPDATE merchant SET refund_limit_minor = NULL");
  EXPECT_EQ(cancel(paid_out, 672), "refunding") << "no limit";
}

TEST_F(PartialCancelTest, TwoRefundsThatRaceDoNotBothTakeWhatIsLeftUnderTheLimit) {
  world_.value("UPDATE merchant SET refund_limit_minor = 0");
  for (int round = 0; round < 20; ++round) {
    const KnownPayment both[] = {world_.bring_to(PaymentState::kApproved),
                                 world_.bring_to(PaymentState::kApproved)};
    std::vector<std::string> outcomes(2);
    // 21,328 coming: one fits, two do not.
    together(2, [&](std::size_t i) { outcomes[i] = cancel(both[i], 10'999); });
    EXPECT_EQ((std::multiset<std::string>{outcomes[0], outcomes[1]}),
              (std::multiset<std::string>{"EXCEED_REFUND_LIMIT", "refunding"}));
    world_.value(
        "TRUNCATE ledger_entry, transaction, refund, cancel, attempt, payment_order, payment");
  }
}

}  // namespace
}  // namespace pay200::test
