// pgctl dispute contest
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/dispute_record.hpp"
#include "pgctl/commands/merchant_record.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/operator_name.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string dispute, evidence;
  std::optional<std::string> by;
};

ExitStatus run(Session& session, const Options& options) {
  const Dispute dispute = dispute_from(session, options.dispute);
  const Merchant merchant = merchant_from(session, to_text(dispute.key.merchant_id));
  require_mode(session, merchant);
  DisputeService disputes(session.database(), session.clock());
  const auto outcome =
      disputes.contest_dispute(dispute.key, options.evidence, operator_name(options.by));
  if (!outcome) throw failure_of(outcome.error());
  const Dispute now = dispute_from(session, options.dispute);
  if (*outcome != DisputeService::Outcome::kDone) {
    throw Failure(ExitStatus::kConflict,
                  options.dispute + " is over: it is " + std::string(to_text(now.state)));
  }
  session.show(details_of(now, merchant.name));
  session.note("contested; the acquirer decides by " + to_text(now.respond_by));
  return ExitStatus::kDone;
}

}  // namespace

void add_dispute_contest(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("dispute", "contest", "Contest a dispute by evidence",
            [options](Session& session) { return run(session, *options); })
      .argument("DISPUTE", options->dispute, "The dispute's id, dsp_...")
      .required("--evidence", options->evidence, "REF",
                "Where that can be looked up: a letter, a\ncase number")
      .optional("--operator", options->by, "NAME", "Who you are, if root must say it")
      .example("pgctl dispute contest dsp_... --evidence \"delivery note 2026-118\"");
}

}  // namespace pay200::pgctl
