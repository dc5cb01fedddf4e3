#include "core/acquirer/iso8583/response_code.hpp"

#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

namespace pay200::iso8583 {
namespace {

using enum DeclineCategory;
using enum ErrorCode;

TEST(ResponseCodeTest, EveryDeclineThatAShopperCanActOnSaysHow) {
  struct Row {
    std::string_view code;
    DeclineCategory category;
    ErrorCode error_code;
  };
  const std::vector<Row> rows = {
      {"05", kAnotherCard, kRejectCardCompany},
      {"14", kNeverWithThisCard, kInvalidCardNumber},
      {"19", kLater, kCardProcessingError},
      {"06", kLater, kCardProcessingError},
      {"33", kNeverWithThisCard, kInvalidCardExpiration},
      {"41", kNeverWithThisCard, kInvalidCardLostOrStolen},
      {"43", kNeverWithThisCard, kInvalidCardLostOrStolen},
      {"51", kAnotherCard, kRejectCardPayment},
      {"54", kNeverWithThisCard, kInvalidCardExpiration},
      {"57", kAnotherCard, kInvalidStoppedCard},
      {"61", kAnotherCard, kRejectCardPayment},
      {"62", kNeverWithThisCard, kInvalidStoppedCard},
      {"65", kAnotherCard, kRejectCardPayment},
      {"82", kAnotherCard, kRejectCardCompany},
      {"91", kLater, kCardProcessingError},
      {"96", kLater, kCardProcessingError},
      {"N7", kAnotherCard, kRejectCardCompany},
  };
  for (const auto& row : rows) {
    const ResponseMeaning meaning = meaning_of(row.code);
    EXPECT_EQ(meaning.outcome, Outcome::kDeclined) << row.code;
    EXPECT_EQ(meaning.category, row.category) << row.code;
    EXPECT_EQ(meaning.error_code, row.error_code) << row.code;
    EXPECT_FALSE(meaning.text.empty());
  }
}

TEST(ResponseCodeTest, CodesThatAreNoDeclineHaveAnOutcomeOfTheirOwn) {
  EXPECT_EQ(meaning_of("00").outcome, Outcome::kApproved);
  EXPECT_EQ(meaning_of("10").outcome, Outcome::kUnclear);
  EXPECT_EQ(meaning_of("68").outcome, Outcome::kUnclear);
  EXPECT_EQ(meaning_of("21").outcome, Outcome::kAlreadyCleared);
  EXPECT_EQ(meaning_of("25").outcome, Outcome::kOriginalNotFound);
  EXPECT_EQ(meaning_of("30").outcome, Outcome::kFormatError);
  EXPECT_EQ(meaning_of("94").outcome, Outcome::kDuplicate);
}

TEST(ResponseCodeTest, OnlyFourOfAllCodesApprove) {
  const std::string alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::vector<std::string> approving;
  for (const char first : alphabet) {
    for (const char second : alphabet) {
      const std::string code{first, second};
      const ResponseMeaning meaning = meaning_of(code);
      EXPECT_EQ(meaning.code, code);
      if (meaning.outcome == Outcome::kApproved) approving.push_back(code);
    }
  }
  EXPECT_EQ(approving, (std::vector<std::string>{"00", "08", "11", "16"}));
}

TEST(ResponseCodeTest, AnUnknownCodeIsADeclineWithAnotherCardAsTheWayOut) {
  const ResponseMeaning meaning = meaning_of("ZZ");
  EXPECT_EQ(meaning.outcome, Outcome::kDeclined);
  EXPECT_EQ(meaning.category, kAnotherCard);
  EXPECT_EQ(meaning.error_code, kRejectCardCompany);
}

}  // namespace
}  // namespace pay200::iso8583
