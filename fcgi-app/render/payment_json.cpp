#include "fcgi-app/render/payment_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/platform/assert.hpp"
#include "fcgi-app/render/json_text.hpp"
#include "fcgi-app/render/transaction_json.hpp"

namespace pay200::render {
namespace {

using Json = nlohmann::ordered_json;

/// Of a payment with a few attempts and cancels.
constexpr std::size_t kUsualSize = 4'096;

std::string upper(std::string word) {
  std::transform(word.begin(), word.end(), word.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return word;
}

std::optional<std::string> key_of(const std::optional<TransactionId>& id) {
  return id ? std::optional(to_text(*id)) : std::nullopt;
}

/// Whether the sale will be collected from the issuer (매입).
const char* acquire_status(PaymentState state) {
  if (state == PaymentState::kCanceled) return "CANCELED";
  const bool voiding = state == PaymentState::kVoiding || state == PaymentState::kApprovedVoiding;
  return voiding ? "CANCEL_REQUESTED" : "READY";
}

/// `refundable_minor`: what was left after it.
void write_cancel(JsonText& json, const CancelView& cancel, std::int64_t refundable_minor) {
  json.begin_object()
      .member("cancelAmount", cancel.amount.amount_minor)
      .member("cancelReason", cancel.reason)
      .member("cancelStatus", upper(cancel.state))
      .member("taxFreeAmount", cancel.tax.tax_free_minor)
      .member("taxExemptionAmount", 0)
      .member("refundableAmount", refundable_minor)
      .member("cardDiscountAmount", 0)
      .member("transferDiscountAmount", 0)
      .member("easyPayDiscountAmount", 0)
      .member("canceledAt", cancel.state == "done" ? cancel.finished_at : std::nullopt)
      .member("transactionKey", key_of(cancel.transaction_id))
      .member("receiptKey", nullptr)
      .member("cancelRequestId", nullptr)
      .member("requestedBy", upper(cancel.requested_by))
      .member("requestedAt", cancel.requested_at)
      .end_object();
}

void write_cancels(JsonText& json, const Payment& payment) {
  if (payment.cancels.empty()) {
    json.value(nullptr);
    return;
  }
  json.begin_array();
  std::int64_t refundable_minor = payment.total.amount_minor;
  for (const CancelView& cancel : payment.cancels) {
    if (cancel.state != "aborted") refundable_minor -= cancel.amount.amount_minor;
    write_cancel(json, cancel, refundable_minor);
  }
  json.end_array();
}

void write_attempts(JsonText& json, const Payment& payment) {
  json.begin_array();
  for (const AttemptView& attempt : payment.attempts) {
    json.begin_object()
        .member("number", attempt.number)
        .member("status", upper(attempt.state))
        .member("cardNumber", masked_card_number(attempt.bin, attempt.last_four))
        .member("cardBrand", attempt.brand)
        .member("acquirerCode", attempt.acquirer)
        .member("responseCode", attempt.response_code)
        .member("approveNo", attempt.approval_code)
        .member("startedAt", attempt.started_at)
        .member("finishedAt", attempt.finished_at)
        .end_object();
  }
  json.end_array();
}

void write_timeline(JsonText& json, const Payment& payment) {
  json.begin_array();
  for (const TimelineEntry& entry : payment.timeline) {
    if (entry.event == "alarm") continue;  // between the acquirer and its operators
    json.begin_object()
        .member("at", entry.at)
        .member("event", entry.event)
        .member("status", to_text(public_status(payment_state_from_text(entry.state))))
        .end_object();
  }
  json.end_array();
}

/// Until when the shop's server may confirm what its page created and its shopper has confirmed.
void write_shop_confirm(JsonText& json, const Payment& payment) {
  if (payment.state != PaymentState::kConfirmed) {
    json.value(nullptr);
    return;
  }
  json.begin_object().member("expiresAt", payment.hold_expires_at).end_object();
}

void write_qr(JsonText& json, const Payment& payment, const std::optional<QrCode>& qr) {
  if (!qr) {
    json.value(nullptr);
    return;
  }
  json.begin_object()
      .member("token", qr->token)
      .member("url", qr->url)
      .member("expiresAt", payment.expires_at)
      .end_object();
}

void write_page_token(JsonText& json, const std::optional<PageToken>& token) {
  if (!token) {
    json.value(nullptr);
    return;
  }
  json.begin_object()
      .member("token", token->text)
      .member("expiresAt", token->expires_at)
      .end_object();
}

void write_card(JsonText& json, const Payment& payment) {
  const AttemptView* approved = payment.approved_attempt();
  if (approved == nullptr) {
    json.value(nullptr);
    return;
  }
  json.begin_object()
      .member("amount", payment.total.amount_minor)
      .member("issuerCode", nullptr)  // no table of issuers by BIN is kept
      .member("acquirerCode", approved->acquirer)
      .member("number", masked_card_number(approved->bin, approved->last_four))
      .member("installmentPlanMonths", approved->installment_months)
      .member("approveNo", approved->approval_code)
      .member("useCardPoint", false)
      .member("cardType", "신용")
      .member("ownerType", "개인")
      .member("acquireStatus", acquire_status(payment.state))
      .member("isInterestFree", false)
      .member("interestPayer", nullptr)
      .end_object();
}

void write_failure(JsonText& json, const Payment& payment, Language language) {
  if (!payment.failure) {
    json.value(nullptr);
    return;
  }
  json.begin_object()
      .member("code", wire_name(*payment.failure))
      .member("message", message(*payment.failure, language))
      .end_object();
}

void write_receipt(JsonText& json, const Payment& payment, const std::string& public_base_url) {
  if (payment.approved_attempt() == nullptr) {
    json.value(nullptr);
    return;
  }
  json.begin_object().member("url", receipt_url(public_base_url, payment.key)).end_object();
}

void write_amounts(JsonText& json, const Payment& payment) {
  const TaxParts tax_left = payment.tax_left();
  json.member("currency", to_text(payment.total.currency))
      .member("totalAmount", payment.total.amount_minor)
      .member("balanceAmount", payment.balance.amount_minor)
      .member("suppliedAmount", tax_left.supplied_minor)
      .member("vat", tax_left.vat_minor)
      .member("taxFreeAmount", tax_left.tax_free_minor);
}

/// Toss Payments' other ways to pay and extras, which pay200 does not have.
void write_absent(JsonText& json) {
  for (const char* name :
       {"virtualAccount", "transfer", "mobilePhone", "giftCertificate", "cashReceipt",
        "cashReceipts", "discount", "easyPay", "foreignEasyPay", "secret", "metadata"}) {
    json.member(name, nullptr);
  }
}

template <class Write>
Json tree_of(const Write& write) {
  JsonText text;
  write(text);
  return Json::parse(text.take());
}

}  // namespace

Json card_json(const Payment& payment) {
  return tree_of([&](JsonText& text) { write_card(text, payment); });
}

std::string masked_card_number(const std::string& bin, const std::string& last_four) {
  return bin + "******" + last_four;
}

Json cancel_json(const Payment& payment, CancelId cancel_id) {
  const auto found = std::ranges::find(payment.cancels, cancel_id, &CancelView::id);
  PAY200_ASSERT(found != payment.cancels.end());
  return tree_of([&](JsonText& text) { write_cancels(text, payment); })
      .at(static_cast<std::size_t>(found - payment.cancels.begin()));
}

Json failure_json(const Payment& payment, Language language) {
  return tree_of([&](JsonText& text) { write_failure(text, payment, language); });
}

std::string payment_text(const Payment& payment, const std::optional<QrCode>& qr,
                         const std::optional<PageToken>& page_token,
                         const std::string& public_base_url, Language language) {
  JsonText json(kUsualSize);
  json.begin_object()
      .member("mId", to_text(payment.key.merchant_id))
      .member("lastTransactionKey", key_of(payment.last_transaction_id))
      .member("paymentKey", to_text(payment.key))
      .member("orderId", payment.order_id)
      .member("orderName", payment.order_name)
      .member("taxExemptionAmount", 0)
      .member("status", to_text(payment.status()))
      .member("requestedAt", payment.requested_at)
      .member("approvedAt", payment.approved_at)
      .member("useEscrow", false)
      .member("cultureExpense", false);
  write_card(json.key("card"), payment);
  write_cancels(json.key("cancels"), payment);
  json.member("type", "NORMAL").member("country", "KR");
  write_failure(json.key("failure"), payment, language);
  json.member("isPartialCancelable", payment.approved_attempt() != nullptr);
  write_receipt(json.key("receipt"), payment, public_base_url);
  json.key("checkout")
      .begin_object()
      .member("url", qr ? qr->url : public_base_url + "/app/#payment=" + to_text(payment.key))
      .end_object();
  write_amounts(json, payment);
  json.member("method", "카드").member("version", "2022-11-16");
  write_absent(json);
  json.member("customerName", payment.customer_name);
  write_shop_confirm(json.key("shopConfirm"), payment);
  write_qr(json.key("qr"), payment, qr);
  write_page_token(json.key("pageToken"), page_token);
  write_attempts(json.key("attempts"), payment);
  write_timeline(json.key("timeline"), payment);
  json.end_object();
  return json.take();
}

Json payment_json(const Payment& payment, const std::optional<QrCode>& qr,
                  const std::optional<PageToken>& page_token, const std::string& public_base_url,
                  Language language) {
  return Json::parse(payment_text(payment, qr, page_token, public_base_url, language));
}

}  // namespace pay200::render
