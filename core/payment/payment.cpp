#include "core/payment/payment.hpp"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

using Json = nlohmann::json;

// The readers below assert: the snapshot is made by our own SQL function and nothing else. But one
// that is kept for an idempotency key may be older than this program: a key that payment_snapshot
// gained later is missing from it, and must be read as optional.

const Json& member(const Json& object, const char* name) {
  PAY200_ASSERT(object.is_object());
  const auto found = object.find(name);
  PAY200_ASSERT(found != object.end());
  return *found;
}

std::string text(const Json& object, const char* name) {
  const Json& value = member(object, name);
  PAY200_ASSERT(value.is_string());
  return value.get<std::string>();
}

std::int64_t number(const Json& object, const char* name) {
  const Json& value = member(object, name);
  PAY200_ASSERT(value.is_number_integer());
  return value.get<std::int64_t>();
}

bool flag(const Json& object, const char* name) {
  const Json& value = member(object, name);
  PAY200_ASSERT(value.is_boolean());
  return value.get<bool>();
}

Time time(const Json& object, const char* name) {
  const auto parsed = from_iso8601(text(object, name));
  PAY200_ASSERT(parsed);
  return *parsed;
}

template <class Id>
Id id(const Json& object, const char* name) {
  const auto parsed = Id::from_sql(text(object, name));
  PAY200_ASSERT(parsed);
  return *parsed;
}

template <class Value>
std::optional<Value> unless_null(const Json& object, const char* name,
                                 Value (*read)(const Json&, const char*)) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return std::nullopt;
  return read(object, name);
}

/// Of what was kept before there were instalments.
int int_or_zero(const Json& object, const char* name) {
  return static_cast<int>(unless_null(object, name, number).value_or(0));
}

ErrorCode error_code(const Json& object, const char* name) {
  return error_code_from_wire(text(object, name));
}

Currency currency(const Json& object) {
  const auto parsed = currency_from_text(text(object, "currency"));
  PAY200_ASSERT(parsed);
  return *parsed;
}

AttemptView attempt_view(const Json& object) {
  AttemptView view;
  view.id = id<AttemptId>(object, "attempt_id");
  view.number = static_cast<int>(number(object, "number"));
  view.state = text(object, "state");
  view.acquirer = text(object, "acquirer");
  view.bin = text(object, "bin");
  view.last_four = text(object, "last_four");
  view.brand = text(object, "brand");
  view.rrn = text(object, "rrn");
  view.installment_months = int_or_zero(object, "installment_months");
  view.response_code = unless_null(object, "response_code", text);
  view.approval_code = unless_null(object, "approval_code", text);
  view.started_at = time(object, "started_at");
  view.finished_at = unless_null(object, "finished_at", time);
  return view;
}

/// One that was kept before cancels could be of a part has no tax parts: it was of the whole.
TaxParts tax_of_cancel(const Json& object, const TaxParts& whole) {
  if (!object.contains("supplied")) return whole;
  return {number(object, "supplied"), number(object, "vat"), number(object, "tax_free")};
}

CancelView cancel_view(const Json& object, const Payment& payment) {
  CancelView view;
  view.id = id<CancelId>(object, "cancel_id");
  view.amount = {number(object, "amount"), payment.total.currency};
  view.tax = tax_of_cancel(object, payment.tax);
  view.type = unless_null(object, "type", text).value_or("CANCEL");
  view.reason = text(object, "reason");
  view.state = text(object, "state");
  view.requested_by = text(object, "requested_by");
  view.by_operator = unless_null(object, "operator", text);
  view.moved = flag(object, "moved");
  view.requested_at = time(object, "requested_at");
  view.finished_at = unless_null(object, "finished_at", time);
  view.transaction_id = unless_null(object, "transaction_id", id<TransactionId>);
  view.response_code = unless_null(object, "response_code", text);
  return view;
}

TimelineEntry timeline_entry(const Json& object) {
  TimelineEntry entry;
  entry.at = time(object, "at");
  entry.event = text(object, "event");
  entry.state = text(object, "state");
  entry.detail = member(object, "detail").dump();
  return entry;
}

void read_terms(const Json& snapshot, Payment& payment) {
  const Currency in = currency(snapshot);
  payment.total = {number(snapshot, "total"), in};
  payment.balance = {number(snapshot, "balance"), in};
  payment.tax = {number(snapshot, "supplied"), number(snapshot, "vat"),
                 number(snapshot, "tax_free")};
  payment.fee = {static_cast<int>(number(snapshot, "fee_basis_points")),
                 number(snapshot, "fee_fixed"),
                 unless_null(snapshot, "fee_refundable", flag).value_or(true)};
}

void read_times(const Json& snapshot, Payment& payment) {
  payment.requested_at = time(snapshot, "requested_at");
  payment.expires_at = time(snapshot, "expires_at");
  payment.hold_expires_at = unless_null(snapshot, "hold_expires_at", time);
  payment.approved_at = unless_null(snapshot, "approved_at", time);
}

void read_history(const Json& snapshot, Payment& payment) {
  for (const Json& attempt : member(snapshot, "attempts")) {
    payment.attempts.push_back(attempt_view(attempt));
  }
  for (const Json& cancel : member(snapshot, "cancels")) {
    payment.cancels.push_back(cancel_view(cancel, payment));
  }
  for (const Json& entry : member(snapshot, "timeline")) {
    payment.timeline.push_back(timeline_entry(entry));
  }
}

}  // namespace

const AttemptView* Payment::approved_attempt() const {
  const auto found = std::ranges::find(attempts, "approved", &AttemptView::state);
  return found == attempts.end() ? nullptr : &*found;
}

TaxParts Payment::tax_left() const {
  TaxParts left = tax;
  for (const CancelView& cancel : cancels) {
    if (!cancel.takes()) continue;
    left.supplied_minor -= cancel.tax.supplied_minor;
    left.vat_minor -= cancel.tax.vat_minor;
    left.tax_free_minor -= cancel.tax.tax_free_minor;
  }
  return left;
}

std::vector<int> Payment::installment_plans() const {
  std::vector<int> months;
  for (int month = installment_least; month <= installment_most; ++month) {
    if (month != 1) months.push_back(month);
  }
  return months;
}

Payment payment_from_snapshot(const nlohmann::json& snapshot) {
  Payment payment;
  payment.key = {MerchantId{number(snapshot, "merchant_id")},
                 id<PaymentId>(snapshot, "payment_id")};
  payment.merchant_name = text(snapshot, "merchant_name");
  payment.live = text(snapshot, "mode") == "live";
  payment.order_id = text(snapshot, "order_id");
  payment.order_name = text(snapshot, "order_name");
  payment.customer_name = unless_null(snapshot, "customer_name", text);
  read_terms(snapshot, payment);
  payment.state = payment_state_from_text(text(snapshot, "state"));
  payment.shop_confirms = unless_null(snapshot, "shop_confirms", flag).value_or(false);
  payment.installment_least = int_or_zero(snapshot, "installment_least");
  payment.installment_most = int_or_zero(snapshot, "installment_most");
  payment.shopper_id = unless_null(snapshot, "shopper_id", id<ShopperId>);
  payment.failure = unless_null(snapshot, "failure_code", error_code);
  read_times(snapshot, payment);
  read_history(snapshot, payment);
  payment.last_transaction_id = unless_null(snapshot, "last_transaction_id", id<TransactionId>);
  return payment;
}

}  // namespace pay200
