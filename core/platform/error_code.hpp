#pragma once
// Every error that pay200 can answer with, closed. The wire name is the enumerator's name without
// the k, in SCREAMING_SNAKE (kNotFoundPayment: NOT_FOUND_PAYMENT). HTTP status and exit status are
// one switch each, in fcgi-app/http and pgctl/, under -Werror=switch.

#include <string_view>
#include <vector>

namespace pay200 {

enum class ErrorCode {
  // The request itself
  kInvalidRequest,  ///< a field is missing or wrong; Error::param names it
  kInvalidJson,     ///< not JSON, duplicate keys, too deep, NUL, bad UTF-8
  kBodyTooLarge,
  kUnsupportedMediaType,
  kNotFoundEndpoint,
  kMethodNotAllowed,
  kTooManyRequests,
  kInvalidIdempotencyKey,
  kIdempotencyKeyReused,  ///< same key, other request
  kIdempotencyKeyInUse,   ///< same request, still running
  // Who asks
  kInvalidApiKey,     ///< missing, mistyped, unknown or revoked
  kForbiddenRequest,  ///< known, but not allowed to do this
  kOriginNotAllowed,  ///< a client key on a page whose origin is not on the merchant's list
  kModeMismatch,      ///< test key on something live, or the other way round
  kMerchantSuspended,
  kUnauthorized,        ///< no session, or it has ended
  kInvalidPageToken,    ///< the shop's page's, of one payment: none, spoilt, or its time is over
  kInvalidCredentials,  ///< log-in name or password wrong
  kInvalidTotp,         ///< the second factor: wrong, or used before
  kInvalidCsrfToken,    ///< missing, or another session's
  kPasswordChangeRequired,  ///< the password was made by somebody else, and is to be changed first
  kAccountLocked,
  kInvalidPin,
  kPinLocked,
  kInvalidPasskey,  ///< what a device signed is not what was asked for, or not by this passkey
  // The thing asked for
  kNotFoundPayment,
  kNotFoundMerchant,
  kNotFoundApiKey,
  kNotFoundCard,
  kNotFoundPasskey,
  kNotFoundWebhookEndpoint,
  kNotFoundWebhook,
  kNotFoundMember,
  kNotFoundSettlement,
  kEndedApiKey,  ///< it has ended, or has a successor already
  kDuplicatedCard,
  kExceedMaxCards,  ///< the shopper has as many as may be
  kBlockedCard,     ///< the issuer has said never with this card
  kDuplicatedPasskey,
  kExceedMaxPasskeys,        ///< the shopper has as many as may be
  kExpiredPasskeyChallenge,  ///< too old, or used already: ask for a new one
  kPasskeysUnavailable,      ///< the gateway's address is no domain, which passkeys need
  kDuplicatedLoginId,
  kDuplicatedOrderId,
  kDuplicatedMerchant,
  kDuplicatedMember,
  kLastOwner,                  ///< a merchant keeps one
  kExceedMaxWebhookEndpoints,  ///< the merchant has as many as may be
  kDisabledWebhookEndpoint,    ///< nothing is sent to it: it is disabled, or gone
  kInvalidCardNumber,
  kInvalidCardInstallmentPlan,  ///< not among the months that this payment offers
  // The payment's state does not allow it
  kAlreadyProcessedPayment,  ///< approved already
  kAlreadyCanceledPayment,
  kAlreadyScannedPayment,  ///< another shopper holds it
  kNotScannedPayment,      ///< confirm without a hold, or the hold has lapsed
  kNotConfirmedPayment,    ///< the shop confirms before the shopper has
  kPaymentInProgress,      ///< an authorization is on its way
  kExpiredPayment,
  kAbortedPayment,
  kNotCancelablePayment,
  kNotCancelableAmount,
  kNotMatchesRefundableAmount,  ///< the caller believes in another balance
  kExceedRefundLimit,           ///< beyond what the merchant has coming and its limit
  kRefundRejected,              ///< the acquirer will not refund
  kExceedMaxPaymentAttempts,
  // The card was declined (402)
  kRejectCardPayment,  ///< limit or balance
  kRejectCardCompany,  ///< issuer says no, without a nearer reason
  kInvalidStoppedCard,
  kInvalidCardLostOrStolen,
  kInvalidCardExpiration,
  kCardProcessingError,  ///< try later
  // Nobody knows, or nothing happened
  kOutcomeUnknown,       ///< 504, never retryable
  kAcquirerUnavailable,  ///< 503: nothing was sent
  kServiceUnavailable,   ///< 503: nothing happened
  kInternalError,
  // Operators
  kDoesNotReconcile,
  kLockHeld,
};

/// Every code once, for tests and for the API document.
const std::vector<ErrorCode>& all_error_codes();

/// "NOT_FOUND_PAYMENT"; never fails.
std::string_view wire_name(ErrorCode code);

/// The inverse, for outcomes kept in the database; asserts that the name is known.
ErrorCode error_code_from_wire(std::string_view name);

enum class Language { kKorean, kEnglish };

/// One sentence that may be shown to anyone: what happened and, where possible, what to do.
std::string_view message(ErrorCode code, Language language);

/// Whether the same request may succeed later without a change (the API's `retryable`).
bool retryable(ErrorCode code);

}  // namespace pay200
