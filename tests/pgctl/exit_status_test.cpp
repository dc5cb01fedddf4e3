#include "pgctl/exit_status.hpp"

#include <gtest/gtest.h>
#include <map>

namespace pay200::pgctl {
namespace {

// By the code's family; what is not here must be kFailed, kNotFound (by its name) or kDeclined.
const std::map<ErrorCode, ExitStatus>& expected() {
  using enum ErrorCode;
  using enum ExitStatus;
  static const std::map<ErrorCode, ExitStatus> statuses = {
      {kInvalidRequest, kUsage},
      {kInvalidJson, kUsage},
      {kBodyTooLarge, kUsage},
      {kUnsupportedMediaType, kUsage},
      {kNotFoundEndpoint, kUsage},
      {kMethodNotAllowed, kUsage},
      {kInvalidIdempotencyKey, kUsage},
      {kInvalidCardNumber, kUsage},
      {kInvalidApiKey, kNotAllowed},
      {kForbiddenRequest, kNotAllowed},
      {kModeMismatch, kNotAllowed},
      {kMerchantSuspended, kNotAllowed},
      {kUnauthorized, kNotAllowed},
      {kInvalidCredentials, kNotAllowed},
      {kAccountLocked, kNotAllowed},
      {kInvalidPin, kNotAllowed},
      {kPinLocked, kNotAllowed},
      {kNotFoundPayment, kNotFound},
      {kNotFoundMerchant, kNotFound},
      {kNotFoundApiKey, kNotFound},
      {kNotFoundCard, kNotFound},
      {kIdempotencyKeyReused, kConflict},
      {kIdempotencyKeyInUse, kConflict},
      {kDuplicatedCard, kConflict},
      {kDuplicatedOrderId, kConflict},
      {kDuplicatedMerchant, kConflict},
      {kAlreadyProcessedPayment, kConflict},
      {kAlreadyCanceledPayment, kConflict},
      {kAlreadyScannedPayment, kConflict},
      {kNotScannedPayment, kConflict},
      {kPaymentInProgress, kConflict},
      {kExpiredPayment, kConflict},
      {kAbortedPayment, kConflict},
      {kNotCancelablePayment, kConflict},
      {kNotCancelableAmount, kConflict},
      {kExceedMaxPaymentAttempts, kConflict},
      {kRejectCardPayment, kDeclined},
      {kRejectCardCompany, kDeclined},
      {kInvalidStoppedCard, kDeclined},
      {kInvalidCardLostOrStolen, kDeclined},
      {kInvalidCardExpiration, kDeclined},
      {kCardProcessingError, kDeclined},
      {ErrorCode::kOutcomeUnknown, ExitStatus::kOutcomeUnknown},
      {ErrorCode::kDoesNotReconcile, ExitStatus::kDoesNotReconcile},
      {ErrorCode::kLockHeld, ExitStatus::kLockHeld},
      {kTooManyRequests, kFailed},
      {kAcquirerUnavailable, kFailed},
      {kServiceUnavailable, kFailed},
      {kInternalError, kFailed},
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
