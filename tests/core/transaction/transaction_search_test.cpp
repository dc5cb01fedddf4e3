#include "core/transaction/transaction_search.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

class TransactionSearchTest : public testing::Test {
 protected:
  PaymentKey pay() { return world_.bring_to(PaymentState::kApproved).key; }
  std::vector<std::string> found(const TransactionFilter& filter) {
    std::vector<std::string> lines;
    for (const auto& one : search_.search(filter).transactions) {
      lines.push_back(std::string(to_text(one.type)) + " " + one.order_id);
    }
    return lines;
  }
  using Lines = std::vector<std::string>;

  test::PaymentWorld world_;
  TransactionSearch search_{world_.database().operators()};
};

TEST_F(TransactionSearchTest, TransactionsComeNewestFirstWithWhatTheyWereFor) {
  const PaymentKey first = pay();
  world_.bring_to(PaymentState::kCanceled);
  const auto page = search_.search({});
  ASSERT_EQ(page.transactions.size(), 3U);
  EXPECT_FALSE(page.next);
  EXPECT_EQ(found({}), (Lines{"CANCEL order-2", "PAYMENT order-2", "PAYMENT order-1"}));
  const Transaction& oldest = page.transactions[2];
  EXPECT_EQ(oldest.payment, first);
  EXPECT_EQ(oldest.amount.amount_minor, test::PaymentWorld::kAmount);
  EXPECT_TRUE(oldest.moved);
  EXPECT_EQ(oldest.acquirer, "sandbox");
  EXPECT_EQ(oldest.approval_code, "A12345");
  EXPECT_EQ(oldest.business_day, world_.business_day);
  EXPECT_EQ(oldest.occurred_at, world_.now);
  EXPECT_EQ(oldest.order_name, "커피 두 잔");
  EXPECT_EQ(oldest.merchant_name, "데모 상점");
  EXPECT_FALSE(oldest.customer_name);
  EXPECT_FALSE(oldest.live);
}

TEST_F(TransactionSearchTest, PagesFollowOneAnotherWithoutGapOrDouble) {
  for (int i = 0; i < 7; ++i) pay();
  std::vector<TransactionId> ids;
  TransactionFilter filter;
  filter.limit = 3;
  for (int pages = 0; pages < 3; ++pages) {
    const auto page = search_.search(filter);
    for (const auto& one : page.transactions) ids.push_back(one.id);
    EXPECT_EQ(page.next.has_value(), pages < 2);
    filter.after = page.next;
  }
  EXPECT_EQ(ids.size(), 7U);
  EXPECT_TRUE(std::is_sorted(ids.rbegin(), ids.rend()));
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
}

TEST_F(TransactionSearchTest, AFullLastPageHasNoNext) {
  for (int i = 0; i < 3; ++i) pay();
  TransactionFilter filter;
  filter.limit = 3;
  EXPECT_FALSE(search_.search(filter).next);
}

TEST_F(TransactionSearchTest, DaysBeginAndEndInSeoul) {
  const auto day = [](const char* text) { return *day_from_text(text); };
  world_.now = *from_iso8601("2026-11-21T23:59:59+09:00");
  pay();
  world_.now = *from_iso8601("2026-11-22T00:00:00+09:00");
  pay();
  world_.now = *from_iso8601("2026-11-22T23:59:59.999+09:00");
  pay();
  world_.now = *from_iso8601("2026-11-23T00:00:00+09:00");
  pay();
  TransactionFilter filter;
  filter.from = start_of_seoul_day(day("2026-11-22"));
  EXPECT_EQ(found(filter), (Lines{"PAYMENT order-4", "PAYMENT order-3", "PAYMENT order-2"}));
  filter.to = start_of_seoul_day(day("2026-11-23"));
  EXPECT_EQ(found(filter), (Lines{"PAYMENT order-3", "PAYMENT order-2"}));
  filter.from.reset();
  EXPECT_EQ(found(filter), (Lines{"PAYMENT order-3", "PAYMENT order-2", "PAYMENT order-1"}));
  filter.from = start_of_seoul_day(day("2026-11-24"));
  filter.to = start_of_seoul_day(day("2026-11-25"));
  EXPECT_EQ(found(filter), Lines{});
}

