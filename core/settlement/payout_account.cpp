#include "core/settlement/payout_account.hpp"

#include <algorithm>

#include "core/platform/assert.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/platform/utf8.hpp"
#include "core/settlement/payout_account_store.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kBankCodeLength = 3;
constexpr std::size_t kLeastDigits = 8;
constexpr std::size_t kMostDigits = 20;
constexpr std::size_t kShownDigits = 4;
constexpr std::size_t kMostHolderCharacters = 60;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Error invalid(const char* param, const char* detail) {
  return {.code = ErrorCode::kInvalidRequest, .param = param, .detail = detail};
}

}  // namespace

Result<AccountNumber> parse_account_number(std::string_view text) {
  const Error fault = invalid(
      "payoutAccount", "the bank's three digits, a hyphen, the number: 004-123456-01-789012");
  if (text.size() <= kBankCodeLength || text[kBankCodeLength] != '-' || text.back() == '-') {
    return fault;
  }
  AccountNumber number{std::string(text.substr(0, kBankCodeLength)), {}};
  text.remove_prefix(kBankCodeLength + 1);
  bool hyphen_before = true;
  for (const char c : text) {
    if (c == '-' && hyphen_before) return fault;
    hyphen_before = c == '-';
    if (!hyphen_before) number.digits += c;
  }
  const bool shaped = std::ranges::all_of(number.bank_code, is_digit) &&
                      std::ranges::all_of(number.digits, is_digit) &&
                      number.digits.size() >= kLeastDigits && number.digits.size() <= kMostDigits;
  if (!shaped) return fault;
  return number;
}

std::optional<PayoutAccount> PayoutAccounts::find_account(MerchantId merchant) {
  return payout_account_store::find_payout_account(database_, merchant);
}

Result<PayoutAccount> PayoutAccounts::set_account(MerchantId merchant, const AccountNumber& number,
                                                  const std::string& holder,
                                                  const std::string& payout_key,
                                                  const std::string& by_operator) {
  if (!is_one_line(holder, kMostHolderCharacters)) {
    return invalid("payoutAccountHolder", "1 to 60 characters on one line");
  }
  PayoutAccount account;
  account.added_at = clock_.now();
  account.id = PayoutAccountId::make(account.added_at);
  account.bank_code = number.bank_code;
  account.last_four = number.digits.substr(number.digits.size() - kShownDigits);
  account.holder = holder;
  account.added_by = by_operator;
  const auto sealed = crypto::seal(payout_key, number.digits, account.id.to_sql());
  if (!payout_account_store::add_payout_account(database_, merchant, account, sealed)) {
    return ErrorCode::kNotFoundMerchant;
  }
  return account;
}

PayoutAccounts::Verified PayoutAccounts::verify_account(MerchantId merchant, PayoutAccountId shown,
                                                        const std::string& by_operator) {
  const auto account = find_account(merchant);
  if (!account || account->id != shown) return Verified::kAnother;
  if (account->verified_at) return Verified::kBefore;
  const bool done = payout_account_store::verify_payout_account(database_, merchant, shown,
                                                                by_operator, clock_.now());
  return done ? Verified::kDone : Verified::kBefore;
}

std::optional<std::string> PayoutAccounts::number_of(MerchantId merchant, PayoutAccountId account,
                                                     const std::string& payout_key) {
  const auto sealed = payout_account_store::sealed_account_number(database_, merchant, account);
  PAY200_ASSERT(sealed.has_value());
  return crypto::open(payout_key, *sealed, account.to_sql());
}

crypto::Resealed<SealedAccountNumber> PayoutAccounts::reseal(const crypto::KeyChange& keys,
                                                             const std::string& by_operator,
                                                             bool dry_run) {
  return crypto::reseal(keys, payout_account_store::sealed_account_numbers(database_),
                        [&](const SealedAccountNumber& row, const crypto::Sealed& sealed) {
                          if (dry_run) return;
                          payout_account_store::reseal_payout_account(database_, row, sealed,
                                                                      by_operator);
                        });
}

}  // namespace pay200
