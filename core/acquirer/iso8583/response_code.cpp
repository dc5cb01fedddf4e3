#include "core/acquirer/iso8583/response_code.hpp"

#include <algorithm>
#include <array>

namespace pay200::iso8583 {
namespace {

using enum Outcome;
using enum DeclineCategory;
using enum ErrorCode;

constexpr ResponseMeaning approved(std::string_view code, std::string_view text) {
  return {code, kApproved, kLater, kInternalError, text};
}

constexpr ResponseMeaning declined(std::string_view code, DeclineCategory category, ErrorCode error,
                                   std::string_view text) {
  return {code, kDeclined, category, error, text};
}

constexpr ResponseMeaning special(std::string_view code, Outcome outcome, ErrorCode error,
                                  std::string_view text) {
  return {code, outcome, kLater, error, text};
}

constexpr std::array kMeanings = {
    approved("00", "approved"),
    declined("01", kAnotherCard, kRejectCardCompany, "refer to the issuer"),
    declined("02", kAnotherCard, kRejectCardCompany, "refer to the issuer, special condition"),
    declined("03", kLater, kCardProcessingError, "invalid merchant"),
    declined("04", kNeverWithThisCard, kInvalidStoppedCard, "pick up"),
    declined("05", kAnotherCard, kRejectCardCompany, "do not honour"),
    declined("06", kLater, kCardProcessingError, "error"),
    declined("07", kNeverWithThisCard, kInvalidCardLostOrStolen, "pick up, special condition"),
    approved("08", "approved with identification"),
    special("09", kUnclear, kOutcomeUnknown, "request in progress"),
    special("10", kUnclear, kOutcomeUnknown, "approved in part"),
    approved("11", "approved, VIP"),
    declined("12", kAnotherCard, kRejectCardCompany, "invalid transaction"),
    declined("13", kAnotherCard, kRejectCardCompany, "invalid amount"),
    declined("14", kNeverWithThisCard, kInvalidCardNumber, "invalid card number"),
    declined("15", kNeverWithThisCard, kInvalidCardNumber, "no such issuer"),
    approved("16", "approved, update track 3"),
    declined("19", kLater, kCardProcessingError, "enter again"),
    special("21", kAlreadyCleared, kNotCancelablePayment, "no action taken: already cleared"),
    declined("22", kLater, kCardProcessingError, "suspected malfunction"),
    special("25", kOriginalNotFound, kCardProcessingError, "original not found"),
    special("30", kFormatError, kInternalError, "format error"),
    special("32", kUnclear, kOutcomeUnknown, "completed in part"),
    declined("33", kNeverWithThisCard, kInvalidCardExpiration, "expired, pick up"),
    declined("34", kNeverWithThisCard, kInvalidStoppedCard, "suspected fraud, pick up"),
    declined("36", kNeverWithThisCard, kInvalidStoppedCard, "restricted, pick up"),
    declined("41", kNeverWithThisCard, kInvalidCardLostOrStolen, "lost"),
    declined("43", kNeverWithThisCard, kInvalidCardLostOrStolen, "stolen"),
    declined("51", kAnotherCard, kRejectCardPayment, "insufficient funds"),
    declined("54", kNeverWithThisCard, kInvalidCardExpiration, "expired"),
    declined("57", kAnotherCard, kInvalidStoppedCard, "not permitted to the cardholder"),
    declined("58", kLater, kCardProcessingError, "not permitted to the terminal"),
    declined("59", kNeverWithThisCard, kInvalidStoppedCard, "suspected fraud"),
    declined("61", kAnotherCard, kRejectCardPayment, "exceeds the amount limit"),
    declined("62", kNeverWithThisCard, kInvalidStoppedCard, "restricted"),
    declined("63", kLater, kCardProcessingError, "security violation"),
    declined("64", kAnotherCard, kRejectCardCompany, "not the original's amount"),
    declined("65", kAnotherCard, kRejectCardPayment, "exceeds the frequency limit"),
    special("68", kUnclear, kOutcomeUnknown, "answer came too late"),
    declined("78", kNeverWithThisCard, kInvalidStoppedCard, "blocked or no account"),
    declined("82", kAnotherCard, kRejectCardCompany, "card verification failed"),
    declined("90", kLater, kCardProcessingError, "cut-off in progress"),
    declined("91", kLater, kCardProcessingError, "issuer out of order"),
    declined("92", kLater, kCardProcessingError, "no route"),
    declined("93", kNeverWithThisCard, kRejectCardCompany, "violation of law"),
    special("94", kDuplicate, kInternalError, "duplicate"),
    declined("96", kLater, kCardProcessingError, "system malfunction"),
    declined("N7", kAnotherCard, kRejectCardCompany, "CVC does not match"),
};

}  // namespace

ResponseMeaning meaning_of(std::string_view code) {
  const auto* found = std::ranges::find(kMeanings, code, &ResponseMeaning::code);
  ResponseMeaning meaning =
      found == kMeanings.end()
          ? declined(code, kAnotherCard, kRejectCardCompany, "a code this link does not know")
          : *found;
  meaning.code = code;
  return meaning;
}

}  // namespace pay200::iso8583
