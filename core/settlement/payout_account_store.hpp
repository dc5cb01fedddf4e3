#pragma once
// The statements of PayoutAccounts, which alone calls them.

#include <optional>
#include <string>
#include <vector>

#include "core/platform/crypto/crypto.hpp"
#include "core/settlement/payout_account.hpp"

namespace pay200::payout_account_store {

std::optional<PayoutAccount> find_payout_account(db::Database& database, MerchantId merchant);
/// False: there is no such merchant. Idempotent by the account's id.
bool add_payout_account(db::Database& database, MerchantId merchant, const PayoutAccount& account,
                        const crypto::Sealed& number);
/// False: it was verified before.
bool verify_payout_account(db::Database& database, MerchantId merchant, PayoutAccountId account,
                           const std::string& by_operator, Time now);
std::optional<crypto::Sealed> sealed_account_number(db::Database& database, MerchantId merchant,
                                                    PayoutAccountId account);
std::vector<SealedAccountNumber> sealed_account_numbers(db::Database& database);
/// In place of `row`, if it is still as it was read.
void reseal_payout_account(db::Database& database, const SealedAccountNumber& row,
                           const crypto::Sealed& sealed, const std::string& by_operator);

}  // namespace pay200::payout_account_store
