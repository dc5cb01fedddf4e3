#include "fcgi-app/render/payment_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/platform/assert.hpp"
#include "fcgi-app/render/transaction_json.hpp"

namespace pay200::render {
namespace {

using Json = nlohmann::ordered_json;

std::string upper(std::string word) {
  std::transform(word.begin(), word.end(), word.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return word;
}

Json time_or_null(const std::optional<Time>& time) {
  return time ? Json(to_iso8601(*time)) : Json(nullptr);
}

template <class T>
Json value_or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json key_or_null(const std::optional<TransactionId>& id) {
  return id ? Json(to_text(*id)) : Json(nullptr);
}

/// Whether the sale will be collected from the issuer (매입).
const char* acquire_status(PaymentState state) {
  if (state == PaymentState::kCanceled) return "CANCELED";
  const bool voiding = state == PaymentState::kVoiding || state == PaymentState::kApprovedVoiding;
  return voiding ? "CANCEL_REQUESTED" : "READY";
}

/// `refundable_minor`: what was left after it.
Json cancel_json(const CancelView& cancel, std::int64_t refundable_minor) {
  return {
      {"cancelAmount", cancel.amount.amount_minor},
      {"cancelReason", cancel.reason},
      {"cancelStatus", upper(cancel.state)},
      {"taxFreeAmount", cancel.tax.tax_free_minor},
      {"taxExemptionAmount", 0},
      {"refundableAmount", refundable_minor},
      {"cardDiscountAmount", 0},
      {"transferDiscountAmount", 0},
      {"easyPayDiscountAmount", 0},
      {"canceledAt", time_or_null(cancel.state == "done" ? cancel.finished_at : std::nullopt)},
      {"transactionKey", key_or_null(cancel.transaction_id)},
      {"receiptKey", nullptr},
      {"cancelRequestId", nullptr},
      {"requestedBy", upper(cancel.requested_by)},
      {"requestedAt", to_iso8601(cancel.requested_at)},
  };
}

Json cancels_json(const Payment& payment) {
  if (payment.cancels.empty()) return nullptr;
  Json list = Json::array();
  std::int64_t refundable_minor = payment.total.amount_minor;
  for (const CancelView& cancel : payment.cancels) {
    if (cancel.state != "aborted") refundable_minor -= cancel.amount.amount_minor;
    list.push_back(cancel_json(cancel, refundable_minor));
  }
  return list;
}

Json attempts_json(const Payment& payment) {
  Json list = Json::array();
  for (const AttemptView& attempt : payment.attempts) {
    list.push_back({
        {"number", attempt.number},
        {"status", upper(attempt.state)},
        {"cardNumber", masked_card_number(attempt.bin, attempt.last_four)},
        {"cardBrand", attempt.brand},
        {"acquirerCode", attempt.acquirer},
        {"responseCode", value_or_null(attempt.response_code)},
        {"approveNo", value_or_null(attempt.approval_code)},
        {"startedAt", to_iso8601(attempt.started_at)},
        {"finishedAt", time_or_null(attempt.finished_at)},
    });
  }
  return list;
}

Json timeline_json(const Payment& payment) {
  Json list = Json::array();
  for (const TimelineEntry& entry : payment.timeline) {
    if (entry.event == "alarm") continue;  // between the acquirer and its operators
    list.push_back({
        {"at", to_iso8601(entry.at)},
        {"event", entry.event},
        {"status", to_text(public_status(payment_state_from_text(entry.state)))},
    });
  }
  return list;
}

/// Until when the shop's server may confirm what its page created and its shopper has confirmed.
Json shop_confirm_json(const Payment& payment) {
  if (payment.state != PaymentState::kConfirmed) return nullptr;
  return {{"expiresAt", time_or_null(payment.hold_expires_at)}};
}

Json qr_json(const Payment& payment, const std::optional<QrCode>& qr) {
  if (!qr) return nullptr;
  return {{"token", qr->token}, {"url", qr->url}, {"expiresAt", to_iso8601(payment.expires_at)}};
}

Json page_token_json(const std::optional<PageToken>& token) {
  if (!token) return nullptr;
  return {{"token", token->text}, {"expiresAt", to_iso8601(token->expires_at)}};
}

}  // namespace

Json card_json(const Payment& payment) {
  const AttemptView* approved = payment.approved_attempt();
  if (approved == nullptr) return nullptr;
  return {
      {"amount", payment.total.amount_minor},
      {"issuerCode", nullptr},  // no table of issuers by BIN is kept
      {"acquirerCode", approved->acquirer},
      {"number", masked_card_number(approved->bin, approved->last_four)},
      {"installmentPlanMonths", approved->installment_months},
      {"approveNo", value_or_null(approved->approval_code)},
      {"useCardPoint", false},
      {"cardType", "신용"},
      {"ownerType", "개인"},
      {"acquireStatus", acquire_status(payment.state)},
      {"isInterestFree", false},
      {"interestPayer", nullptr},
  };
}

std::string masked_card_number(const std::string& bin, const std::string& last_four) {
  return bin + "******" + last_four;
}

Json cancel_json(const Payment& payment, CancelId cancel_id) {
  const auto found = std::ranges::find(payment.cancels, cancel_id, &CancelView::id);
  PAY200_ASSERT(found != payment.cancels.end());
  return cancels_json(payment).at(static_cast<std::size_t>(found - payment.cancels.begin()));
}

Json failure_json(const Payment& payment, Language language) {
  if (!payment.failure) return nullptr;
  return {{"code", wire_name(*payment.failure)}, {"message", message(*payment.failure, language)}};
}

Json payment_json(const Payment& payment, const std::optional<QrCode>& qr,
                  const std::optional<PageToken>& page_token, const std::string& public_base_url,
                  Language language) {
  const TaxParts tax_left = payment.tax_left();
  Json json = {
      {"mId", to_text(payment.key.merchant_id)},
      {"lastTransactionKey", key_or_null(payment.last_transaction_id)},
      {"paymentKey", to_text(payment.key)},
      {"orderId", payment.order_id},
      {"orderName", payment.order_name},
      {"taxExemptionAmount", 0},
      {"status", to_text(payment.status())},
      {"requestedAt", to_iso8601(payment.requested_at)},
      {"approvedAt", time_or_null(payment.approved_at)},
      {"useEscrow", false},
      {"cultureExpense", false},
      {"card", card_json(payment)},
      {"cancels", cancels_json(payment)},
      {"type", "NORMAL"},
      {"country", "KR"},
      {"failure", failure_json(payment, language)},
      {"isPartialCancelable", payment.approved_attempt() != nullptr},
      {"receipt", payment.approved_attempt() == nullptr
                      ? Json(nullptr)
                      : Json({{"url", receipt_url(public_base_url, payment.key)}})},
      {"checkout",
       {{"url", qr ? qr->url : public_base_url + "/app/#payment=" + to_text(payment.key)}}},
      {"currency", to_text(payment.total.currency)},
      {"totalAmount", payment.total.amount_minor},
      {"balanceAmount", payment.balance.amount_minor},
      {"suppliedAmount", tax_left.supplied_minor},
      {"vat", tax_left.vat_minor},
      {"taxFreeAmount", tax_left.tax_free_minor},
      {"method", "카드"},
      {"version", "2022-11-16"},
  };
  // Toss Payments' other ways to pay and extras, which pay200 does not have.
  for (const char* name :
       {"virtualAccount", "transfer", "mobilePhone", "giftCertificate", "cashReceipt",
        "cashReceipts", "discount", "easyPay", "foreignEasyPay", "secret", "metadata"}) {
    json[name] = nullptr;
  }
  json["customerName"] = value_or_null(payment.customer_name);
  json["shopConfirm"] = shop_confirm_json(payment);
  json["qr"] = qr_json(payment, qr);
  json["pageToken"] = page_token_json(page_token);
  json["attempts"] = attempts_json(payment);
  json["timeline"] = timeline_json(payment);
  return json;
}

}  // namespace pay200::render
