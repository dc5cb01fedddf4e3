#include <array>
#include <charconv>
#include <cstdint>
#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <utility>

#include "core/money/money.hpp"
#include "core/payment/payment_store.hpp"
#include "core/platform/assert.hpp"
#include "core/platform/db/array_reads.hpp"

namespace pay200::payment_store {
namespace {

/// One of find_payments' rows. Columns by their type, the first of each being 1.
class Cells {
 public:
  explicit Cells(const pqxx::row& row) : row_(row) {}

  std::string_view kind() const { return required(kKind); }
  std::string text(int nth) const { return std::string(required(kTexts + nth)); }
  std::optional<std::string> optional_text(int nth) const {
    const auto value = view(kTexts + nth);
    return value ? std::optional<std::string>(*value) : std::nullopt;
  }
  std::int64_t number(int nth) const {
    const std::string_view value = required(kNumbers + nth);
    std::int64_t number = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
    PAY200_ASSERT(read.ec == std::errc() && read.ptr == value.data() + value.size());
    return number;
  }
  int small(int nth) const { return static_cast<int>(number(nth)); }
  bool flag(int nth) const { return required(kFlags + nth) == "t"; }
  template <class Id>
  std::optional<Id> optional_id(int nth) const {
    const auto value = view(kIds + nth);
    if (!value) return std::nullopt;
    const auto id = Id::from_sql(*value);
    PAY200_ASSERT(id);
    return id;
  }
  template <class Id>
  Id id(int nth) const {
    return optional_id<Id>(nth).value();
  }
  std::optional<Time> optional_time(int nth) const {
    const auto value = view(kTimes + nth);
    return value ? std::optional<Time>(time_from(*value)) : std::nullopt;
  }
  Time time(int nth) const { return time_from(required(kTimes + nth)); }

 private:
  // Before the first of each type.
  static constexpr int kKind = 1, kTexts = 1, kNumbers = 9, kFlags = 18, kIds = 20, kTimes = 22;

  std::optional<std::string_view> view(int column) const {
    const pqxx::field field = row_[column];
    if (field.is_null()) return std::nullopt;
    // Into the result's own memory, which the row keeps.
    return std::string_view(field.c_str(), field.size());
  }
  std::string_view required(int column) const {
    const auto value = view(column);
    PAY200_ASSERT(value.has_value());
    return *value;
  }
  /// "2026-11-22 07:05:03.123456+00": ISO 8601 but for the space.
  static Time time_from(std::string_view value) {
    std::array<char, 40> text;
    constexpr std::size_t kSpaceAt = 10;
    PAY200_ASSERT(value.size() > kSpaceAt && value.size() <= text.size());
    value.copy(text.data(), value.size());
    text[kSpaceAt] = 'T';
    const auto time = from_iso8601({text.data(), value.size()});
    PAY200_ASSERT(time);
    return *time;
  }

  const pqxx::row& row_;
};

void read_payment(const Cells& row, Payment& payment) {
  const auto currency = currency_from_text(row.text(6));
  PAY200_ASSERT(currency);
  payment.merchant_name = row.text(1);
  payment.live = row.text(2) == "live";
  payment.order_id = row.text(3);
  payment.order_name = row.text(4);
  payment.customer_name = row.optional_text(5);
  payment.state = payment_state_from_text(row.text(7));
  if (const auto code = row.optional_text(8)) payment.failure = error_code_from_wire(*code);
  payment.total = {row.number(1), *currency};
  payment.balance = {row.number(2), *currency};
  payment.tax = {row.number(3), row.number(4), row.number(5)};
  payment.fee = {row.small(6), row.number(7), row.flag(1)};
  payment.installment_least = row.small(8);
  payment.installment_most = row.small(9);
  payment.shop_confirms = row.flag(2);
  payment.shopper_id = row.optional_id<ShopperId>(1);
  payment.last_transaction_id = row.optional_id<TransactionId>(2);
  payment.requested_at = row.time(1);
  payment.expires_at = row.time(2);
  payment.hold_expires_at = row.optional_time(3);
  payment.approved_at = row.optional_time(4);
}

AttemptView attempt_in(const Cells& row) {
  return {.id = row.id<AttemptId>(1),
          .number = row.small(1),
          .state = row.text(1),
          .acquirer = row.text(2),
          .bin = row.text(3),
          .last_four = row.text(4),
          .brand = row.text(5),
          .rrn = row.text(6),
          .installment_months = row.small(2),
          .response_code = row.optional_text(7),
          .approval_code = row.optional_text(8),
          .started_at = row.time(1),
          .finished_at = row.optional_time(2)};
}

CancelView cancel_in(const Cells& row, Currency currency) {
  return {.id = row.id<CancelId>(1),
          .amount = {row.number(1), currency},
          .reason = row.text(3),
          .state = row.text(1),
          .type = row.text(2),
          .tax = {row.number(2), row.number(3), row.number(4)},
          .requested_by = row.text(4),
          .by_operator = row.optional_text(5),
          .moved = row.flag(1),
          .requested_at = row.time(1),
          .finished_at = row.optional_time(2),
          .transaction_id = row.optional_id<TransactionId>(2),
          .response_code = row.optional_text(6)};
}

TimelineEntry entry_in(const Cells& row) {
  return {.at = row.time(1), .event = row.text(1), .state = row.text(2), .detail = row.text(3)};
}

/// The payment's own row is the first.
void read_row(const Cells& row, Payment& payment) {
  const std::string_view kind = row.kind();
  if (kind == "payment") {
    read_payment(row, payment);
  } else if (kind == "attempt") {
    payment.attempts.push_back(attempt_in(row));
  } else if (kind == "cancel") {
    payment.cancels.push_back(cancel_in(row, payment.total.currency));
  } else {
    PAY200_ASSERT(kind == "event");
    payment.timeline.push_back(entry_in(row));
  }
}

constexpr db::Statement kFindPayments{"find_payments", "SELECT * FROM find_payments($1, $2)"};

db::Params params_of(const PaymentKey& key) {
  return db::Params().add(key.merchant_id).add(key.payment_id);
}

std::optional<Payment> payment_in(const PaymentKey& key, const db::ArrayReads::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  PAY200_ASSERT(Cells(rows.front()).kind() == "payment");
  Payment payment;
  payment.key = key;
  for (const pqxx::row& row : rows) read_row(Cells(row), payment);
  return payment;
}

}  // namespace

std::optional<Payment> find_payment(db::Database& database, const PaymentKey& key) {
  return payment_in(key, database.array_reads(kFindPayments).read(params_of(key)));
}

void find_payment(db::Database& database, const PaymentKey& key,
                  Later<std::optional<Payment>> later) {
  database.array_reads(kFindPayments)
      .read(params_of(key), [key, later = std::move(later)](const auto& rows) {
        later([&] { return payment_in(key, rows()); });
      });
}

}  // namespace pay200::payment_store
