#pragma once
// The statements of PayoutAccounts, which alone calls them.

#include <optional>
#include <string>

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

}  // namespace pay200::payout_account_store
