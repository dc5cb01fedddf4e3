#include "core/acquirer/answer.hpp"

#include <gtest/gtest.h>
#include <string_view>

namespace pay200 {
namespace {

TEST(AnswerTest, AnApprovalApproves) {
  for (const std::string_view code : {"00", "08", "11", "16"}) {
    EXPECT_EQ(pay_answer(code, "123456").kind, PayAnswer::Kind::kApproved) << code;
  }
}

TEST(AnswerTest, ADeclineHasTheCodeThatTheShopIsTold) {
  const PayAnswer answer = pay_answer("51", "");
  EXPECT_EQ(answer.kind, PayAnswer::Kind::kDeclined);
  EXPECT_EQ(answer.error_code, ErrorCode::kRejectCardPayment);
  EXPECT_FALSE(answer.alarm);
  EXPECT_EQ(pay_answer("43", "").error_code, ErrorCode::kInvalidCardLostOrStolen);
  EXPECT_EQ(pay_answer("??", "").kind, PayAnswer::Kind::kDeclined);
}

TEST(AnswerTest, WhatMayHaveMovedMoneyIsUnclear) {
  for (const std::string_view code : {"09", "10", "32", "68", "94"}) {
    EXPECT_EQ(pay_answer(code, "").kind, PayAnswer::Kind::kUnclear) << code;
  }
  EXPECT_TRUE(pay_answer("94", "").alarm);
}

TEST(AnswerTest, ADeclineWithAnApprovalCodeIsUnclear) {
  for (const std::string_view code : {"05", "51", "25", "??"}) {
    EXPECT_EQ(pay_answer(code, "123456").kind, PayAnswer::Kind::kUnclear) << code;
    EXPECT_TRUE(pay_answer(code, "123456").alarm) << code;
  }
}

TEST(AnswerTest, ANumberThatIsNoCardsIsADeclineOnceItHasBeenRegistered) {
  EXPECT_EQ(pay_answer("14", "").error_code, ErrorCode::kRejectCardCompany);
}

TEST(AnswerTest, AMessageRejectedForItsFormatIsADeclineWithAnAlarm) {
  for (const std::string_view code : {"30", "25", "21"}) {
    const PayAnswer answer = pay_answer(code, "");
    EXPECT_EQ(answer.kind, PayAnswer::Kind::kDeclined) << code;
    EXPECT_EQ(answer.error_code, ErrorCode::kCardProcessingError) << code;
    EXPECT_TRUE(answer.alarm) << code;
  }
}

TEST(AnswerTest, AReversalIsOverWhenNothingIsChargedOrNeverWas) {
  EXPECT_EQ(reverse_answer("00", false), ReverseAnswer::kAcknowledged);
  EXPECT_EQ(reverse_answer("25", false), ReverseAnswer::kAcknowledged);
}

TEST(AnswerTest, AVoidOfWhatTheAcquirerDoesNotKnowIsAnAlarm) {
  EXPECT_EQ(reverse_answer("00", true), ReverseAnswer::kAcknowledged);
  EXPECT_EQ(reverse_answer("25", true), ReverseAnswer::kAlarm);
}

TEST(AnswerTest, WhatCannotBeDoneJustNowIsStillOwed) {
  for (const std::string_view code : {"91", "96", "90", "68"}) {
    EXPECT_EQ(reverse_answer(code, true), ReverseAnswer::kAgain) << code;
    EXPECT_EQ(reverse_answer(code, false), ReverseAnswer::kAgain) << code;
  }
}

TEST(AnswerTest, ARefusedVoidLeavesTheApprovalAndARefusedReversalIsAnAlarm) {
  for (const std::string_view code : {"05", "12"}) {
    EXPECT_EQ(reverse_answer(code, true), ReverseAnswer::kRefused) << code;
    EXPECT_EQ(reverse_answer(code, false), ReverseAnswer::kAlarm) << code;
  }
  EXPECT_EQ(reverse_answer("30", true), ReverseAnswer::kAlarm);
  EXPECT_EQ(reverse_answer("30", false), ReverseAnswer::kAlarm);
}

TEST(AnswerTest, AVoidOfWhatHasBeenClearedIsTooLate) {
  EXPECT_EQ(reverse_answer("21", true), ReverseAnswer::kTooLate);
  EXPECT_EQ(reverse_answer("21", false), ReverseAnswer::kAgain);
}

TEST(AnswerTest, ARefundIsExecutedRefusedNeverSeenUnclearOrForAPerson) {
  EXPECT_EQ(refund_answer("00", "R12345"), RefundAnswer::kExecuted);
  for (const std::string_view code : {"05", "12", "13", "91", "96", "??"}) {
    EXPECT_EQ(refund_answer(code, ""), RefundAnswer::kRefused) << code;
    EXPECT_EQ(refund_answer(code, "R12345"), RefundAnswer::kUnclear) << code;
  }
  EXPECT_EQ(refund_answer("25", ""), RefundAnswer::kNeverSeen);
  for (const std::string_view code : {"09", "10", "32", "68"}) {
    EXPECT_EQ(refund_answer(code, ""), RefundAnswer::kUnclear) << code;
  }
  for (const std::string_view code : {"30", "94", "21"}) {
    EXPECT_EQ(refund_answer(code, ""), RefundAnswer::kAlarm) << code;
  }
}

}  // namespace
}  // namespace pay200
