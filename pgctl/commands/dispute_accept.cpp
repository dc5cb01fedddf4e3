// pgctl dispute accept
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/dispute_record.hpp"
#include "pgctl/commands/merchant_record.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/operator_name.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string dispute;
  std::optional<std::string> by;
  bool yes = false, dry_run = false;
};

ExitStatus run(Session& session, const Options& options) {
  const Dispute dispute = dispute_from(session, options.dispute);
  const Merchant merchant = merchant_from(session, to_text(dispute.key.merchant_id));
  require_mode(session, merchant);
  const std::string by_operator = operator_name(options.by);
  if (options.dry_run) {
    Details details = details_of(dispute, merchant.name);
    details.fields.insert(details.fields.begin(),
                          {"dryRun", "Dry run", {true, "yes: nothing was changed"}});
    session.show(details);
    return ExitStatus::kDone;
  }
  require_yes(options.yes,
              "accept the dispute of " + amount_cell(dispute.amount).text + " KRW against " +
                  description_of(merchant),
              "The merchant pays the amount; this is not taken back.");
  DisputeService disputes(session.database(), session.clock());
  const auto outcome = disputes.accept_dispute(dispute.key, by_operator);
  const Dispute now = dispute_from(session, options.dispute);
  if (outcome != DisputeService::Outcome::kDone) {
    throw Failure(ExitStatus::kConflict,
                  options.dispute + " is over: it is " + std::string(to_text(now.state)));
  }
  session.show(details_of(now, merchant.name));
  return ExitStatus::kDone;
}

}  // namespace

void add_dispute_accept(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("dispute", "accept", "Give in: the merchant pays the disputed amount",
            [options](Session& session) { return run(session, *options); })
      .argument("DISPUTE", options->dispute, "The dispute's id, dsp_...")
      .optional("--operator", options->by, "NAME", "Who you are, if root must say it")
      .flag("--yes", options->yes, "Do not ask")
      .flag("--dry-run", options->dry_run, "Only show the dispute")
      .example("pgctl dispute accept dsp_...");
}

}  // namespace pay200::pgctl
