#include "dev/oracle/oracle.hpp"

#include <gtest/gtest.h>

#include "core/platform/id.hpp"

namespace pay200::dev {
namespace {

using sandbox::JournalRecord;
using sandbox::Kind;

constexpr std::int64_t kMerchant = 77;
const std::string kPaymentId = "0193a000-0000-7000-8000-000000000001";
const PaymentRef kRef{kMerchant, kPaymentId};

std::string payment_key() {
  return to_text(PaymentKey{MerchantId{kMerchant}, *PaymentId::from_sql(kPaymentId)});
}

/// 10,000 won at 2.5 %: fee 250, VAT 25.
void post(Books& books, const std::string& transaction, std::int64_t sign) {
  for (const auto& [account, amount] :
       std::vector<std::pair<std::string, std::int64_t>>{{"acquirer_receivable", 10000},
                                                         {"merchant_payable", -9725},
                                                         {"fee_revenue", -250},
                                                         {"fee_vat_payable", -25}}) {
    books.entries.push_back({kRef, transaction, account, sign * amount, "KRW"});
  }
}

JournalRecord record(std::uint64_t seq, Kind kind, const std::string& stan) {
  JournalRecord made;
  made.seq = seq;
  made.kind = kind;
  made.mti = kind == Kind::kPurchase ? "0200" : kind == Kind::kVoid ? "0400" : "0420";
  made.acquirer = "000001";
  made.terminal = "TERM0001";
  made.stan = stan;
  made.time = "1122071500";
  made.rrn = "632607000001";
  made.merchant = "M";
  made.amount_minor = 10000;
  made.currency = "410";
  made.code = "00";
  return made;
}

JournalRecord answer_to(const JournalRecord& original, std::uint64_t seq, Kind kind) {
  JournalRecord made = record(seq, kind, "000002");
  made.original = sandbox::OriginalReference{original.mti, original.stan, original.time,
                                             original.acquirer, original.seq};
  return made;
}

/// A day on which all is as it should be: one payment, approved.
class OracleTest : public ::testing::Test {
 protected:
  OracleTest() {
    PaymentRow payment;
    payment.ref = kRef;
    payment.state = "approved";
    payment.total_minor = 10000;
    payment.balance_minor = 10000;
    payment.fee_basis_points = 250;
    books_.payments = {payment};
    books_.attempts = {{kRef, "approved", "net TERM0001 000001 632607000001", 10000, "00"}};
    books_.transactions = {{kRef, "t1", "PAYMENT", 10000, true}};
    post(books_, "t1", 1);
    journal_ = {record(1, Kind::kPurchase, "000001")};
  }

  void cancel_by_void() {
    books_.payments[0].state = "canceled";
    books_.payments[0].balance_minor = 0;
    books_.transactions.push_back({kRef, "t2", "CANCEL", 10000, true});
    post(books_, "t2", -1);
    books_.reversals = {{kRef, "void", "acknowledged"}};
    journal_.push_back(answer_to(journal_[0], 2, Kind::kVoid));
  }

  /// 4,000 of it: fee 100, VAT 10.
  void refund_part() {
    books_.payments[0].state = "partially_canceled";
    books_.payments[0].balance_minor = 6000;
    books_.transactions.push_back({kRef, "t2", "REFUND", 4000, true});
    for (const auto& [account, amount] :
         std::vector<std::pair<std::string, std::int64_t>>{{"acquirer_receivable", -4000},
                                                           {"merchant_payable", 3890},
                                                           {"fee_revenue", 100},
                                                           {"fee_vat_payable", 10}}) {
      books_.entries.push_back({kRef, "t2", account, amount, "KRW"});
    }
    books_.refunds = {{kRef, "done", "net TERM0001 000002 632607000001", 4000}};
    JournalRecord refund = answer_to(journal_[0], 2, Kind::kRefund);
    refund.amount_minor = 4000;
    journal_.push_back(refund);
  }

