#include "pgctl/exit_status.hpp"

#include "core/platform/assert.hpp"

namespace pay200::pgctl {

// One switch without a default: a new code does not compile until it has its status.
ExitStatus exit_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidRequest:
    case ErrorCode::kInvalidJson:
    case ErrorCode::kBodyTooLarge:
    case ErrorCode::kUnsupportedMediaType:
    case ErrorCode::kNotFoundEndpoint:
    case ErrorCode::kMethodNotAllowed:
    case ErrorCode::kInvalidIdempotencyKey:
    case ErrorCode::kInvalidCardNumber:
    case ErrorCode::kInvalidCardInstallmentPlan:
      return ExitStatus::kUsage;

    case ErrorCode::kInvalidApiKey:
    case ErrorCode::kForbiddenRequest:
    case ErrorCode::kOriginNotAllowed:
    case ErrorCode::kModeMismatch:
    case ErrorCode::kMerchantSuspended:
    case ErrorCode::kUnauthorized:
    case ErrorCode::kInvalidPageToken:
    case ErrorCode::kInvalidCredentials:
    case ErrorCode::kInvalidTotp:
    case ErrorCode::kInvalidCsrfToken:
    case ErrorCode::kPasswordChangeRequired:
    case ErrorCode::kAccountLocked:
    case ErrorCode::kInvalidPin:
    case ErrorCode::kPinLocked:
    case ErrorCode::kInvalidPasskey:
      return ExitStatus::kNotAllowed;

    case ErrorCode::kNotFoundPayment:
    case ErrorCode::kNotFoundMerchant:
    case ErrorCode::kNotFoundApiKey:
    case ErrorCode::kNotFoundCard:
    case ErrorCode::kNotFoundPasskey:
    case ErrorCode::kNotFoundWebhookEndpoint:
    case ErrorCode::kNotFoundWebhook:
    case ErrorCode::kNotFoundMember:
    case ErrorCode::kNotFoundSettlement:
      return ExitStatus::kNotFound;

    case ErrorCode::kIdempotencyKeyReused:
    case ErrorCode::kIdempotencyKeyInUse:
    case ErrorCode::kDuplicatedCard:
    case ErrorCode::kExceedMaxCards:
    case ErrorCode::kBlockedCard:
    case ErrorCode::kDuplicatedPasskey:
    case ErrorCode::kExceedMaxPasskeys:
    case ErrorCode::kExpiredPasskeyChallenge:
    case ErrorCode::kPasskeysUnavailable:
    case ErrorCode::kDuplicatedLoginId:
    case ErrorCode::kDuplicatedOrderId:
    case ErrorCode::kDuplicatedMerchant:
    case ErrorCode::kDuplicatedMember:
    case ErrorCode::kLastOwner:
    case ErrorCode::kEndedApiKey:
    case ErrorCode::kExceedMaxWebhookEndpoints:
    case ErrorCode::kDisabledWebhookEndpoint:
    case ErrorCode::kAlreadyProcessedPayment:
    case ErrorCode::kAlreadyCanceledPayment:
    case ErrorCode::kAlreadyScannedPayment:
    case ErrorCode::kNotScannedPayment:
    case ErrorCode::kNotConfirmedPayment:
    case ErrorCode::kPaymentInProgress:
    case ErrorCode::kExpiredPayment:
    case ErrorCode::kAbortedPayment:
    case ErrorCode::kNotCancelablePayment:
    case ErrorCode::kNotCancelableAmount:
    case ErrorCode::kNotMatchesRefundableAmount:
    case ErrorCode::kExceedRefundLimit:
    case ErrorCode::kExceedMaxPaymentAttempts:
      return ExitStatus::kConflict;

    case ErrorCode::kRejectCardPayment:
    case ErrorCode::kRejectCardCompany:
    case ErrorCode::kInvalidStoppedCard:
    case ErrorCode::kInvalidCardLostOrStolen:
    case ErrorCode::kInvalidCardExpiration:
    case ErrorCode::kCardProcessingError:
    case ErrorCode::kRefundRejected:
      return ExitStatus::kDeclined;

    case ErrorCode::kOutcomeUnknown:
      return ExitStatus::kOutcomeUnknown;
    case ErrorCode::kDoesNotReconcile:
      return ExitStatus::kDoesNotReconcile;
    case ErrorCode::kLockHeld:
      return ExitStatus::kLockHeld;

    case ErrorCode::kTooManyRequests:
    case ErrorCode::kAcquirerUnavailable:
    case ErrorCode::kServiceUnavailable:
    case ErrorCode::kInternalError:
      return ExitStatus::kFailed;
  }
  PAY200_ASSERT(!"an error code");
}

}  // namespace pay200::pgctl
