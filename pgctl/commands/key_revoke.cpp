// pgctl key revoke
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/key_record.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/terminal.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string key;
  bool yes = false, dry_run = false;
};

ApiKey key_from(ApiKeyService& keys, const std::string& text) {
  auto key = keys.get_api_key(api_key_id_from(text));
  if (!key) {
    throw Failure(exit_status(key.error().code),
                  "key " + text + " not found; `pgctl key list --merchant ID` shows a merchant's");
  }
  return *std::move(key);
}

/// "the test secret key test_sk_...Zx4Q of 한빛서점 (mer_0g7k2m1q)"
std::string description_of(const ApiKey& key, const Merchant& merchant) {
  return std::string("the ") + (merchant.live ? "live " : "test ") + kind_text(key.kind) + " key " +
         masked(key) + " of " + who(merchant);
}

void ask(const ApiKey& key, const Merchant& merchant) {
  if (!person_can_answer()) {
    throw Failure(ExitStatus::kUsage,
                  "nobody is here to ask; say --yes to revoke " + description_of(key, merchant));
  }
  if (!confirm("Revoke " + description_of(key, merchant) +
               "?\nWhoever uses it is refused at once.")) {
    throw Failure(ExitStatus::kFailed, "nothing changed");
  }
}

ExitStatus run(Session& session, const Options& options) {
  ApiKeyService keys(session.database(), session.clock());
  const ApiKey key = key_from(keys, options.key);
  const Merchant merchant = merchant_from(session, to_text(key.merchant_id));
  require_mode(session, merchant);
  if (options.dry_run) {
    Details details = details_of(key, merchant);
    details.fields.insert(details.fields.begin(),
                          {"dryRun", "Dry run", {true, "yes: nothing was revoked"}});
    session.show(details);
    return ExitStatus::kDone;
  }
  if (!key.revoked_at && !options.yes) ask(key, merchant);
  const auto revoked = keys.revoke_api_key(key.id);
  if (!revoked) throw failure_of(revoked.error());
  const auto now_revoked = keys.get_api_key(key.id);
  if (!now_revoked) throw failure_of(now_revoked.error());
  session.show(details_of(*now_revoked, merchant));
  if (!*revoked) session.note("it had been revoked before; nothing changed");
  return ExitStatus::kDone;
}

}  // namespace

void add_key_revoke(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("key", "revoke", "End an API key, now and for good",
            [options](Session& session) { return run(session, *options); })
      .argument("key", options->key, "The key's id, key_...")
      .flag("--yes", options->yes, "Do not ask")
      .flag("--dry-run", options->dry_run, "Only show which key it is")
      .example("pgctl key revoke key_01kb3f5e8mfx9t2c4v6b8n0q1r");
}

}  // namespace pay200::pgctl
