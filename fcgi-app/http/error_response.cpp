#include "fcgi-app/http/error_response.hpp"

#include <nlohmann/json.hpp>
#include <string>

#include "core/acquirer/answer.hpp"

namespace pay200::http {

int http_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidRequest:
    case ErrorCode::kInvalidJson:
    case ErrorCode::kInvalidIdempotencyKey:
    case ErrorCode::kInvalidCardNumber:
    case ErrorCode::kInvalidCardInstallmentPlan:
      return 400;
    case ErrorCode::kInvalidApiKey:
    case ErrorCode::kUnauthorized:
    case ErrorCode::kInvalidPageToken:
    case ErrorCode::kInvalidCredentials:
    case ErrorCode::kInvalidTotp:
      return 401;
    case ErrorCode::kRejectCardPayment:
    case ErrorCode::kRejectCardCompany:
    case ErrorCode::kInvalidStoppedCard:
    case ErrorCode::kInvalidCardLostOrStolen:
    case ErrorCode::kInvalidCardExpiration:
    case ErrorCode::kCardProcessingError:
      return 402;
    case ErrorCode::kForbiddenRequest:
    case ErrorCode::kOriginNotAllowed:
    case ErrorCode::kModeMismatch:
    case ErrorCode::kMerchantSuspended:
    case ErrorCode::kInvalidCsrfToken:
    case ErrorCode::kPasswordChangeRequired:
    case ErrorCode::kAccountLocked:
    case ErrorCode::kInvalidPin:
    case ErrorCode::kPinLocked:
    case ErrorCode::kInvalidPasskey:
      return 403;
    case ErrorCode::kNotFoundEndpoint:
    case ErrorCode::kNotFoundPayment:
    case ErrorCode::kNotFoundMerchant:
    case ErrorCode::kNotFoundApiKey:
    case ErrorCode::kNotFoundCard:
    case ErrorCode::kNotFoundPasskey:
    case ErrorCode::kNotFoundWebhookEndpoint:
    case ErrorCode::kNotFoundWebhook:
    case ErrorCode::kNotFoundMember:
    case ErrorCode::kNotFoundSettlement:
      return 404;
    case ErrorCode::kMethodNotAllowed:
      return 405;
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
    case ErrorCode::kRefundRejected:
    case ErrorCode::kExceedMaxPaymentAttempts:
    case ErrorCode::kDoesNotReconcile:
    case ErrorCode::kLockHeld:
      return 409;
    case ErrorCode::kBodyTooLarge:
      return 413;
    case ErrorCode::kUnsupportedMediaType:
      return 415;
    case ErrorCode::kIdempotencyKeyReused:
      return 422;
    case ErrorCode::kTooManyRequests:
      return 429;
    case ErrorCode::kInternalError:
      return 500;
    case ErrorCode::kAcquirerUnavailable:
    case ErrorCode::kServiceUnavailable:
      return 503;
    case ErrorCode::kOutcomeUnknown:
      return 504;
  }
  return 500;  // only for a number that no enumerator has
}

Response error_response(const Error& error, Language language, std::string_view request_id) {
  const int status = http_status(error.code);
  const std::string code(wire_name(error.code));
  nlohmann::ordered_json problem = {
      {"type", "urn:pay200:error:" + code},
      {"title", reason_phrase(status)},
      {"status", status},
      {"code", code},
      {"message", message(error.code, language)},
  };
  if (!error.detail.empty()) problem["detail"] = error.detail;
  if (!error.param.empty()) problem["param"] = error.param;
  if (status == 402 && !error.acquirer_code.empty()) {
    problem["advice"] = to_text(decline_advice(error.acquirer_code));
  }
  problem["retryable"] = retryable(error.code);
  problem["requestId"] = request_id;
  if (!error.acquirer_code.empty()) problem["acquirerCode"] = error.acquirer_code;

  Response response{
      status, {{"Content-Type", "application/problem+json; charset=utf-8"}}, problem.dump()};
  if (error.retry_after_s || status == 503) {
    response.headers.emplace_back("Retry-After", std::to_string(error.retry_after_s.value_or(1)));
  }
  if (error.code == ErrorCode::kInvalidApiKey) {
    response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"pay200\", charset=\"UTF-8\"");
  }
  return response;
}

}  // namespace pay200::http
