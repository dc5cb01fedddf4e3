#include "pgctl/commands/payout_account_options.hpp"

#include "core/platform/secrets.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/operator_name.hpp"

namespace pay200::pgctl {

void add_payout_account_options(Command& command, PayoutAccountOptions& options) {
  command
      .optional("--payout-account", options.account, "BANK-NUMBER",
                "Paid to: 004-123456-01-789012; not\nbefore it is verified")
      .optional("--payout-account-holder", options.holder, "NAME", "... held by: 예금주")
      .flag("--payout-account-verified", options.verified,
            "You have seen that it is the merchant's:\nits bankbook, or one won sent there");
}

PayoutAccountChange account_change_from(const PayoutAccountOptions& options) {
  if (options.account.has_value() != options.holder.has_value()) {
    throw Failure(
        ExitStatus::kUsage,
        "--payout-account and --payout-account-holder go together: the bank compares them");
  }
  if (options.account && options.verified) {
    throw Failure(ExitStatus::kUsage,
                  "--payout-account-verified stands without --payout-account: set it, look at what "
                  "was set, then say that it is the merchant's");
  }
  PayoutAccountChange change{std::nullopt, options.holder.value_or(""), options.verified};
  if (options.account) {
    auto number = parse_account_number(*options.account);
    if (!number) throw failure_of(number.error());
    change.number = *std::move(number);
  }
  return change;
}

std::optional<PayoutAccount> account_after(const std::optional<PayoutAccount>& before,
                                           const PayoutAccountChange& change, Time now) {
  if (change.number) {
    PayoutAccount account;
    account.bank_code = change.number->bank_code;
    account.last_four = change.number->digits.substr(change.number->digits.size() - 4);
    account.holder = change.holder;
    return account;
  }
  if (!change.verified) return before;
  if (!before) {
    throw Failure(ExitStatus::kUsage,
                  "--payout-account-verified: the merchant has no account yet: --payout-account");
  }
  PayoutAccount account = *before;
  if (!account.verified_at) {
    account.verified_at = now;
    account.verified_by = operator_name(std::nullopt);
  }
  return account;
}

std::string payout_key_of(Session& session) {
  const std::string& file = session.config().secrets_file;
  const auto secrets = load_secrets(file, SecretsFor::kOperator);
  if (!secrets) throw Failure(ExitStatus::kFailed, secrets.error().detail);
  if (secrets->payout_key.empty()) {
    throw Failure(ExitStatus::kFailed,
                  file +
                      ": \"keys.payout_key\" is missing, under which account numbers are kept; "
                      "add one, as from: openssl rand -base64 32");
  }
  return secrets->payout_key;
}

void change_account(Session& session, MerchantId merchant, const PayoutAccountChange& change,
                    const std::optional<PayoutAccount>& shown) {
  PayoutAccounts accounts(session.database(), session.clock());
  const std::string by_operator = operator_name(std::nullopt);
  if (change.number) {
    const auto set = accounts.set_account(merchant, *change.number, change.holder,
                                          payout_key_of(session), by_operator);
    if (!set) throw failure_of(set.error());
  }
  if (change.verified && accounts.verify_account(merchant, shown.value().id, by_operator) ==
                             PayoutAccounts::Verified::kAnother) {
    throw Failure(ExitStatus::kConflict,
                  "the merchant has another account by now, which is not verified; `pgctl merchant "
                  "show` shows it");
  }
}

}  // namespace pay200::pgctl
