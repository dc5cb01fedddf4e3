#include "pgctl/exit_status.hpp"

#include <gtest/gtest.h>
#include <map>

namespace pay200::pgctl {
namespace {

const std::map<ErrorCode, ExitStatus>& expected() {
  using enum ErrorCode;
  using S = ExitStatus;
  static const std::map<ErrorCode, ExitStatus> statuses = {
      {kInvalidRequest, S::kUsage},
      {kInvalidJson, S::kUsage},
      {kBodyTooLarge, S::kUsage},
      {kUnsupportedMediaType, S::kUsage},
      {kNotFoundEndpoint, S::kUsage},
      {kMethodNotAllowed, S::kUsage},
      {kInvalidIdempotencyKey, S::kUsage},
      {kInvalidCardNumber, S::kUsage},
      {kInvalidCardInstallmentPlan, S::kUsage},
      {kInvalidApiKey, S::kNotAllowed},
      {kForbiddenRequest, S::kNotAllowed},
      {kOriginNotAllowed, S::kNotAllowed},
      {kModeMismatch, S::kNotAllowed},
      {kMerchantSuspended, S::kNotAllowed},
      {kUnauthorized, S::kNotAllowed},
      {kInvalidPageToken, S::kNotAllowed},
      {kInvalidCredentials, S::kNotAllowed},
      {kInvalidTotp, S::kNotAllowed},
      {kInvalidCsrfToken, S::kNotAllowed},
      {kPasswordChangeRequired, S::kNotAllowed},
      {kAccountLocked, S::kNotAllowed},
      {kInvalidPin, S::kNotAllowed},
      {kPinLocked, S::kNotAllowed},
      {kInvalidPasskey, S::kNotAllowed},
      {kNotFoundPayment, S::kNotFound},
      {kNotFoundMerchant, S::kNotFound},
      {kNotFoundApiKey, S::kNotFound},
      {kNotFoundCard, S::kNotFound},
      {kNotFoundPasskey, S::kNotFound},
      {kNotFoundWebhookEndpoint, S::kNotFound},
      {kNotFoundWebhook, S::kNotFound},
      {kNotFoundMember, S::kNotFound},
      {kNotFoundSettlement, S::kNotFound},
      {kIdempotencyKeyReused, S::kConflict},
      {kIdempotencyKeyInUse, S::kConflict},
      {kDuplicatedCard, S::kConflict},
      {kExceedMaxCards, S::kConflict},
      {kBlockedCard, S::kConflict},
      {kDuplicatedPasskey, S::kConflict},
      {kExceedMaxPasskeys, S::kConflict},
      {kExpiredPasskeyChallenge, S::kConflict},
      {kPasskeysUnavailable, S::kConflict},
      {kDuplicatedLoginId, S::kConflict},
      {kDuplicatedOrderId, S::kConflict},
      {kDuplicatedMerchant, S::kConflict},
      {kDuplicatedMember, S::kConflict},
      {kLastOwner, S::kConflict},
      {kEndedApiKey, S::kConflict},
      {kExceedMaxWebhookEndpoints, S::kConflict},
      {kDisabledWebhookEndpoint, S::kConflict},
      {kAlreadyProcessedPayment, S::kConflict},
      {kAlreadyCanceledPayment, S::kConflict},
      {kAlreadyScannedPayment, S::kConflict},
      {kNotScannedPayment, S::kConflict},
      {kNotConfirmedPayment, S::kConflict},
      {kPaymentInProgress, S::kConflict},
      {kExpiredPayment, S::kConflict},
      {kAbortedPayment, S::kConflict},
      {kNotCancelablePayment, S::kConflict},
      {kNotCancelableAmount, S::kConflict},
      {kNotMatchesRefundableAmount, S::kConflict},
      {kExceedRefundLimit, S::kConflict},
      {kExceedMaxPaymentAttempts, S::kConflict},
      {kRejectCardPayment, S::kDeclined},
      {kRejectCardCompany, S::kDeclined},
      {kInvalidStoppedCard, S::kDeclined},
      {kInvalidCardLostOrStolen, S::kDeclined},
      {kInvalidCardExpiration, S::kDeclined},
      {kCardProcessingError, S::kDeclined},
      {kRefundRejected, S::kDeclined},
      {kOutcomeUnknown, S::kOutcomeUnknown},
      {kDoesNotReconcile, S::kDoesNotReconcile},
      {kLockHeld, S::kLockHeld},
      {kTooManyRequests, S::kFailed},
      {kAcquirerUnavailable, S::kFailed},
      {kServiceUnavailable, S::kFailed},
      {kInternalError, S::kFailed},
  };
  return statuses;
}

TEST(ExitStatusTest, EveryErrorCodeHasTheStatusThatIsDocumented) {
  for (const ErrorCode code : all_error_codes()) {
    const auto found = expected().find(code);
    ASSERT_NE(found, expected().end()) << wire_name(code) << " is not in this table";
    EXPECT_EQ(exit_status(code), found->second) << wire_name(code);
  }
}

TEST(ExitStatusTest, NoErrorEndsAsSuccess) {
  for (const ErrorCode code : all_error_codes()) {
    EXPECT_NE(exit_status(code), ExitStatus::kDone) << wire_name(code);
  }
}

TEST(ExitStatusTest, TheNumbersAreTheContract) {
  EXPECT_EQ(static_cast<int>(ExitStatus::kDone), 0);
  EXPECT_EQ(static_cast<int>(ExitStatus::kFailed), 1);
  EXPECT_EQ(static_cast<int>(ExitStatus::kUsage), 2);
  EXPECT_EQ(static_cast<int>(ExitStatus::kNotAllowed), 3);
  EXPECT_EQ(static_cast<int>(ExitStatus::kNotFound), 4);
  EXPECT_EQ(static_cast<int>(ExitStatus::kConflict), 5);
  EXPECT_EQ(static_cast<int>(ExitStatus::kDeclined), 6);
  EXPECT_EQ(static_cast<int>(ExitStatus::kOutcomeUnknown), 7);
  EXPECT_EQ(static_cast<int>(ExitStatus::kDoesNotReconcile), 8);
  EXPECT_EQ(static_cast<int>(ExitStatus::kLockHeld), 9);
}

}  // namespace
}  // namespace pay200::pgctl
