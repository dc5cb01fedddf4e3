#include "core/platform/error_code.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <string>

namespace pay200 {
namespace {

bool is_hangul_lead_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0xEA && byte <= 0xED;  // U+A000 to U+DFFF, where all Hangul syllables are
}

TEST(ErrorCodeTest, ListsEveryCodeOnceInOrder) {
  const auto& codes = all_error_codes();
  ASSERT_EQ(codes.front(), ErrorCode::kInvalidRequest);
  EXPECT_EQ(codes.back(), ErrorCode::kLockHeld);
  for (std::size_t i = 0; i < codes.size(); ++i) EXPECT_EQ(static_cast<std::size_t>(codes[i]), i);
}

TEST(ErrorCodeTest, EveryWireNameIsUniqueScreamingSnakeAndComesBack) {
  std::set<std::string_view> seen;
  for (const ErrorCode code : all_error_codes()) {
    const std::string_view name = wire_name(code);
    EXPECT_TRUE(seen.insert(name).second) << name;
    EXPECT_EQ(error_code_from_wire(name), code) << name;
    EXPECT_TRUE(std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= 'A' && c <= 'Z') || c == '_';
    })) << name;
  }
}

TEST(ErrorCodeTest, WireNamesFollowTheEnumerators) {
  EXPECT_EQ(wire_name(ErrorCode::kNotFoundPayment), "NOT_FOUND_PAYMENT");
  EXPECT_EQ(wire_name(ErrorCode::kInvalidApiKey), "INVALID_API_KEY");
  EXPECT_EQ(wire_name(ErrorCode::kDuplicatedOrderId), "DUPLICATED_ORDER_ID");
  EXPECT_EQ(wire_name(ErrorCode::kInvalidCardLostOrStolen), "INVALID_CARD_LOST_OR_STOLEN");
  EXPECT_EQ(wire_name(ErrorCode::kOutcomeUnknown), "OUTCOME_UNKNOWN");
}

TEST(ErrorCodeTest, AnUnknownWireNameIsAProgrammersError) {
  EXPECT_DEATH(error_code_from_wire("NO_SUCH_CODE"), "assertion failed: kKnownWireName");
}

TEST(ErrorCodeTest, EveryKoreanMessageIsOneOrMoreSentencesInFormalPoliteStyle) {
  for (const ErrorCode code : all_error_codes()) {
    const std::string_view text = message(code, Language::kKorean);
    EXPECT_TRUE(std::any_of(text.begin(), text.end(), is_hangul_lead_byte)) << wire_name(code);
    EXPECT_TRUE(text.ends_with("니다.") || text.ends_with("십시오.")) << text;
  }
}

TEST(ErrorCodeTest, EveryEnglishMessageIsASentenceInAscii) {
  for (const ErrorCode code : all_error_codes()) {
    const std::string_view text = message(code, Language::kEnglish);
    EXPECT_GT(text.size(), 10U) << wire_name(code);
    EXPECT_TRUE(text.ends_with(".")) << text;
    EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; }))
        << text;
  }
}

TEST(ErrorCodeTest, OnlyCodesWhereLaterMayDifferAreRetryable) {
  const std::set<ErrorCode> expected = {
      ErrorCode::kTooManyRequests,     ErrorCode::kIdempotencyKeyInUse,
      ErrorCode::kAccountLocked,       ErrorCode::kPaymentInProgress,
      ErrorCode::kCardProcessingError, ErrorCode::kAcquirerUnavailable,
      ErrorCode::kServiceUnavailable,  ErrorCode::kLockHeld,
  };
  for (const ErrorCode code : all_error_codes()) {
    EXPECT_EQ(retryable(code), expected.contains(code)) << wire_name(code);
  }
}

TEST(ErrorCodeTest, AnUnknownOutcomeIsNeverRetryable) {
  EXPECT_FALSE(retryable(ErrorCode::kOutcomeUnknown));
}

}  // namespace
}  // namespace pay200
