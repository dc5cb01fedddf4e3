#include "sandbox/card_network.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "sandbox/journal_reader.hpp"
#include "tests/sandbox/gateway_client.hpp"

namespace pay200::sandbox {
namespace {

using test::give_back;
using test::Purchase;
using test::purchase;
using test::refund;
using test::verification;

const Time kNow = *from_iso8601("2026-11-22T16:05:03+09:00");

class CardNetworkTest : public testing::Test {
 protected:
  std::string code(const iso8583::Message& request) {
    const Answer answer = network_.answer(request, kNow);
    EXPECT_EQ(answer.reply.get(39), answer.record.code);
    records_.push_back(answer.record);
    return answer.record.code;
  }
  bool repeated() const { return records_.back().repeat; }
  MerchantSums sums() const { return sum_by_merchant(records_)["SHOP0000001"]; }

  CardNetwork network_;
  std::vector<JournalRecord> records_;
};

TEST_F(CardNetworkTest, WhatAPurchaseAsksForIsCheckedInTurn) {
  EXPECT_EQ(code(purchase({.amount_minor = 0, .stan = 1})), "13");
  EXPECT_EQ(code(purchase({.card = "4242424242424243", .stan = 2})), "14");
  auto dollars = purchase({.stan = 3});
  dollars.set(49, "840");
  EXPECT_EQ(code(dollars), "12");
  auto incomplete = purchase({.stan = 4});
  incomplete.fields.erase(22);
  const Answer answer = network_.answer(incomplete, kNow);
  EXPECT_EQ(answer.reply.get(39), "30");
  EXPECT_EQ(answer.reply.get(44), "field 22 missing");
  EXPECT_EQ(code(purchase({.stan = 4})), "00");  // a format error took nothing in
}

TEST_F(CardNetworkTest, ACardIsGoodToTheEndOfItsMonthInSeoul) {
  const auto bought = purchase({.expiry = "2611"});
  const auto other = [](int stan) { return purchase({.stan = stan, .expiry = "2611"}); };
  EXPECT_EQ(network_.answer(bought, *from_iso8601("2026-11-30T23:59:59+09:00")).record.code, "00");
  EXPECT_EQ(network_.answer(other(2), *from_iso8601("2026-12-01T00:00:00+09:00")).record.code,
            "54");
  auto checked = verification({.stan = 3, .expiry = "2610"}, "123");
  EXPECT_EQ(code(checked), "54");
}

TEST_F(CardNetworkTest, AVerificationMovesNothingAndAsksNoAmount) {
  EXPECT_EQ(code(verification({.stan = 1}, "123")), "00");
  EXPECT_EQ(code(verification({.stan = 2}, "1234")), "00");
  EXPECT_EQ(code(verification({.stan = 3}, "999")), "N7");
  EXPECT_EQ(code(verification({.card = "4000000000009995", .stan = 4}, "123")), "00");
  EXPECT_EQ(code(verification({.card = "4000000000000002", .stan = 5}, "123")), "05");
  EXPECT_EQ(code(verification({.card = "4242424242424241", .stan = 6}, "123")), "14");
  auto with_amount = verification({.stan = 7}, "123");
  with_amount.set_number(4, 1);
  EXPECT_EQ(code(with_amount), "13");
  EXPECT_EQ(code(give_back("0420", {.stan = 1}, 8)), "25");
  EXPECT_EQ(sums().approved_count, 0);
}

TEST_F(CardNetworkTest, ThePurchaseAgainIsTheSameAnswerAndAnotherUnderItsIdentityIsADuplicate) {
  EXPECT_EQ(code(purchase({})), "00");
  EXPECT_EQ(code(purchase({})), "00");
  EXPECT_TRUE(repeated());
  EXPECT_EQ(records_[1].approval, records_[0].approval);
  EXPECT_EQ(code(purchase({.amount_minor = 1})), "94");
  EXPECT_EQ(code(purchase({.card = "5555555555554444"})), "94");
  EXPECT_EQ(code(purchase({.merchant = "SHOP0000002"})), "94");
  EXPECT_EQ(code(purchase({.time = "1122070504"})), "00");
  EXPECT_FALSE(repeated());
  EXPECT_EQ(code(purchase({.terminal = "TERM02"})), "00");
  EXPECT_EQ(code(purchase({.card = "4000000000000002", .stan = 2})), "05");
  EXPECT_EQ(code(purchase({.card = "4000000000000002", .stan = 2})), "05");
  EXPECT_TRUE(repeated());
  EXPECT_EQ(sums().approved_count, 3);
}

TEST_F(CardNetworkTest, EveryStateMeetsEveryWayToGiveMoneyBack) {
  // Brings purchase 1 into a state; then each message gets its code, and what then stands.
  struct Row {
    const char* state;
    std::string voided, reversed, refunded;
  };
  const std::vector<Row> rows = {
      {"unknown", "25", "25", "25"},  {"declined", "12", "00", "12"},
      {"approved", "00", "00", "00"}, {"voided", "00", "00", "12"},
      {"reversed", "00", "00", "12"}, {"refunded in part", "12", "12", "00"},
      {"refunded", "12", "12", "13"}, {"is a refund", "12", "12", "12"},
  };
  for (const auto& row : rows) {
    for (const std::string act : {"0400", "0420", "refund"}) {
      SCOPED_TRACE(std::string{row.state} + ", then " + act);
      network_ = {};
      records_.clear();
      Purchase bought{.stan = 1};
      const std::string state = row.state;
      if (state == "declined") bought.card = "4000000000009995";
      if (state != "unknown") code(purchase(bought));
      if (state == "voided") code(give_back("0400", bought, 2));
      if (state == "reversed") code(give_back("0420", bought, 2));
      if (state == "refunded in part") code(refund(bought, 300, 2));
      if (state == "refunded") code(refund(bought, 12'300, 2));
      if (state == "is a refund") {
        code(refund(bought, 12'300, 2));
        bought.stan = 2;
      }
      const std::string expected = act == "0400"   ? row.voided
                                   : act == "0420" ? row.reversed
                                                   : row.refunded;
      const std::int64_t before_minor = sums().net_minor();
      EXPECT_EQ(code(act == "refund" ? refund(bought, 100, 3) : give_back(act, bought, 3)),
                expected);
      const bool moves = expected == "00" && !repeated();
      EXPECT_EQ(moves, expected == "00" && (state == "approved" || state == "refunded in part"));
      EXPECT_EQ(before_minor - sums().net_minor(), !moves ? 0 : act == "refund" ? 100 : 12'300);
    }
  }
}

TEST_F(CardNetworkTest, AnOriginalOfAnotherCardMerchantTerminalOrTimeIsNotFound) {
  code(purchase({}));
  EXPECT_EQ(code(give_back("0420", {.card = "5555555555554444"}, 2)), "25");
  EXPECT_EQ(code(give_back("0420", {.merchant = "SHOP0000002"}, 3)), "25");
  EXPECT_EQ(code(give_back("0420", {.terminal = "TERM02"}, 4)), "25");
  EXPECT_EQ(code(give_back("0420", {.time = "1122070504"}, 5)), "25");
  EXPECT_EQ(code(give_back("0420", {.stan = 9}, 6)), "25");
  EXPECT_EQ(code(give_back("0420", {.amount_minor = 12'301}, 7)), "64");
  EXPECT_EQ(sums().standing_count(), 1);
  EXPECT_EQ(code(give_back("0420", {}, 8)), "00");
}

TEST_F(CardNetworkTest, AnOriginalThatComesAfterItsReversalWasNotFoundIsApproved) {
  const Purchase bought{.stan = 1};
  EXPECT_EQ(code(give_back("0420", bought, 2)), "25");
  EXPECT_EQ(code(purchase(bought)), "00");
  EXPECT_EQ(code(give_back("0421", bought, 2)), "00");
  EXPECT_FALSE(repeated());
}

TEST_F(CardNetworkTest, RefundsNeverExceedThePurchase) {
  const Purchase bought{.amount_minor = 1'000, .stan = 1};
  code(purchase(bought));
  EXPECT_EQ(code(refund(bought, 400, 2)), "00");
  EXPECT_EQ(code(refund(bought, 400, 2)), "00");
  EXPECT_TRUE(repeated());
  EXPECT_EQ(code(refund(bought, 601, 3)), "13");
  EXPECT_EQ(code(refund(bought, 0, 4)), "13");
  EXPECT_EQ(code(refund(bought, 600, 5)), "00");
  EXPECT_EQ(code(refund(bought, 1, 6)), "13");
  EXPECT_EQ(sums().net_minor(), 0);
}

TEST_F(CardNetworkTest, AnInquiryTellsWhatItsMessageWasAnsweredAndMovesNothing) {
  const auto told = [this](const iso8583::Message& inquired) {
    const Answer answer = network_.answer(test::inquiry(inquired, 90), kNow);
    EXPECT_EQ(answer.record.kind, Kind::kInquiry);
    EXPECT_FALSE(answer.record.repeat);
    records_.push_back(answer.record);
    return std::string{answer.reply.get(39)} + '/' + std::string{answer.reply.get(48)} + '/' +
           std::string{answer.reply.get(38)};
  };
  const Purchase bought{.amount_minor = 1'000, .stan = 1};
  EXPECT_EQ(told(purchase(bought)), "25//");
  code(purchase(bought));
  EXPECT_EQ(told(purchase(bought)), "00/390200/" + records_[1].approval);
  EXPECT_EQ(records_.back().original->seq, 2U);
  const auto part = refund(bought, 400, 2);
  EXPECT_EQ(told(part), "25//");
  EXPECT_EQ(records_.back().original->seq, 0U);
  code(part);
  EXPECT_EQ(told(part), "00/390200/" + records_[4].approval);
  const auto too_much = refund(bought, 601, 3);
  code(too_much);
  EXPECT_EQ(told(too_much), "00/390213/");
  const auto declined = purchase({.card = "4000000000009995", .stan = 4});
  code(declined);
  EXPECT_EQ(told(declined), "00/390251/");
  EXPECT_EQ(sums().net_minor(), 600);
}

TEST_F(CardNetworkTest, AnInquiryThatSaysSomethingElseIsNoEvidence) {
  const Purchase bought{.stan = 1};
  code(purchase(bought));
  const auto part = refund(bought, 400, 2);
  code(part);
  const auto with = [](iso8583::Message message, int field, std::string value) {
    message.set(field, std::move(value));
    return message;
  };
  EXPECT_EQ(code(test::inquiry(with(part, 4, "000000000401"), 90)), "12");
  EXPECT_EQ(code(test::inquiry(with(part, 3, "000000"), 91)), "12");
  EXPECT_EQ(code(test::inquiry(with(part, 42, "SHOP0000002    "), 92)), "12");
  EXPECT_EQ(code(test::inquiry(with(part, 41, "TERM02  "), 93)), "25");
  EXPECT_EQ(code(test::inquiry(with(part, 7, "1122070504"), 94)), "25");
  EXPECT_EQ(code(test::inquiry(part, 95)), "00");
}

TEST_F(CardNetworkTest, ARefundThatWasNotTakenInIsNotFound) {
  const auto part = refund({.stan = 1}, 400, 2);
  EXPECT_EQ(code(part), "25");  // its purchase has not come
  EXPECT_EQ(code(test::inquiry(part, 3)), "25");
}

// A life interrupted anywhere answers as one that was not: the journal is all the state there is.
TEST_F(CardNetworkTest, ANetworkRestoredFromItsRecordsAnswersAsTheOneThatMadeThem) {
  std::mt19937_64 random(200);
  std::vector<iso8583::Message> requests;
  for (int round = 0; round < 3'000; ++round) {
    const auto pick = [&random](std::uint64_t bound) { return static_cast<int>(random() % bound); };
    const Purchase bought{.card = pick(5) == 0 ? "4000000000009995" : "4242424242424242",
                          .amount_minor = 1'000,
                          .stan = 1 + pick(200)};
    switch (pick(6)) {
      case 0:
        requests.push_back(refund(bought, std::int64_t{100} * pick(5), 1'000 + pick(300)));
        break;
      case 1:
        requests.push_back(give_back(pick(2) == 0 ? "0400" : "0420", bought, 2'000 + round));
        break;
      case 2:
        requests.push_back(test::inquiry(
            pick(2) == 0 ? purchase(bought)
                         : refund(bought, std::int64_t{100} * pick(5), 1'000 + pick(300)),
            6'000 + round));
        break;
      default:
        requests.push_back(purchase(bought));
    }
  }
  CardNetwork interrupted;
  for (const auto& request : requests) {
    const bool ends_here = random() % 100 == 0;
    if (ends_here) {
      interrupted = {};
      for (const auto& record : records_) interrupted.restore(record);
    }
    const Answer whole = network_.answer(request, kNow);
    const Answer restored = interrupted.answer(request, kNow);
    ASSERT_EQ(restored.reply, whole.reply);
    ASSERT_EQ(restored.record, whole.record);
    records_.push_back(whole.record);
  }
  const MerchantSums all = sums();
  EXPECT_GT(all.standing_count(), 0);
  EXPECT_GT(all.voided_count, 0);
  EXPECT_GT(all.reversed_count, 0);
  EXPECT_GT(all.refunded_minor, 0);
}

TEST_F(CardNetworkTest, AForcedCodeIsAnsweredAndMovesNothing) {
  code(purchase({}));
  const Answer answer = network_.answer(give_back("0400", {}, 2), kNow, "21");
  EXPECT_EQ(answer.reply.get(39), "21");
  EXPECT_EQ(answer.record.code, "21");
  EXPECT_EQ(answer.record.original->seq, 1U);
  EXPECT_EQ(code(give_back("0400", {}, 2)), "00");
  EXPECT_FALSE(repeated());
  EXPECT_DEATH(network_.answer(purchase({}), kNow, "00"), "forced_code");
}

}  // namespace
}  // namespace pay200::sandbox
