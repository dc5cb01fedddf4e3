#pragma once
// Where a merchant is paid: a bank's code (금융결제원, three digits), an account number and its
// holder. The number is kept sealed under the gateway's payout key, which only operators have, and
// shown by its last four digits. Nobody is paid to an account that no operator has verified.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/crypto/resealing.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"

namespace pay200 {

struct AccountNumber {
  std::string bank_code;  ///< "004"
  std::string digits;     ///< 8 to 20
};
/// "004-123456-01-789012": the bank's three digits, a hyphen, the number with or without hyphens.
/// kInvalidRequest "payoutAccount".
Result<AccountNumber> parse_account_number(std::string_view text);

struct PayoutAccount {
  PayoutAccountId id;
  std::string bank_code, last_four, holder;
  Time added_at;
  std::string added_by;  ///< the operator
  std::optional<Time> verified_at;
  std::optional<std::string> verified_by;

  std::string masked() const { return bank_code + " ****" + last_four; }
};

struct SealedAccountNumber {
  MerchantId merchant;
  PayoutAccountId id;
  crypto::Sealed sealed;
};

class PayoutAccounts {
 public:
  enum class Verified {
    kDone,
    kBefore,   ///< it was verified already
    kAnother,  ///< the merchant has another account by now, which nobody has looked at
  };

  PayoutAccounts(db::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// The latest; an older one is kept for the payouts that went there.
  std::optional<PayoutAccount> find_account(MerchantId merchant);
  /// In place of the one before, and not verified. `payout_key`: 32 bytes. `holder`: 1 to 60
  /// characters on one line. kInvalidRequest, kNotFoundMerchant.
  Result<PayoutAccount> set_account(MerchantId merchant, const AccountNumber& number,
                                    const std::string& holder, const std::string& payout_key,
                                    const std::string& by_operator);
  /// An operator has seen that the account, which was shown to them, is the merchant's (a copy of
  /// the bankbook, or a transfer of one won).
  Verified verify_account(MerchantId merchant, PayoutAccountId shown,
                          const std::string& by_operator);
  /// For the order to the bank. Asserts that the account is the merchant's; nullopt: another key's.
  std::optional<std::string> number_of(MerchantId merchant, PayoutAccountId account,
                                       const std::string& payout_key);
  /// All go over to another payout_key, those of older payouts too. `dry_run`: only counts.
  crypto::Resealed<SealedAccountNumber> reseal(const crypto::KeyChange& keys,
                                               const std::string& by_operator, bool dry_run);

 private:
  db::Database& database_;
  const Clock& clock_;
};

}  // namespace pay200
