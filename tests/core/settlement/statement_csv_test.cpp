#include "core/settlement/statement_csv.hpp"

#include <gtest/gtest.h>

namespace pay200 {
namespace {

SettlementLine refund() {
  SettlementLine line;
  line.type = SettlementLineType::kRefund;
  line.order_id = "=cmd";
  line.order_name = "커피, 두 잔";
  line.business_day = day_from_text("2026-11-23").value();
  line.occurred_at = from_iso8601("2026-11-23T10:00:00+09:00").value();
  line.amount = -11'000;
  line.fee = -305;
  line.vat = -31;
  line.payable = -10'664;
  return line;
}

TEST(StatementCsvTest, ItBeginsWithAByteOrderMarkAndHeadings) {
  const std::string head = statement_csv_head(Language::kKorean);
  EXPECT_EQ(head,
            "\xEF\xBB\xBF구분,거래일시,매입일,주문번호,상품명,금액,수수료,수수료 부가세,정산 "
            "금액,결제키,거래키\r\n");
  EXPECT_TRUE(statement_csv_head(Language::kEnglish).starts_with("\xEF\xBB\xBFType,Time,"));
}

TEST(StatementCsvTest, TextsAreDefusedAndAmountsBelowZeroStayNumbers) {
  EXPECT_EQ(
      statement_csv_line(refund(), Language::kKorean),
      "환불,2026-11-23 10:00:00,2026-11-23,'=cmd,\"커피, 두 잔\",-11000,-305,-31,-10664,,\r\n");
  EXPECT_TRUE(statement_csv_line(refund(), Language::kEnglish).starts_with("Refund,"));
}

TEST(StatementCsvTest, ItEndsWithWhatIsCarriedAndWhatIsPaid) {
  Settlement settlement;
  settlement.due_day = day_from_text("2026-11-25").value();
  settlement.figures = netted({.gross = 22'000, .fee = 610, .vat = 62, .carried_in = -10'664});
  EXPECT_EQ(statement_csv_end(settlement, Language::kKorean),
            "이월된 금액,,,,,,,,-10664,,\r\n"
            "합계,,,,,,610,62,10664,,\r\n"
            "지급액,,2026-11-25,,,,,,10664,,\r\n");
  settlement.figures = netted({.refunded = 11'000});
  EXPECT_EQ(statement_csv_end(settlement, Language::kEnglish),
            "Total,,,,,,0,0,-11000,,\r\nPayout,,2026-11-25,,,,,,0,,\r\n");
}

}  // namespace
}  // namespace pay200
