// pgctl secrets reseal
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/platform/secrets.hpp"
#include "core/settlement/payout_account.hpp"
#include "core/webhook/webhook_resealing.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/operator_name.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string before;
  bool yes = false, dry_run = false;
};

Secrets secrets_of(const std::string& file, SecretsFor role) {
  auto secrets = load_secrets(file, role);
  if (!secrets) throw Failure(ExitStatus::kFailed, secrets.error().detail);
  return std::move(*secrets);
}

/// `name`: of the key, in both files. None: nothing was ever sealed by it, or it is the same key.
std::optional<crypto::KeyChange> change_of(const std::string& name, const std::string& file,
                                           const std::string& before, const std::string& now) {
  if (before.empty() || before == now) return std::nullopt;
  if (now.empty()) {
    throw Failure(ExitStatus::kFailed,
                  file + " has no " + name + ", and the file before has one: put the new key in");
  }
  return std::optional<crypto::KeyChange>(std::in_place, before, now);
}

std::string unopened_text(const crypto::Resealed<SealedWebhookSecret>& webhooks,
                          const crypto::Resealed<SealedAccountNumber>& accounts) {
  std::string text;
  for (const auto& row : webhooks.unopened) text += "\n  webhook endpoint " + to_text(row.id);
  for (const auto& row : accounts.unopened) {
    text += "\n  account number of merchant " + to_text(row.merchant);
  }
  return text;
}

ExitStatus reseal(Session& session, const Options& options) {
  const std::string& file = session.config().secrets_file;
  const auto webhook_keys = change_of("keys.webhook_key", file,
                                      secrets_of(options.before, SecretsFor::kRelay).webhook_key,
                                      secrets_of(file, SecretsFor::kRelay).webhook_key);
  const auto payout_keys = change_of("keys.payout_key", file,
                                     secrets_of(options.before, SecretsFor::kOperator).payout_key,
                                     secrets_of(file, SecretsFor::kOperator).payout_key);
  if (!webhook_keys && !payout_keys) {
    throw Failure(ExitStatus::kConflict,
                  file + " has the webhook_key and the payout_key of " + options.before +
                      ": put the new ones into it first, and restart workers and relays");
  }
  if (!options.dry_run) {
    require_yes(options.yes, "bring what the gateway has sealed under the keys of " + file,
                "Every worker and relay must have been restarted with these keys by now.");
  }
  const std::string by = operator_name(std::nullopt);
  crypto::Resealed<SealedWebhookSecret> webhooks;
  crypto::Resealed<SealedAccountNumber> accounts;
  if (webhook_keys) {
    webhooks = reseal_webhook_secrets(session.database(), *webhook_keys, by, options.dry_run);
  }
  if (payout_keys) {
    accounts = PayoutAccounts(session.database(), session.clock())
                   .reseal(*payout_keys, by, options.dry_run);
  }
  const std::string unopened = unopened_text(webhooks, accounts);
  if (!unopened.empty()) {
    throw Failure(ExitStatus::kFailed,
                  grouped(webhooks.rows + accounts.rows) +
                      (options.dry_run ? " would go" : " went") +
                      " over to the new keys. Not opened by either file's, and left as it is (call "
                      "again with the file that it was sealed by):" +
                      unopened);
  }
  Details details;
  details.fields = {{"webhookSecrets", "Webhook secrets", number_cell(webhooks.rows)},
                    {"accountNumbers", "Account numbers", number_cell(accounts.rows)}};
  session.show(details);
  if (options.dry_run) session.note("dry run: nothing was changed; so many would go over");
  return ExitStatus::kDone;
}

}  // namespace

void add_secrets_reseal(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("secrets", "reseal",
            "Bring webhook secrets and account numbers under new keys of the secrets file",
            [options](Session& session) { return reseal(session, *options); })
      .required("--before", options->before, "FILE", "The secrets file as it was before")
      .flag("--yes", options->yes, "Do not ask")
      .flag("--dry-run", options->dry_run, "Only count what would go over")
      .example("pgctl secrets reseal --before before.toml     # twice changes nothing");
}

}  // namespace pay200::pgctl
