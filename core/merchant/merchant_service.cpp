#include "core/merchant/merchant_service.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/merchant/merchant_store.hpp"
#include "core/money/money.hpp"
#include "core/platform/utf8.hpp"
#include "core/settlement/bank_calendar.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kMostNameCharacters = 60;
constexpr int kMostBasisPoints = 10'000;
constexpr std::size_t kMostReceiptCharacters = 100;
constexpr const char* kReceiptLine = "1 to 100 characters on one line";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The ten digits of 1234567890 or 123-45-67890; empty if it is neither.
std::string ten_digits(std::string_view text) {
  std::string digits(text);
  if (digits.size() == 12 && digits[3] == '-' && digits[6] == '-') {
    digits.erase(6, 1);
    digits.erase(3, 1);
  }
  const bool shaped = digits.size() == 10 && std::all_of(digits.begin(), digits.end(), is_digit);
  return shaped ? digits : std::string();
}

int check_digit(std::string_view digits) {
  constexpr std::array<int, 9> kWeights = {1, 3, 7, 1, 3, 7, 1, 3, 5};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += kWeights[i] * (digits[i] - '0');
  sum += 5 * (digits[8] - '0') / 10;
  return (10 - sum % 10) % 10;
}

Error invalid(const char* param, const char* detail) {
  Error error{ErrorCode::kInvalidRequest};
  error.param = param;
  error.detail = detail;
  return error;
}

/// "" takes the line away.
bool is_receipt_line(const std::optional<std::string>& text) {
  return !text || text->empty() || is_one_line(*text, kMostReceiptCharacters);
}

constexpr std::size_t kMostReasonCharacters = 200;

/// Of a suspension or its end; none: it is right.
std::optional<Error> fault_of(const std::string& reason) {
  if (is_one_line(reason, kMostReasonCharacters)) return std::nullopt;
  return invalid("reason", "1 to 200 characters on one line");
}

}  // namespace

Result<std::string> parse_business_number(std::string_view text) {
  const std::string digits = ten_digits(text);
  if (digits.empty()) return invalid("businessNumber", "ten digits, as in 123-45-67891");
  // No tax office has the number 000; without this, ten zeros would pass.
  if (digits.compare(0, 3, "000") == 0 || check_digit(digits) != digits[9] - '0') {
    return invalid("businessNumber", "its check digit does not match: look for a typo");
  }
  return digits;
}

std::string format_business_number(std::string_view ten_digits) {
  PAY200_ASSERT(ten_digits.size() == 10);
  std::string text(ten_digits);
  text.insert(5, 1, '-');
  text.insert(3, 1, '-');
  return text;
}

Result<MerchantService::MerchantChanges> MerchantService::checked_changes(MerchantChanges changes) {
  if (changes.name && !is_one_line(*changes.name, kMostNameCharacters)) {
    return invalid("name", "1 to 60 characters on one line");
  }
  if (changes.business_number) {
    auto digits = parse_business_number(*changes.business_number);
    if (!digits) return digits.error();
    changes.business_number = *std::move(digits);
  }
  const auto within = [](std::int64_t number, std::int64_t most) {
    return number >= 0 && number <= most;
  };
  if (changes.fee_basis_points && !within(*changes.fee_basis_points, kMostBasisPoints)) {
    return invalid("feeBasisPoints", "0 to 10000 basis points");
  }
  if (changes.fee_fixed_minor && !within(*changes.fee_fixed_minor, kMaxAmountMinor)) {
    return invalid("feeFixed", "0 to 999999999999");
  }
  if (changes.refund_limit_minor && *changes.refund_limit_minor != kNoRefundLimit &&
      !within(*changes.refund_limit_minor, kMaxAmountMinor)) {
    return invalid("refundLimit", "0 to 999999999999");
  }
  if (changes.settlement_days &&
      (*changes.settlement_days < 1 || *changes.settlement_days > kMostSettlementDays)) {
    return invalid("settlementDays", "1 to 30 bank days");
  }
  if (!is_receipt_line(changes.representative)) return invalid("representative", kReceiptLine);
  if (!is_receipt_line(changes.address)) return invalid("address", kReceiptLine);
  if (!is_receipt_line(changes.phone)) return invalid("phone", kReceiptLine);
  return changes;
}

