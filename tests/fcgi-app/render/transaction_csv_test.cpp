#include "fcgi-app/render/transaction_csv.hpp"

#include <gtest/gtest.h>

namespace pay200::render {
namespace {

Transaction sample() {
  Transaction transaction;
  transaction.type = TransactionType::kRefund;
  transaction.moved = true;
  transaction.amount = Money{4'000, Currency::kKrw};
  transaction.left = Money{7'000, Currency::kKrw};
  transaction.business_day = *day_from_text("2026-11-23");
  transaction.occurred_at = *from_iso8601("2026-11-22T23:59:59+09:00");
  transaction.order_id = "order-1";
  transaction.order_name = "커피 \"두\" 잔, 그리고";
  transaction.acquirer = "sandbox";
  return transaction;
}

TEST(TransactionCsvTest, ItBeginsWithAByteOrderMarkAndHeadings) {
  const std::string head = transaction_csv_head(Language::kKorean);
  EXPECT_EQ(head.substr(0, 3), "\xEF\xBB\xBF");
  EXPECT_EQ(head.substr(3, head.find(',') - 3), "거래일시");
  EXPECT_TRUE(head.ends_with("\r\n"));
  EXPECT_EQ(transaction_csv_head(Language::kEnglish).substr(3, 4), "Time");
}

TEST(TransactionCsvTest, ALineHasItsCellsInOrder) {
  const std::string line = transaction_csv_line(sample(), Language::kKorean);
  EXPECT_EQ(
      line.substr(0, line.find(",pay_")),
      "2026-11-22 23:59:59,환불,order-1,\"커피 \"\"두\"\" 잔, 그리고\",,4000,7000,KRW,sandbox,,"
      "2026-11-23");
  EXPECT_TRUE(line.ends_with("\r\n"));
  Transaction unmoved = sample();
  unmoved.type = TransactionType::kCancel;
  unmoved.moved = false;
  EXPECT_NE(transaction_csv_line(unmoved, Language::kEnglish).find("Cancel (before payment)"),
            std::string::npos);
}

}  // namespace
}  // namespace pay200::render
