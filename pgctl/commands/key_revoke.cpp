// pgctl key revoke
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/key_record.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string key;
  bool yes = false, dry_run = false;
};

ExitStatus run(Session& session, const Options& options) {
  const ApiKey key = key_from(session, options.key);
  ApiKeyService keys(session.database(), session.clock());
  const Merchant merchant = merchant_from(session, to_text(key.merchant_id));
  require_mode(session, merchant);
  if (options.dry_run) {
    Details details = details_of(key, merchant);
    details.fields.insert(details.fields.begin(),
                          {"dryRun", "Dry run", {true, "yes: nothing was revoked"}});
    session.show(details);
    return ExitStatus::kDone;
  }
  if (!key.revoked_at) {
    require_yes(options.yes, "revoke " + description_of(key, merchant),
                "Whoever uses it is refused at once.");
  }
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
      .argument("KEY", options->key, "The key's id, key_...")
      .flag("--yes", options->yes, "Do not ask")
      .flag("--dry-run", options->dry_run, "Only show which key it is")
      .example("pgctl key revoke key_01kb3f5e8mfx9t2c4v6b8n0q1r");
}

}  // namespace pay200::pgctl
