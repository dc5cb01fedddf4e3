#include "core/platform/error_code.hpp"

#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

struct Entry {
  std::string_view wire_name;
  std::string_view korean;
  std::string_view english;
  bool retryable = false;
};

constexpr bool kFinal = false;
constexpr bool kRetryable = true;

// One switch without a default, so that a code without its entry does not compile. Whether a code
// is retryable says whether the same request may succeed later; kOutcomeUnknown never is, since a
// repeat could charge twice.
Entry entry(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidRequest:
      return {"INVALID_REQUEST", "요청 값이 올바르지 않습니다. 입력한 값을 확인해 주십시오.",
              "The request is not valid. Check the values that were sent.", kFinal};
    case ErrorCode::kInvalidJson:
      return {"INVALID_JSON", "요청 본문이 올바른 JSON 형식이 아닙니다.",
              "The request body is not valid JSON.", kFinal};
    case ErrorCode::kBodyTooLarge:
      return {"BODY_TOO_LARGE", "요청 본문이 허용된 크기를 초과하였습니다.",
              "The request body is larger than allowed.", kFinal};
    case ErrorCode::kUnsupportedMediaType:
      return {"UNSUPPORTED_MEDIA_TYPE",
              "지원하지 않는 Content-Type입니다. application/json으로 요청해 주십시오.",
              "This content type is not supported. Send application/json.", kFinal};
    case ErrorCode::kNotFoundEndpoint:
      return {"NOT_FOUND_ENDPOINT", "존재하지 않는 API 경로입니다.", "There is no such API path.",
              kFinal};
    case ErrorCode::kMethodNotAllowed:
      return {"METHOD_NOT_ALLOWED", "이 경로에서 지원하지 않는 HTTP 메서드입니다.",
              "This path does not support that HTTP method.", kFinal};
    case ErrorCode::kTooManyRequests:
      return {"TOO_MANY_REQUESTS", "요청이 너무 많습니다. 잠시 후 다시 시도해 주십시오.",
              "Too many requests. Try again in a moment.", kRetryable};
    case ErrorCode::kInvalidIdempotencyKey:
      return {"INVALID_IDEMPOTENCY_KEY", "멱등키(Idempotency-Key) 형식이 올바르지 않습니다.",
              "The Idempotency-Key header is not valid.", kFinal};
    case ErrorCode::kIdempotencyKeyReused:
      return {"IDEMPOTENCY_KEY_REUSED",
              "이미 다른 요청에 사용된 멱등키입니다. 새로운 멱등키로 요청해 주십시오.",
              "This idempotency key was already used for a different request. Use a new key.",
              kFinal};
    case ErrorCode::kIdempotencyKeyInUse:
      return {
          "IDEMPOTENCY_KEY_IN_USE",
          "같은 멱등키의 요청을 처리하고 있습니다. 잠시 후 다시 시도해 주십시오.",
          "A request with this idempotency key is still being processed. Try again in a moment.",
          kRetryable};
    case ErrorCode::kInvalidApiKey:
      return {"INVALID_API_KEY", "유효하지 않은 API 키입니다. API 키를 확인해 주십시오.",
              "The API key is not valid. Check the key.", kFinal};
    case ErrorCode::kForbiddenRequest:
      return {"FORBIDDEN_REQUEST",
              "허용되지 않은 요청입니다. 사용한 키 또는 계정의 권한을 확인해 주십시오.",
              "This key or account is not allowed to do that.", kFinal};
    case ErrorCode::kOriginNotAllowed:
      return {
          "ORIGIN_NOT_ALLOWED",
          "등록되지 않은 사이트 주소(Origin)입니다. 상점 설정에서 허용할 주소를 등록해 주십시오.",
          "This page's origin is not registered for the key. Add it to the merchant's allowed "
          "origins.",
          kFinal};
    case ErrorCode::kModeMismatch:
      return {"MODE_MISMATCH",
              "테스트 환경과 라이브 환경의 키 또는 데이터를 함께 사용할 수 없습니다.",
              "Test and live keys or data cannot be mixed.", kFinal};
    case ErrorCode::kMerchantSuspended:
      return {"MERCHANT_SUSPENDED", "이용이 정지된 가맹점입니다. 고객센터에 문의해 주십시오.",
              "This merchant is suspended. Contact support.", kFinal};
    case ErrorCode::kUnauthorized:
      return {"UNAUTHORIZED", "로그인이 필요합니다. 다시 로그인해 주십시오.",
              "You are not logged in, or your session has ended. Log in again.", kFinal};
    case ErrorCode::kInvalidPageToken:
      return {
          "INVALID_PAGE_TOKEN",
          "결제창의 유효 시간이 지났거나 올바르지 않은 요청입니다. 결제를 다시 시작해 주십시오.",
          "This payment window's token is not valid, or its time is over. Start the payment again.",
          kFinal};
    case ErrorCode::kInvalidCredentials:
      return {"INVALID_CREDENTIALS", "아이디 또는 비밀번호가 일치하지 않습니다.",
              "The log-in name or the password is wrong.", kFinal};
    case ErrorCode::kInvalidTotp:
      return {"INVALID_TOTP",
              "인증 코드가 일치하지 않거나 이미 사용되었습니다. 새 코드를 입력해 주십시오.",
              "The code is wrong or was used before. Enter a new one.", kFinal};
    case ErrorCode::kInvalidCsrfToken:
      return {"INVALID_CSRF_TOKEN", "요청을 확인할 수 없습니다. 화면을 새로고침해 주십시오.",
              "The request cannot be trusted. Load the page again.", kFinal};
    case ErrorCode::kPasswordChangeRequired:
      return {"PASSWORD_CHANGE_REQUIRED",
              "임시 비밀번호로 로그인하였습니다. 비밀번호를 먼저 변경해 주십시오.",
              "You logged in with a one-time password. Change it first.", kFinal};
    case ErrorCode::kAccountLocked:
      return {"ACCOUNT_LOCKED",
              "로그인 실패 횟수를 초과하여 계정이 잠겼습니다. 잠시 후 다시 시도해 주십시오.",
              "The account is locked after too many failed log-ins. Try again later.", kRetryable};
    case ErrorCode::kInvalidPin:
      return {"INVALID_PIN", "결제 비밀번호가 일치하지 않습니다.", "The payment PIN is wrong.",
              kFinal};
    case ErrorCode::kPinLocked:
      return {"PIN_LOCKED",
              "결제 비밀번호 입력 횟수를 초과하였습니다. 결제 비밀번호를 다시 설정해 주십시오.",
              "The payment PIN is locked after too many wrong entries. Set a new one.", kFinal};
    case ErrorCode::kInvalidPasskey:
      return {"INVALID_PASSKEY",
              "패스키를 확인하지 못하였습니다. 다시 시도하거나 결제 비밀번호를 입력해 주십시오.",
              "The passkey could not be verified. Try again, or enter the payment PIN.", kFinal};
    case ErrorCode::kNotFoundPayment:
      return {"NOT_FOUND_PAYMENT", "존재하지 않는 결제 정보입니다.", "There is no such payment.",
              kFinal};
    case ErrorCode::kNotFoundMerchant:
      return {"NOT_FOUND_MERCHANT", "존재하지 않는 가맹점입니다.", "There is no such merchant.",
              kFinal};
    case ErrorCode::kNotFoundApiKey:
      return {"NOT_FOUND_API_KEY", "존재하지 않는 API 키입니다.", "There is no such API key.",
              kFinal};
    case ErrorCode::kNotFoundCard:
      return {"NOT_FOUND_CARD", "등록되지 않은 카드입니다.", "There is no such card.", kFinal};
    case ErrorCode::kNotFoundPasskey:
      return {"NOT_FOUND_PASSKEY", "등록되지 않은 패스키입니다.", "There is no such passkey.",
              kFinal};
    case ErrorCode::kNotFoundWebhookEndpoint:
      return {"NOT_FOUND_WEBHOOK_ENDPOINT", "등록되지 않은 웹훅 수신 주소입니다.",
              "There is no such webhook endpoint.", kFinal};
    case ErrorCode::kNotFoundWebhook:
      return {"NOT_FOUND_WEBHOOK", "존재하지 않는 웹훅입니다.", "There is no such webhook.",
              kFinal};
    case ErrorCode::kNotFoundSettlement:
      return {"NOT_FOUND_SETTLEMENT", "존재하지 않는 정산입니다.", "There is no such settlement.",
              kFinal};
    case ErrorCode::kNotFoundMember:
      return {"NOT_FOUND_MEMBER", "등록되지 않은 구성원입니다.", "There is no such member.",
              kFinal};
    case ErrorCode::kEndedApiKey:
      return {"ENDED_API_KEY", "이미 만료되었거나 갱신된 API 키입니다.",
              "This API key has ended or has been renewed already.", kFinal};
    case ErrorCode::kDuplicatedCard:
      return {"DUPLICATED_CARD", "이미 등록된 카드입니다.", "This card is already registered.",
              kFinal};
    case ErrorCode::kExceedMaxCards:
      return {"EXCEED_MAX_CARDS",
              "등록할 수 있는 카드 수를 초과하였습니다. 사용하지 않는 카드를 삭제한 뒤 다시 등록해 "
              "주십시오.",
              "No more cards can be registered. Delete one that is not used, then try again.",
              kFinal};
    case ErrorCode::kBlockedCard:
      return {"BLOCKED_CARD",
              "카드사에서 사용할 수 없다고 응답한 카드입니다. 다른 카드로 결제해 주십시오.",
              "The issuer has said that this card cannot be used. Pay with another card.", kFinal};
    case ErrorCode::kDuplicatedPasskey:
      return {"DUPLICATED_PASSKEY", "이미 등록된 패스키입니다.",
              "This passkey is already registered.", kFinal};
    case ErrorCode::kExceedMaxPasskeys:
      return {
          "EXCEED_MAX_PASSKEYS",
          "등록할 수 있는 패스키의 수를 초과하였습니다. 사용하지 않는 패스키를 삭제해 주십시오.",
          "No more passkeys can be registered. Delete one that you do not use.", kFinal};
    case ErrorCode::kExpiredPasskeyChallenge:
      return {"EXPIRED_PASSKEY_CHALLENGE",
              "패스키 확인 시간이 지났거나 이미 사용된 요청입니다. 다시 시도해 주십시오.",
              "The time for using the passkey is over, or it was used already. Try again.", kFinal};
    case ErrorCode::kPasskeysUnavailable:
      return {"PASSKEYS_UNAVAILABLE",
              "이 주소에서는 패스키를 사용할 수 없습니다. 결제 비밀번호를 이용해 주십시오.",
              "Passkeys cannot be used at this address. Use the payment PIN.", kFinal};
    case ErrorCode::kDuplicatedLoginId:
      return {"DUPLICATED_LOGIN_ID", "이미 가입된 아이디입니다. 로그인해 주십시오.",
              "This log-in name is already registered. Log in instead.", kFinal};
    case ErrorCode::kDuplicatedOrderId:
      return {"DUPLICATED_ORDER_ID", "이미 결제되었거나 결제가 진행 중인 주문번호입니다.",
              "This order id is already paid or is being paid.", kFinal};
    case ErrorCode::kDuplicatedMerchant:
      return {"DUPLICATED_MERCHANT", "이미 등록된 가맹점입니다.", "This merchant already exists.",
              kFinal};
    case ErrorCode::kDuplicatedMember:
      return {"DUPLICATED_MEMBER", "이미 등록된 구성원입니다.", "This person is already a member.",
              kFinal};
    case ErrorCode::kLastOwner:
      return {"LAST_OWNER",
              "마지막 소유자는 삭제하거나 역할을 바꿀 수 없습니다. 다른 소유자를 먼저 지정해 "
              "주십시오.",
              "The last owner cannot be removed or given another role. Make somebody else owner "
              "first.",
              kFinal};
    case ErrorCode::kExceedMaxWebhookEndpoints:
      return {"EXCEED_MAX_WEBHOOK_ENDPOINTS",
              "등록할 수 있는 웹훅 수신 주소의 수를 초과하였습니다. 사용하지 않는 주소를 삭제해 "
              "주십시오.",
              "No more webhook endpoints can be registered. Delete one that is not used.", kFinal};
    case ErrorCode::kDisabledWebhookEndpoint:
      return {"DISABLED_WEBHOOK_ENDPOINT",
              "사용이 중지되었거나 삭제된 웹훅 수신 주소입니다. 다시 사용하도록 설정해 주십시오.",
              "This webhook endpoint is disabled or was deleted. Enable it first.", kFinal};
    case ErrorCode::kInvalidCardNumber:
      return {"INVALID_CARD_NUMBER", "카드번호가 올바르지 않습니다. 카드번호를 확인해 주십시오.",
              "The card number is not valid. Check the number.", kFinal};
    case ErrorCode::kInvalidCardInstallmentPlan:
      return {"INVALID_CARD_INSTALLMENT_PLAN",
              "선택할 수 없는 할부 개월 수입니다. 할부 개월 수를 확인해 주십시오.",
              "That number of installments is not offered. Choose another.", kFinal};
    case ErrorCode::kAlreadyProcessedPayment:
      return {"ALREADY_PROCESSED_PAYMENT", "이미 처리된 결제입니다.",
              "This payment has already been processed.", kFinal};
    case ErrorCode::kAlreadyCanceledPayment:
      return {"ALREADY_CANCELED_PAYMENT", "이미 취소된 결제입니다.",
              "This payment has already been canceled.", kFinal};
    case ErrorCode::kAlreadyScannedPayment:
      return {"ALREADY_SCANNED_PAYMENT", "다른 사용자가 결제를 진행하고 있는 QR 코드입니다.",
              "Another shopper is already paying with this QR code.", kFinal};
    case ErrorCode::kNotScannedPayment:
      return {"NOT_SCANNED_PAYMENT",
              "QR 코드를 먼저 스캔해 주십시오. 스캔한 뒤 시간이 지났다면 다시 스캔해 주십시오.",
              "Scan the QR code first; if you did, too much time has passed, so scan it again.",
              kFinal};
    case ErrorCode::kNotConfirmedPayment:
      return {
          "NOT_CONFIRMED_PAYMENT",
          "구매자가 아직 결제를 확인하지 않았습니다. 구매자가 확인한 뒤 승인을 요청해 주십시오.",
          "The shopper has not confirmed this payment yet. Confirm it once they have.", kFinal};
    case ErrorCode::kPaymentInProgress:
      return {"PAYMENT_IN_PROGRESS",
              "결제 승인이 진행 중입니다. 잠시 후 결제 상태를 확인해 주십시오.",
              "The payment is being authorized. Check its status in a moment.", kRetryable};
    case ErrorCode::kExpiredPayment:
      return {"EXPIRED_PAYMENT", "결제 가능 시간이 지났습니다. 결제를 다시 시작해 주십시오.",
              "The time to pay has run out. Start a new payment.", kFinal};
    case ErrorCode::kAbortedPayment:
      return {"ABORTED_PAYMENT", "중단된 결제입니다. 결제를 다시 시작해 주십시오.",
              "This payment was aborted. Start a new payment.", kFinal};
    case ErrorCode::kNotCancelablePayment:
      return {"NOT_CANCELABLE_PAYMENT", "취소할 수 없는 상태의 결제입니다.",
              "This payment cannot be canceled in its present state.", kFinal};
    case ErrorCode::kNotCancelableAmount:
      return {"NOT_CANCELABLE_AMOUNT",
              "취소할 수 있는 금액을 초과하였습니다. 남은 금액을 확인해 주십시오.",
              "The amount exceeds what can still be canceled. Check the remaining balance.",
              kFinal};
    case ErrorCode::kNotMatchesRefundableAmount:
      return {"NOT_MATCHES_REFUNDABLE_AMOUNT",
              "취소 가능 잔액이 일치하지 않습니다. 결제를 다시 조회하여 잔액을 확인해 주십시오.",
              "The balance is not the one stated. Read the payment again and check its balance.",
              kFinal};
    case ErrorCode::kExceedRefundLimit:
      return {"EXCEED_REFUND_LIMIT",
              "정산 예정 금액을 넘어 환불할 수 있는 한도를 초과하였습니다. 고객센터에 문의해 "
              "주십시오.",
              "The refund exceeds what the merchant has coming and its limit. Contact support.",
              kFinal};
    case ErrorCode::kRefundRejected:
      return {"REFUND_REJECTED", "카드사에서 환불을 거절하였습니다. 결제 상태를 확인해 주십시오.",
              "The card company refused the refund. Check the status of the payment.", kFinal};
    case ErrorCode::kExceedMaxPaymentAttempts:
      return {"EXCEED_MAX_PAYMENT_ATTEMPTS",
              "결제 시도 횟수를 초과하였습니다. 결제를 다시 시작해 주십시오.",
              "Too many attempts were made for this payment. Start a new payment.", kFinal};
    case ErrorCode::kRejectCardPayment:
      return {"REJECT_CARD_PAYMENT",
              "한도 초과 또는 잔액 부족으로 결제가 거절되었습니다. 다른 카드로 결제해 주십시오.",
              "The card was declined for its limit or balance. Pay with another card.", kFinal};
    case ErrorCode::kRejectCardCompany:
      return {"REJECT_CARD_COMPANY",
              "카드사에서 결제를 거절하였습니다. 카드사에 문의하거나 다른 카드로 결제해 주십시오.",
              "The card issuer declined the payment. Contact the issuer or pay with another card.",
              kFinal};
    case ErrorCode::kInvalidStoppedCard:
      return {"INVALID_STOPPED_CARD", "사용이 정지된 카드입니다. 다른 카드로 결제해 주십시오.",
              "This card has been stopped. Pay with another card.", kFinal};
    case ErrorCode::kInvalidCardLostOrStolen:
      return {"INVALID_CARD_LOST_OR_STOLEN",
              "분실 또는 도난 신고된 카드입니다. 다른 카드로 결제해 주십시오.",
              "This card was reported lost or stolen. Pay with another card.", kFinal};
    case ErrorCode::kInvalidCardExpiration:
      return {"INVALID_CARD_EXPIRATION",
              "카드 유효기간이 지났거나 올바르지 않습니다. 유효기간을 확인해 주십시오.",
              "The card has expired, or its expiration date is wrong. Check the date.", kFinal};
    case ErrorCode::kCardProcessingError:
      return {"CARD_PROCESSING_ERROR",
              "카드사에서 일시적인 오류가 발생하였습니다. 잠시 후 다시 시도해 주십시오.",
              "The card issuer had a temporary error. Try again later.", kRetryable};
    case ErrorCode::kOutcomeUnknown:
      return {"OUTCOME_UNKNOWN",
              "결제 결과를 아직 확인하지 못하였습니다. 다시 결제하지 마시고 결제 상태를 확인해 "
              "주십시오.",
              "The outcome is not known yet. Do not pay again; check the status of the payment.",
              kFinal};
    case ErrorCode::kAcquirerUnavailable:
      return {"ACQUIRER_UNAVAILABLE",
              "카드사와 연결할 수 없어 결제가 요청되지 않았습니다. 잠시 후 다시 시도해 주십시오.",
              "The card network cannot be reached, and nothing was charged. Try again in a moment.",
              kRetryable};
    case ErrorCode::kServiceUnavailable:
      return {
          "SERVICE_UNAVAILABLE",
          "일시적으로 서비스를 이용할 수 없습니다. 잠시 후 다시 시도해 주십시오.",
          "The service is temporarily unavailable, and nothing was done. Try again in a moment.",
          kRetryable};
    case ErrorCode::kInternalError:
      return {"INTERNAL_ERROR",
              "내부 오류가 발생하였습니다. 문제가 계속되면 고객센터에 문의해 주십시오.",
              "An internal error occurred. If it persists, contact support.", kFinal};
    case ErrorCode::kDoesNotReconcile:
      return {"DOES_NOT_RECONCILE", "대사 결과가 일치하지 않습니다. 대사 보고서를 확인해 주십시오.",
              "The reconciliation found differences. See the reconciliation report.", kFinal};
    case ErrorCode::kLockHeld:
      return {"LOCK_HELD",
              "같은 작업이 이미 실행되고 있습니다. 작업이 끝난 뒤 다시 시도해 주십시오.",
              "The same task is already running. Try again once it has finished.", kRetryable};
  }
  return {};  // only for a number that no enumerator has
}

std::vector<ErrorCode> collect_error_codes() {
  std::vector<ErrorCode> codes;
  for (int value = 0;; ++value) {
    const auto code = static_cast<ErrorCode>(value);
    if (entry(code).wire_name.empty()) return codes;
    codes.push_back(code);
  }
}

}  // namespace

const std::vector<ErrorCode>& all_error_codes() {
  static const std::vector<ErrorCode> codes = collect_error_codes();
  return codes;
}

std::string_view wire_name(ErrorCode code) { return entry(code).wire_name; }

ErrorCode error_code_from_wire(std::string_view name) {
  for (const ErrorCode code : all_error_codes()) {
    if (wire_name(code) == name) return code;
  }
  constexpr bool kKnownWireName = false;
  PAY200_ASSERT(kKnownWireName);
}

std::string_view message(ErrorCode code, Language language) {
  const Entry found = entry(code);
  return language == Language::kKorean ? found.korean : found.english;
}

bool retryable(ErrorCode code) { return entry(code).retryable; }

}  // namespace pay200