void MerchantService::MerchantChanges::apply_to(MerchantTerms& terms) const {
  const auto line = [](const std::optional<std::string>& said, std::optional<std::string>& kept) {
    if (said) kept = said->empty() ? std::nullopt : said;
  };
  terms.name = name.value_or(terms.name);
  terms.business_number = business_number.value_or(terms.business_number);
  terms.fee_basis_points = fee_basis_points.value_or(terms.fee_basis_points);
  terms.fee_fixed_minor = fee_fixed_minor.value_or(terms.fee_fixed_minor);
  terms.fee_refundable = fee_refundable.value_or(terms.fee_refundable);
  if (refund_limit_minor == kNoRefundLimit) {
    terms.refund_limit_minor.reset();
  } else if (refund_limit_minor) {
    terms.refund_limit_minor = refund_limit_minor;
  }
  terms.auto_confirm = auto_confirm.value_or(terms.auto_confirm);
  terms.settlement_days = settlement_days.value_or(terms.settlement_days);
  line(representative, terms.representative);
  line(address, terms.address);
  line(phone, terms.phone);
}

MerchantService::MerchantService(db::Database& database, const Clock& clock)
    : database_(database), clock_(clock) {}

Result<Merchant> MerchantService::add_merchant(const NewMerchant& merchant) {
  const auto terms = checked_changes({.name = merchant.name,
                                      .business_number = merchant.business_number,
                                      .fee_basis_points = merchant.fee_basis_points,
                                      .fee_fixed_minor = merchant.fee_fixed_minor,
                                      .fee_refundable = merchant.fee_refundable,
                                      .refund_limit_minor = merchant.refund_limit_minor,
                                      .auto_confirm = merchant.auto_confirm,
                                      .settlement_days = merchant.settlement_days,
                                      .representative = merchant.representative,
                                      .address = merchant.address,
                                      .phone = merchant.phone});
  if (!terms) return terms.error();
  Merchant added;
  terms->apply_to(added);
  added.live = merchant.live;
  added.status = "active";
  added.created_at = clock_.now();
  // An id is 40 random bits: that even the second is taken does not happen by chance.
  for (int tries = 0; tries < 5; ++tries) {
    added.id = MerchantId::make_random();
    if (merchant_store::add_merchant(database_, added)) return added;
  }
  throw std::runtime_error("no free merchant id found in five tries");
}

Result<Merchant> MerchantService::update_merchant(MerchantId id, const MerchantChanges& changes) {
  const auto checked = checked_changes(changes);
  if (!checked) return checked.error();
  if (!merchant_store::update_merchant(database_, id, *checked)) {
    return ErrorCode::kNotFoundMerchant;
  }
  return get_merchant(id);
}

Result<bool> MerchantService::suspend_merchant(MerchantId id, const std::string& reason,
                                               const std::string& by_operator) {
  if (auto fault = fault_of(reason)) return *std::move(fault);
  const auto done =
      merchant_store::suspend_merchant(database_, id, reason, by_operator, clock_.now());
  if (!done) return ErrorCode::kNotFoundMerchant;
  return *done;
}

Result<bool> MerchantService::resume_merchant(MerchantId id, const std::string& reason,
                                              const std::string& by_operator) {
  if (auto fault = fault_of(reason)) return *std::move(fault);
  const auto done =
      merchant_store::resume_merchant(database_, id, reason, by_operator, clock_.now());
  if (!done) return ErrorCode::kNotFoundMerchant;
  return *done;
}

Result<Merchant> MerchantService::get_merchant(MerchantId id) {
  auto found = merchant_store::find_merchant(database_, id);
  if (!found) return ErrorCode::kNotFoundMerchant;
  return *std::move(found);
}

std::vector<Merchant> MerchantService::list_merchants(bool live, std::size_t most) {
  return merchant_store::list_merchants(database_, live, most);
}

std::vector<MerchantId> MerchantService::merchants_of_business(bool live,
                                                               const std::string& business_number) {
  return merchant_store::merchants_of_business(database_, live, business_number);
}

}  // namespace pay200
