#include "sandbox/clearing_file.hpp"

#include "core/platform/assert.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/crypto/crypto.hpp"

namespace pay200::sandbox {
namespace {

constexpr std::string_view kTypes = "SRDV";
constexpr std::int64_t kFeeBasisPoints = 150;

std::string left(std::string_view text, std::size_t width) {
  PAY200_ASSERT(text.size() <= width);
  return std::string{text} + std::string(width - text.size(), ' ');
}

std::string number(std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  PAY200_ASSERT(value >= 0 && digits.size() <= width);
  return std::string(width - digits.size(), '0') + digits;
}

std::string with_sign(std::int64_t value, std::size_t width) {
  return (value < 0 ? "-" : "+") + number(value < 0 ? -value : value, width);
}

std::string digits_of(std::chrono::year_month_day day) {
  std::string text = to_text(day);
  std::erase(text, '-');
  return text;
}

}  // namespace

std::int64_t acquirer_fee(std::int64_t amount_minor) {
  constexpr std::int64_t kWhole = 10'000;
  return (amount_minor * kFeeBasisPoints + kWhole / 2) / kWhole;
}

void ClearingText::header(std::string_view acquirer, std::chrono::year_month_day day,
                          std::string_view file_id) {
  text_ = "HPAY200CLEAR01" + left(acquirer, 11) + digits_of(day) + left(file_id, 16) + "410" +
          std::string(56, ' ') + '\n';
}

void ClearingText::record(const ClearingRecord& record) {
  const auto type = static_cast<std::size_t>(record.type);
  ++records_;
  text_ += kTypes[type] + number(static_cast<std::int64_t>(records_), 9) +
           left(record.merchant, 15) + left(record.terminal, 8) + left(record.stan, 6) +
           left(record.time, 10) + left(record.rrn, 12) + left(record.approval, 6) +
           number(record.amount_minor, 12) + with_sign(record.fee_minor, 9) + "410" +
           left(record.reference, 16) + '\n';
  ++totals_[type].count;
  totals_[type].amount_minor += record.amount_minor;
  fees_minor_ += record.fee_minor;
}

void ClearingText::trailer() {
  text_ += 'T' + number(static_cast<std::int64_t>(records_), 9);
  for (const Total& total : totals_) {
    text_ += number(static_cast<std::int64_t>(total.count), 9) + number(total.amount_minor, 15);
  }
  text_ += with_sign(fees_minor_, 15);
  text_ += crypto::to_hex(crypto::sha256(text_)) + '\n';
}

}  // namespace pay200::sandbox