  void reverse() {
    books_.payments[0].state = "aborted";
    books_.attempts[0].state = "reversed";
    books_.transactions.clear();
    books_.entries.clear();
    books_.reversals = {{kRef, "unknown_outcome", "acknowledged"}};
    journal_.push_back(answer_to(journal_[0], 2, Kind::kReversal));
  }

  /// Reversed, and approved by another acquirer. Both count from 1, and here even their terminals
  /// and STANs are alike.
  void go_on_elsewhere() {
    books_.attempts = {{kRef, "reversed", "net TERM0001 000001 632607000001", 10000, ""},
                       {kRef, "approved", "other TERM0001 000001 632607000001", 10000, "00"}};
    books_.reversals = {{kRef, "unknown_outcome", "acknowledged"}};
    other_ = journal_;
    journal_.push_back(answer_to(journal_[0], 2, Kind::kReversal));
  }
  std::string findings_of_both() {
    return to_text(judge(books_, {{"net", journal_}, {"other", other_}}, {}));
  }

  std::string findings(const std::vector<Told>& told = {}) {
    return to_text(judge(books_, {{"net", journal_}}, told));
  }
  void expect_finding(const std::string& part, const std::vector<Told>& told = {}) {
    const std::string found = findings(told);
    EXPECT_NE(found.find(part), std::string::npos)
        << "looked for: " << part << "\nfound: " << found;
  }

