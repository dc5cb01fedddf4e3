#include "core/acquirer/answer.hpp"

#include "core/acquirer/iso8583/response_code.hpp"
#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

using iso8583::DeclineCategory;
using iso8583::Outcome;
using iso8583::ResponseMeaning;

/// That a number is no card's is the issuer's word here: what the shopper sent, a card of theirs,
/// was a valid request. At registration it is the request that is wrong.
PayAnswer declined(ErrorCode code, bool alarm = false) {
  if (code == ErrorCode::kInvalidCardNumber) code = ErrorCode::kRejectCardCompany;
  return {PayAnswer::Kind::kDeclined, code, alarm};
}

ReverseAnswer answer_to_void(const ResponseMeaning& meaning) {
  switch (meaning.outcome) {
    case Outcome::kApproved:
      return ReverseAnswer::kAcknowledged;
    case Outcome::kUnclear:
      return ReverseAnswer::kAgain;
    case Outcome::kDeclined:
      return meaning.category == DeclineCategory::kLater ? ReverseAnswer::kAgain
                                                         : ReverseAnswer::kRefused;
    case Outcome::kAlreadyCleared:
      return ReverseAnswer::kTooLate;
    // It approved the original, and our own rows say so.
    case Outcome::kOriginalNotFound:
    case Outcome::kFormatError:
    case Outcome::kDuplicate:
      return ReverseAnswer::kAlarm;
  }
  PAY200_ASSERT(!"an outcome that is no enumerator");
}

ReverseAnswer answer_to_reversal(const ResponseMeaning& meaning) {
  switch (meaning.outcome) {
    case Outcome::kApproved:
    case Outcome::kOriginalNotFound:
      return ReverseAnswer::kAcknowledged;
    case Outcome::kUnclear:
      return ReverseAnswer::kAgain;
    case Outcome::kDeclined:
      return meaning.category == DeclineCategory::kLater ? ReverseAnswer::kAgain
                                                         : ReverseAnswer::kAlarm;
    // The clearing file has it, and decides (decide_charge); until then it stays owed.
    case Outcome::kAlreadyCleared:
      return ReverseAnswer::kAgain;
    case Outcome::kFormatError:
    case Outcome::kDuplicate:
      return ReverseAnswer::kAlarm;
  }
  PAY200_ASSERT(!"an outcome that is no enumerator");
}

}  // namespace

PayAnswer pay_answer(std::string_view response_code, std::string_view approval_code) {
  const ResponseMeaning meaning = iso8583::meaning_of(response_code);
  if (meaning.outcome != Outcome::kApproved && !approval_code.empty()) {
    return {PayAnswer::Kind::kUnclear, ErrorCode::kOutcomeUnknown, true};
  }
  switch (meaning.outcome) {
    case Outcome::kApproved:
      return {PayAnswer::Kind::kApproved, meaning.error_code, false};
    case Outcome::kDeclined:
      return declined(meaning.error_code);
    case Outcome::kUnclear:
      return {};
    // Another message of this terminal has our STAN: which of the two was answered, nobody knows.
    case Outcome::kDuplicate:
      return {PayAnswer::Kind::kUnclear, ErrorCode::kOutcomeUnknown, true};
    case Outcome::kFormatError:
    // These two answer a void or a reversal, and make no sense here.
    case Outcome::kOriginalNotFound:
    case Outcome::kAlreadyCleared:
      return declined(ErrorCode::kCardProcessingError, true);
  }
  PAY200_ASSERT(!"an outcome that is no enumerator");
}

RefundAnswer refund_answer(std::string_view response_code, std::string_view approval_code) {
  const ResponseMeaning meaning = iso8583::meaning_of(response_code);
  if (meaning.outcome != Outcome::kApproved && !approval_code.empty()) {
    return RefundAnswer::kUnclear;
  }
  switch (meaning.outcome) {
    case Outcome::kApproved:
      return RefundAnswer::kExecuted;
    case Outcome::kDeclined:
      return RefundAnswer::kRefused;
    case Outcome::kOriginalNotFound:
      return RefundAnswer::kNeverSeen;
    case Outcome::kUnclear:
      return RefundAnswer::kUnclear;
    // Our message is at fault, or another of this terminal has its STAN.
    case Outcome::kFormatError:
    case Outcome::kDuplicate:
    case Outcome::kAlreadyCleared:
      return RefundAnswer::kAlarm;
  }
  PAY200_ASSERT(!"an outcome that is no enumerator");
}

DeclineAdvice decline_advice(std::string_view response_code) {
  switch (iso8583::meaning_of(response_code).category) {
    case DeclineCategory::kAnotherCard:
      return DeclineAdvice::kAnotherCard;
    case DeclineCategory::kLater:
      return DeclineAdvice::kLater;
    case DeclineCategory::kNeverWithThisCard:
      return DeclineAdvice::kNeverWithThisCard;
  }
  PAY200_ASSERT(!"a category that is no enumerator");
}

std::string_view to_text(DeclineAdvice advice) {
  switch (advice) {
    case DeclineAdvice::kAnotherCard:
      return "ANOTHER_CARD";
    case DeclineAdvice::kLater:
      return "LATER";
    case DeclineAdvice::kNeverWithThisCard:
      return "NEVER_WITH_THIS_CARD";
  }
  PAY200_ASSERT(!"an advice that is no enumerator");
}

ReverseAnswer reverse_answer(std::string_view response_code, bool is_void) {
  const ResponseMeaning meaning = iso8583::meaning_of(response_code);
  return is_void ? answer_to_void(meaning) : answer_to_reversal(meaning);
}

}  // namespace pay200
