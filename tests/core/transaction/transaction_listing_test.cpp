#include "core/transaction/transaction_listing.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "tests/support/payment_world.hpp"

namespace pay200 {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class TransactionListingTest : public testing::Test {
 protected:
  TransactionListingTest() { world_.now = *from_iso8601("2026-11-22T12:00:00+09:00"); }

  PaymentKey pay() {
    const auto key = world_.bring_to(PaymentState::kApproved).key;
    world_.now += seconds(1);
    return key;
  }
  ListingFilter filter() const { return {world_.merchant_id}; }
  using Lines = std::vector<std::string>;
  static Lines lines_of(const std::vector<Transaction>& transactions) {
    Lines lines;
    for (const auto& one : transactions) {
      lines.push_back(std::string(to_text(one.type)) + " " + one.order_id);
    }
    return lines;
  }
  Lines found(const ListingFilter& wanted) {
    return lines_of(listing_.page(wanted, std::nullopt, 50).transactions);
  }

  test::PaymentWorld world_;
  TransactionListing listing_{world_.api()};
};

TEST_F(TransactionListingTest, PagesFollowOneAnotherThereAndBack) {
  for (int i = 0; i < 7; ++i) pay();
  auto page = listing_.page(filter(), std::nullopt, 3);
  EXPECT_EQ(lines_of(page.transactions),
            (Lines{"PAYMENT order-7", "PAYMENT order-6", "PAYMENT order-5"}));
  EXPECT_FALSE(page.newer) << "nothing is newer than the newest";
  page = listing_.page(filter(), page.older, 3);
  EXPECT_EQ(lines_of(page.transactions),
            (Lines{"PAYMENT order-4", "PAYMENT order-3", "PAYMENT order-2"}));
  const auto middle = lines_of(page.transactions);
  page = listing_.page(filter(), page.older, 3);
  EXPECT_EQ(lines_of(page.transactions), Lines{"PAYMENT order-1"});
  EXPECT_FALSE(page.older);
  page = listing_.page(filter(), page.newer, 3);
  EXPECT_EQ(lines_of(page.transactions), middle);
  page = listing_.page(filter(), page.newer, 3);
  EXPECT_EQ(lines_of(page.transactions),
            (Lines{"PAYMENT order-7", "PAYMENT order-6", "PAYMENT order-5"}));
  EXPECT_FALSE(page.newer);
  EXPECT_TRUE(page.older);
}

TEST_F(TransactionListingTest, APageThatIsJustFullIsTheLast) {
  for (int i = 0; i < 3; ++i) pay();
  const auto page = listing_.page(filter(), std::nullopt, 3);
  EXPECT_FALSE(page.older);
  const auto back = listing_.page(
      filter(), ListingCursor{ListingCursor::Direction::kNewer, page.transactions[2].id}, 2);
  EXPECT_EQ(back.transactions.size(), 2U);
  EXPECT_FALSE(back.newer);
}

TEST_F(TransactionListingTest, CursorsAreTexts) {
  for (int i = 0; i < 2; ++i) pay();
  const auto older = listing_.page(filter(), std::nullopt, 1).older.value();
  const std::string text = to_text(older);
  EXPECT_TRUE(text.starts_with("older_"));
  EXPECT_EQ(listing_cursor_from_text(text)->than, older.than);
  for (const char* wrong : {"", "older_", "txn_068kx2v9cd7nvw8eh4ah2k9qzr", "later_x"}) {
    EXPECT_FALSE(listing_cursor_from_text(wrong)) << wrong;
  }
}

TEST_F(TransactionListingTest, ItIsFilteredByTypeAndDay) {
  pay();
  world_.bring_to(PaymentState::kCanceled);
  world_.now += hours(24);
  world_.bring_to(PaymentState::kPartiallyCanceled);
  auto wanted = filter();
  wanted.type = TransactionType::kCancel;
  EXPECT_EQ(found(wanted), Lines{"CANCEL order-2"});
  wanted.type = TransactionType::kRefund;
  EXPECT_EQ(found(wanted), Lines{"REFUND order-3"});
  wanted.type = TransactionType::kPayment;
  EXPECT_EQ(found(wanted), (Lines{"PAYMENT order-3", "PAYMENT order-2", "PAYMENT order-1"}));
  wanted.from = *from_iso8601("2026-11-23T00:00:00+09:00");
  EXPECT_EQ(found(wanted), Lines{"PAYMENT order-3"});
  wanted.from.reset();
  wanted.to = *from_iso8601("2026-11-23T00:00:00+09:00");
  EXPECT_EQ(found(wanted), (Lines{"PAYMENT order-2", "PAYMENT order-1"}));
}

TEST_F(TransactionListingTest, ItIsFoundByPartsOfItsNames) {
  auto payment = world_.new_payment("Apple-0001");
  payment.order_name = "Iced 아메리카노";
  payment.customer_name = "김하늘";
  world_.create(payment);
  world_.cancel(payment.key, world_.new_cancel());
  pay();
  auto wanted = filter();
  for (const char* part : {"apple", "PLE-00", "아메", "iced", "하늘"}) {
    wanted.name = part;
    EXPECT_EQ(found(wanted), Lines{"CANCEL Apple-0001"}) << part;
  }
  // Neither a pattern's signs nor what spans two fields finds anything.
  for (const char* part : {"%", "_", "아메리카노apple"}) {
    wanted.name = part;
    EXPECT_EQ(found(wanted), Lines{}) << part;
  }
}

TEST_F(TransactionListingTest, EveryTransitionWritesWhatItIsFoundBy) {
  world_.bring_to(PaymentState::kCanceled);
  world_.bring_to(PaymentState::kPartiallyCanceled);
  auto unpaid = world_.new_payment();
  unpaid.customer_name = "김하늘";
  world_.create(unpaid);
  world_.cancel(unpaid.key, world_.new_cancel());
  EXPECT_EQ(world_.value("SELECT count(*) FROM transaction t JOIN payment p USING (merchant_id, "
                         "payment_id) WHERE t.search <> search_text(p)"),
            "0");
  EXPECT_EQ(world_.value("SELECT count(DISTINCT type) FROM transaction"), "3");
}

TEST_F(TransactionListingTest, TotalsAreOfAllThatIsFiltered) {
  pay();
  world_.bring_to(PaymentState::kCanceled);
  world_.bring_to(PaymentState::kPartiallyCanceled);
  auto unpaid = world_.new_payment("unpaid-1");
  world_.create(unpaid);
  world_.cancel(unpaid.key, world_.new_cancel());
  auto totals = listing_.totals(filter());
  EXPECT_EQ(totals.payments.count, 3);
  EXPECT_EQ(totals.payments.amount_minor, 3 * test::PaymentWorld::kAmount);
  EXPECT_EQ(totals.cancels.count, 1);
  EXPECT_EQ(totals.refunds.amount_minor, test::PaymentWorld::kPart);
  EXPECT_EQ(totals.unmoved.count, 1);
  EXPECT_EQ(totals.net_minor(), 2 * test::PaymentWorld::kAmount - test::PaymentWorld::kPart);
  auto wanted = filter();
  wanted.name = "unpaid";
  totals = listing_.totals(wanted);
  EXPECT_EQ(totals.payments.count, 0);
  EXPECT_EQ(totals.unmoved.amount_minor, test::PaymentWorld::kAmount);
  EXPECT_EQ(listing_.totals({MerchantId{1}}).payments.count, 0);
}

TEST_F(TransactionListingTest, TheOverviewHasEveryDayAndHour) {
  world_.now = *from_iso8601("2026-11-20T23:59:59+09:00");
  pay();
  world_.now = *from_iso8601("2026-11-22T00:00:00+09:00");
  pay();
  world_.now = *from_iso8601("2026-11-22T15:30:00+09:00");
  world_.bring_to(PaymentState::kCanceled);
  const auto overview = listing_.overview(world_.merchant_id, 3, world_.now);
  ASSERT_EQ(overview.days.size(), 3U);
  EXPECT_EQ(to_text(overview.days[0].day), "2026-11-20");
  EXPECT_EQ(overview.days[0].totals.payments.count, 1);
  EXPECT_EQ(overview.days[1].totals.payments.count, 0);
  EXPECT_EQ(overview.days[2].totals.payments.count, 2);
  EXPECT_EQ(overview.days[2].totals.cancels.amount_minor, test::PaymentWorld::kAmount);
  ASSERT_EQ(overview.hours.size(), 24U);
  EXPECT_EQ(overview.hours[0].payments.count, 1);
  EXPECT_EQ(overview.hours[15].payments.count, 1);
  EXPECT_EQ(overview.hours[15].cancels.count, 1);
  EXPECT_EQ(overview.hours[16].payments.count, 0);
}

TEST_F(TransactionListingTest, ChangesAreWhatHasComeSince) {
  pay();
  const auto begin = listing_.changes(world_.merchant_id, std::nullopt, world_.now);
  EXPECT_TRUE(begin.transactions.empty());
  world_.now += minutes(5);
  EXPECT_TRUE(listing_.changes(world_.merchant_id, begin.cursor, world_.now).transactions.size() <=
              1)
      << "what was there before, at most";
  pay();
  const auto changes = listing_.changes(world_.merchant_id, begin.cursor, world_.now);
  EXPECT_EQ(lines_of(changes.transactions).front(), "PAYMENT order-2");
  EXPECT_TRUE(changes.complete);
  EXPECT_GT(changes.cursor, begin.cursor);
  // What was begun before the cursor and committed after it is told as well.
  const auto again = listing_.changes(world_.merchant_id, changes.cursor, world_.now);
  EXPECT_EQ(lines_of(again.transactions), Lines{"PAYMENT order-2"});
  for (int i = 0; i < 101; ++i) pay();
  const auto many = listing_.changes(world_.merchant_id, changes.cursor, world_.now);
  EXPECT_EQ(many.transactions.size(), 100U);
  EXPECT_FALSE(many.complete);
}

}  // namespace
}  // namespace pay200
