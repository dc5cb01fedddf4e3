// pgctl key issue
#include <utility>

#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/key_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string merchant, kind;
  bool dry_run = false;
};

ExitStatus show_what_would_be(Session& session, const Merchant& merchant, const Options& options) {
  Details details;
  details.fields = {
      {"dryRun", "Dry run", {true, "yes: nothing was issued"}},
      {"merchant", "Merchant", {to_text(merchant.id), who(merchant)}},
      {"mode", "Mode", text_cell(session.mode())},
      {"kind", "Kind", text_cell(options.kind)},
  };
  session.show(details);
  return ExitStatus::kDone;
}

ExitStatus run(Session& session, const Options& options) {
  const Merchant merchant = merchant_from(session, options.merchant);
  require_mode(session, merchant);
  if (options.dry_run) return show_what_would_be(session, merchant, options);
  const KeyKind kind = options.kind == "client" ? KeyKind::kClient : KeyKind::kSecret;
  ApiKeyService keys(session.database(), session.clock());
  auto issued = keys.issue_api_key(merchant.id, kind);
  if (!issued) throw failure_of(issued.error());
  Details details;
  details.fields = {
      {"key", "Key id", text_cell(to_text(issued->key.id))},
      {"merchant", "Merchant", {to_text(merchant.id), who(merchant)}},
      {"mode", "Mode", text_cell(session.mode())},
      {"kind", "Kind", text_cell(options.kind)},
  };
  show_new_key(session, std::move(details), *issued, merchant);
  return ExitStatus::kDone;
}

}  // namespace

void add_key_issue(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("key", "issue", "Issue an API key; it is shown once",
            [options](Session& session) { return run(session, *options); })
      .required("--merchant", options->merchant, "ID", "Whose key, mer_...")
      .required_choice("--kind", options->kind, {"secret", "client"},
                       "For the shop's server or for its pages")
      .flag("--dry-run", options->dry_run, "Only say what would be done")
      .example("pgctl key issue --merchant mer_0g7k2m1q --kind secret");
}

}  // namespace pay200::pgctl