TEST_F(TransactionSearchTest, ATypeIsAskedForByItself) {
  world_.bring_to(PaymentState::kCanceled);
  TransactionFilter filter;
  filter.type = TransactionType::kPayment;
  EXPECT_EQ(found(filter), Lines{"PAYMENT order-1"});
  filter.type = TransactionType::kCancel;
  EXPECT_EQ(found(filter), Lines{"CANCEL order-1"});
  filter.type = TransactionType::kRefund;
  EXPECT_EQ(found(filter), Lines{});
}

TEST_F(TransactionSearchTest, ANameIsLookedForInOrderNameOrderIdAndCustomer) {
  pay();
  pay();
  world_.database().execute(
      "UPDATE pay200.payment SET order_name = 'Green TEA', customer_name = '김민아' "
      "WHERE order_id = 'order-2'");
  const auto named = [&](const char* name) {
    TransactionFilter filter;
    filter.name = name;
    return found(filter);
  };
  EXPECT_EQ(named("커피"), Lines{"PAYMENT order-1"});
  EXPECT_EQ(named("green t"), Lines{"PAYMENT order-2"});
  EXPECT_EQ(named("민아"), Lines{"PAYMENT order-2"});
  EXPECT_EQ(named("ORDER-1"), Lines{"PAYMENT order-1"});
  EXPECT_EQ(named("order-"), (Lines{"PAYMENT order-2", "PAYMENT order-1"}));
  EXPECT_EQ(named("%"), Lines{});
  EXPECT_EQ(named("' OR true --"), Lines{});
}

TEST_F(TransactionSearchTest, OneMerchantsTransactionsAreItsOwn) {
  pay();
  const MerchantId first = world_.merchant_id;
  world_.database().execute(
      "INSERT INTO pay200.merchant SELECT 77, mode, 'other', business_number, status, "
      "fee_basis_points, fee_fixed_minor, created_at FROM pay200.merchant");
  world_.merchant_id = MerchantId{77};
  pay();
  TransactionFilter filter;
  EXPECT_EQ(found(filter).size(), 2U);
  filter.merchant_id = first;
  EXPECT_EQ(found(filter), Lines{"PAYMENT order-1"});
  filter.merchant_id = MerchantId{77};
  EXPECT_EQ(found(filter), Lines{"PAYMENT order-2"});
  filter.merchant_id = MerchantId{78};
  EXPECT_EQ(found(filter), Lines{});
}

TEST_F(TransactionSearchTest, TestAndLiveDoNotMix) {
  pay();
  TransactionFilter filter;
  filter.live = true;
  EXPECT_EQ(found(filter), Lines{});
  world_.database().execute("UPDATE pay200.merchant SET mode = 'live'");
  EXPECT_EQ(found(filter), Lines{"PAYMENT order-1"});
  EXPECT_EQ(found({}), Lines{});
}

TEST_F(TransactionSearchTest, OneIsFoundByItsIdAlone) {
  pay();
  const Transaction known = search_.search({}).transactions.at(0);
  const auto by_id = search_.find(known.id);
  ASSERT_TRUE(by_id);
  EXPECT_EQ(by_id->payment, known.payment);
  EXPECT_FALSE(search_.find(TransactionId::make(world_.now)));
}

TEST_F(TransactionSearchTest, APaymentsTransactionsComeOldestFirst) {
  const PaymentKey key = world_.bring_to(PaymentState::kCanceled).key;
  pay();
  const auto of_one = search_.of_payment(key);
  ASSERT_EQ(of_one.size(), 2U);
  EXPECT_EQ(of_one[0].type, TransactionType::kPayment);
  EXPECT_EQ(of_one[1].type, TransactionType::kCancel);
  EXPECT_TRUE(search_.of_payment({MerchantId{5}, key.payment_id}).empty());
}

TEST_F(TransactionSearchTest, AMerchantsPageIsReadFromItsIndexAlone) {
  const std::string plan = world_.database().execute(
      "SET search_path = pay200; SET enable_seqscan = off; EXPLAIN SELECT f.* FROM merchant m "
      "CROSS JOIN LATERAL (SELECT t.transaction_id FROM transaction t JOIN payment p ON "
      "p.merchant_id = t.merchant_id AND p.payment_id = t.payment_id WHERE t.merchant_id = "
      "m.merchant_id AND t.transaction_id < 'ffffffff-ffff-ffff-ffff-ffffffffffff' ORDER BY "
      "t.transaction_id DESC LIMIT 20) f WHERE m.mode = 'test'");
  EXPECT_NE(plan.find("Index Scan Backward using transaction_pk"), std::string::npos) << plan;
}

}  // namespace
}  // namespace pay200
