#include "core/payment/payment_service.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/payment/payment_answer.hpp"
#include "core/payment/payment_store.hpp"

namespace pay200 {
namespace {

using payment_store::Transition;
using std::chrono::seconds;

constexpr std::size_t kMinOrderIdLength = 6;
constexpr std::size_t kMaxOrderIdLength = 64;
constexpr std::size_t kMaxNameCharacters = 100;

/// Characters of UTF-8: bytes that do not continue one.
bool is_name(std::string_view text) {
  const auto characters = std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
  return characters >= 1 && characters <= static_cast<std::ptrdiff_t>(kMaxNameCharacters);
}

constexpr const char* kPlans = "0, or 2 to 12 months";
constexpr int kMostInstallmentMonths = 12;

bool is_plan(std::optional<int> months) {
  return !months || *months == 0 || (*months >= 2 && *months <= kMostInstallmentMonths);
}

std::optional<TaxParts> taxes_of(const CreatePaymentRequest& request) {
  return given_tax_parts(request.amount.amount_minor, request.tax_free_minor, request.vat_minor,
                         request.supplied_minor);
}

struct Installments {
  int least = 0, most = 0;
};

/// A small amount is paid at once, whatever the shop would allow, as Toss Payments has it.
Installments installments_of(const CreatePaymentRequest& request, const Config& config) {
  if (request.amount.amount_minor < config.payment.installment_least_amount) return {};
  if (request.installment_fixed) return {*request.installment_fixed, *request.installment_fixed};
  return {0, request.installment_most.value_or(kMostInstallmentMonths)};
}

std::optional<Error> fault_in(const CreatePaymentRequest& request) {
  const auto invalid = [](const char* param, const char* detail) {
    return Error{.code = ErrorCode::kInvalidRequest, .param = param, .detail = detail};
  };
  if (!is_order_id(request.order_id)) return invalid("orderId", "6 to 64 of A-Za-z0-9-_.");
  if (!is_name(request.order_name)) return invalid("orderName", "1 to 100 characters");
  if (request.customer_name && !is_name(*request.customer_name)) {
    return invalid("customerName", "1 to 100 characters");
  }
  if (request.amount.amount_minor < 1 || request.amount.amount_minor > kMaxAmountMinor) {
    return invalid("amount", "1 to 999999999999");
  }
  if (!taxes_of(request)) {
    return invalid("taxFreeAmount", "suppliedAmount, vat and taxFreeAmount must add up to amount");
  }
  if (request.installment_fixed && request.installment_most) {
    return invalid("cardInstallmentPlan", "not together with maxCardInstallmentPlan");
  }
  if (!is_plan(request.installment_fixed)) return invalid("cardInstallmentPlan", kPlans);
  if (!is_plan(request.installment_most)) return invalid("maxCardInstallmentPlan", kPlans);
  return std::nullopt;
}

Result<Payment> found(std::optional<Payment> payment) {
  if (!payment) return ErrorCode::kNotFoundPayment;
  return *std::move(payment);
}

}  // namespace

bool is_order_id(std::string_view text) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
  return text.size() >= kMinOrderIdLength && text.size() <= kMaxOrderIdLength &&
         text.find_first_not_of(kAllowed) == std::string_view::npos;
}

PaymentService::PaymentService(db::Database& database, const Clock& clock, const Config& config,
                               LinkClient* link, std::string pin_key)
    : database_(database),
      clock_(clock),
      config_(config),
      link_(link),
      pin_key_(std::move(pin_key)) {}

PaymentAnswer PaymentService::create_payment(const CreatePaymentRequest& request) {
  if (auto fault = fault_in(request)) return {.result = *std::move(fault)};
  const Time now = clock_.now();
  const Installments installments = installments_of(request, config_);
  const payment_store::NewPayment payment{
      .key = {request.merchant_id, PaymentId::make(now)},
      .order_id = request.order_id,
      .order_name = request.order_name,
      .customer_name = request.customer_name,
      .total = request.amount,
      .tax = taxes_of(request).value(),
      .installment_least = installments.least,
      .installment_most = installments.most,
      .by_client = request.by_client,
      .expires_at = now + seconds(config_.payment.qr_lifetime_s)};
  Transition made = payment_store::create_payment(database_, payment, request.idempotency, now);
  if (!is_done(made)) return refusal(made);
  return {.result = found(std::move(made.payment)), .replayed = made.replayed};
}

Result<Payment> PaymentService::get_payment(const PaymentKey& key) {
  return found(payment_store::find_payment(database_, key));
}

void PaymentService::get_payment(const PaymentKey& key, Later<Result<Payment>> later) {
  payment_store::find_payment(database_, key, [later = std::move(later)](const auto& payment) {
    later([&] { return found(payment()); });
  });
}

Result<Payment> PaymentService::get_payment_by_order(MerchantId merchant_id,
                                                     const std::string& order_id) {
  return found(payment_store::find_payment_by_order(database_, merchant_id, order_id));
}

Result<Payment> PaymentService::get_payment_of_shopper(const PaymentKey& key,
                                                       ShopperId shopper_id) {
  auto payment = payment_store::find_payment(database_, key);
  if (payment && payment->shopper_id != shopper_id) payment.reset();
  return found(std::move(payment));
}

Result<Receipt> PaymentService::get_receipt_of_shopper(const PaymentKey& key,
                                                       ShopperId shopper_id) {
  auto payment = get_payment_of_shopper(key, shopper_id);
  if (!payment) return payment.error();
  if (payment->approved_attempt() == nullptr) {
    return Error{.code = ErrorCode::kNotFoundPayment, .detail = "it has not been paid"};
  }
  auto merchant = MerchantService(database_, clock_).get_merchant(key.merchant_id);
  if (!merchant) return merchant.error();
  return Receipt{*std::move(payment), *std::move(merchant)};
}

Result<Payment> PaymentService::scan_payment(const PaymentKey& key, ShopperId shopper_id,
                                             bool live) {
  const Time now = clock_.now();
  const Time hold_expires_at = now + seconds(config_.payment.hold_lifetime_s);
  Transition scanned =
      payment_store::scan_payment(database_, key, shopper_id, live, hold_expires_at, now);
  if (!is_done(scanned)) return refusal(scanned).result;
  return found(std::move(scanned.payment));
}

}  // namespace pay200