  Books books_;
  std::vector<JournalRecord> journal_, other_;
};

TEST_F(OracleTest, FindsNothingWhereAllAgrees) {
  EXPECT_EQ(findings({{payment_key(), Told::What::kApproved}}), "");
  cancel_by_void();
  EXPECT_EQ(
      findings({{payment_key(), Told::What::kApproved}, {payment_key(), Told::What::kCanceled}}),
      "");
}

TEST_F(OracleTest, WhatOneAcquirerReversedAndTheOtherApprovedStandsOnce) {
  go_on_elsewhere();
  EXPECT_EQ(findings_of_both(), "");
}

TEST_F(OracleTest, TwoAcquirersApprovalsThatBothStandAreFound) {
  go_on_elsewhere();
  journal_.pop_back();
  EXPECT_NE(findings_of_both().find("2 approvals stand at the acquirer"), std::string::npos)
      << findings_of_both();
}

TEST_F(OracleTest, TheReversalOfOneAcquirerIsNotTheOthers) {
  go_on_elsewhere();
  std::swap(journal_, other_);
  const std::string found = findings_of_both();
  EXPECT_NE(found.find("attempt reversed, but not at the acquirer"), std::string::npos) << found;
  EXPECT_NE(found.find("attempt approved, but the acquirer has reversed it"), std::string::npos)
      << found;
}

TEST_F(OracleTest, FindsNothingAfterARefund) {
  refund_part();
  EXPECT_EQ(findings({{payment_key(), Told::What::kApproved},
                      {payment_key(), Told::What::kPartlyCanceled}}),
            "");
}

TEST_F(OracleTest, FindsARefundThatTheAcquirerDoesNotHave) {
  refund_part();
  journal_.pop_back();
  expect_finding("refund done, but the acquirer has not executed it");
  expect_finding("ledger and journal differ by");
}

TEST_F(OracleTest, FindsARefundThatWasExecutedThoughItIsRefusedHere) {
  refund_part();
  books_.refunds[0].state = "refused";
  expect_finding("refund refused, but the acquirer has executed it");
  expect_finding("0 refunded, but transactions of 4000");
}

TEST_F(OracleTest, FindsARefundThatWasProcessedTwice) {
  refund_part();
  journal_.push_back(journal_.back());
  journal_.back().seq = 3;
  journal_.back().time = "1122071501";
  expect_finding("one refund was processed 2 times");
  expect_finding("ledger and journal differ by 4000");
}

TEST_F(OracleTest, FindsARefundOfNobodyAndOneStillOnItsWay) {
  refund_part();
  books_.refunds[0] = {kRef, "unknown", "net TERM0001 000009 632607000001", 4000};
  expect_finding("a refund is still unknown");
  expect_finding("refund of nobody: net TERM0001 000002");
}

TEST_F(OracleTest, FindsAFeeThatDidNotComeBackOrShouldNotHave) {
  refund_part();
  books_.payments[0].fee_refundable = false;
  expect_finding("refunds posted as");
}

TEST_F(OracleTest, FindsABalanceThatIsNotWhatIsLeft) {
  refund_part();
  books_.payments[0].balance_minor = 7000;
  expect_finding("4000 refunded, but its balance is 7000");
  books_.payments[0].state = "approved";
  expect_finding("approved with 1 PAYMENT, 0 CANCEL, 0 CANCEL without money, 1 REFUND");
}

TEST_F(OracleTest, FindsNothingAfterAReversal) {
  reverse();
  EXPECT_EQ(findings({{payment_key(), Told::What::kCreated}}), "");
}

TEST_F(OracleTest, FindsAnApprovalThatNobodyPosted) {
  books_.transactions.clear();
  books_.entries.clear();
  expect_finding("approved with 0 PAYMENT");
  expect_finding("ledger and journal differ by -10000");
}

TEST_F(OracleTest, FindsAPostingThatIsNotTheTables) {
  books_.entries[1].amount_minor += 1;
  expect_finding("posted as");
  expect_finding("the ledger's KRW sums to 1");
}

TEST_F(OracleTest, FindsAFundingThatDoesNotSumToNothing) {
  books_.postings = {{1, "f1", "funding", "settlement_trust", 9'800, "KRW"},
                     {1, "f1", "funding", "acquirer_fee", 200, "KRW"},
                     {1, "f1", "funding", "acquirer_receivable", -10'000, "KRW"}};
  EXPECT_EQ(findings({{payment_key(), Told::What::kCreated}}), "");
  books_.postings.pop_back();
  expect_finding("the entries of the posting funding f1 sum to 10000");
}

TEST_F(OracleTest, FindsAnApprovalThatTheAcquirerDoesNotHave) {
  journal_.clear();
  expect_finding("the acquirer has no such approval");
}

TEST_F(OracleTest, FindsAChargeThatWasNeverReversed) {
  reverse();
  journal_.pop_back();
  expect_finding("attempt reversed, but not at the acquirer");
  expect_finding("1 approvals stand");
}

TEST_F(OracleTest, FindsAVoidThatNeverReachedTheAcquirer) {
  cancel_by_void();
  journal_.pop_back();
  expect_finding("at the acquirer it is not voided");
}

TEST_F(OracleTest, FindsAChargeOfNobody) {
  JournalRecord stranger = record(2, Kind::kPurchase, "000009");
  journal_.push_back(stranger);
  expect_finding("purchase of nobody: net TERM0001 000009");
}

TEST_F(OracleTest, FindsAMessageThatWasProcessedTwice) {
  JournalRecord second = journal_[0];
  second.seq = 2;
  second.time = "1122071501";
  journal_.push_back(second);
  expect_finding("processed 2 times");
}

TEST_F(OracleTest, FindsWhatIsStillOnItsWay) {
  books_.payments[0].state = "unknown";
  books_.attempts[0].state = "unknown";
  books_.reversals = {{kRef, "unknown_outcome", "pending"}};
  expect_finding("is still unknown");
  expect_finding("reversal (unknown_outcome) is pending");
}

TEST_F(OracleTest, FindsAPromiseThatWasNotKept) {
  reverse();
  expect_finding("told that it is paid, but it is aborted",
                 {{payment_key(), Told::What::kApproved}});
  expect_finding("told that it is canceled", {{payment_key(), Told::What::kCanceled}});
  books_.payments.clear();
  books_.attempts.clear();
  expect_finding("a client saw it, but it is not there", {{payment_key(), Told::What::kCreated}});
}

TEST_F(OracleTest, FindsADeclineThatTheAcquirerApproved) {
  books_.payments[0].state = "aborted";
  books_.attempts[0].state = "declined";
  books_.attempts[0].response_code = "51";
  books_.transactions.clear();
  books_.entries.clear();
  expect_finding("attempt declined, but the acquirer approved it");
}

}  // namespace
}  // namespace pay200::dev
