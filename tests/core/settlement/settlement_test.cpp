#include "core/settlement/settlement.hpp"

#include <gtest/gtest.h>

namespace pay200 {
namespace {

TEST(SettlementTest, ANetBelowZeroIsCarriedOnAndPaysNothing) {
  struct Row {
    SettlementFigures of;
    std::int64_t net, payout, carried_out;
  };
  for (const Row& row : {
           Row{{}, 0, 0, 0},
           Row{{.gross = 11'000, .fee = 305, .vat = 31}, 10'664, 10'664, 0},
           Row{{.gross = 22'000, .refunded = 11'000, .fee = 305, .vat = 31}, 10'664, 10'664, 0},
           Row{{.refunded = 11'000, .fee = -305, .vat = -31}, -10'664, 0, -10'664},
           Row{{.gross = 11'000, .canceled = 11'000}, 0, 0, 0},
           Row{{.gross = 11'000, .fee = 305, .vat = 31, .carried_in = -10'664}, 0, 0, 0},
           Row{{.gross = 11'000, .fee = 305, .vat = 31, .carried_in = -10'665}, -1, 0, -1},
           Row{{.gross = 11'000, .disputed = 11'000}, 0, 0, 0},
           Row{{.disputed = -11'000, .carried_in = -11'000}, 0, 0, 0},
           Row{{.returned = 10'664}, 10'664, 10'664, 0},
       }) {
    const SettlementFigures found = netted(row.of);
    EXPECT_EQ(found.net, row.net);
    EXPECT_EQ(found.payout, row.payout);
    EXPECT_EQ(found.carried_out, row.carried_out);
  }
}

TEST(SettlementTest, NamesComeBack) {
  for (const auto type : {SettlementLineType::kPayment, SettlementLineType::kCancel,
                          SettlementLineType::kRefund, SettlementLineType::kDisputeLost,
                          SettlementLineType::kDisputeWon, SettlementLineType::kPayoutReturned}) {
    EXPECT_EQ(settlement_line_type_from_text(to_text(type)), type);
  }
  for (const auto state :
       {PayoutState::kMade, PayoutState::kSent, PayoutState::kConfirmed, PayoutState::kReturned}) {
    EXPECT_EQ(find_payout_state(to_text(state)), state);
  }
  EXPECT_EQ(find_payout_state("made"), std::nullopt);
}

}  // namespace
}  // namespace pay200
