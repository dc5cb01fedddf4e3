#pragma once
// Where a merchant is paid, as `merchant update` takes it: set first, verified by an operator who
// has seen that it is the merchant's, then paid to.

#include <optional>
#include <string>

#include "core/settlement/payout_account.hpp"
#include "pgctl/command_tree.hpp"

namespace pay200::pgctl {

struct PayoutAccountOptions {
  std::optional<std::string> account, holder;
  bool verified = false;

  bool say_nothing() const { return !account && !holder && !verified; }
};
void add_payout_account_options(Command& command, PayoutAccountOptions& options);

struct PayoutAccountChange {
  std::optional<AccountNumber> number;
  std::string holder;
  bool verified = false;
};
/// Failure (kUsage): an account without holder or the other way round, or both set and verified.
PayoutAccountChange account_change_from(const PayoutAccountOptions& options);

/// What would be shown after it. Failure (kUsage): nothing is there to verify.
std::optional<PayoutAccount> account_after(const std::optional<PayoutAccount>& before,
                                           const PayoutAccountChange& change, Time now);

/// `shown`: the account before, as whoever says that it is the merchant's has seen it. Failure if
/// the secrets cannot be read, or have no payout_key; kConflict: there is another account by now.
void change_account(Session& session, MerchantId merchant, const PayoutAccountChange& change,
                    const std::optional<PayoutAccount>& shown);

/// The key that account numbers are sealed under. Failure as above.
std::string payout_key_of(Session& session);

}  // namespace pay200::pgctl
