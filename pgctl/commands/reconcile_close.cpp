// pgctl reconcile close
#include "core/reconciliation/reconciliation_service.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/reconciliation_record.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/operator_name.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string item, reason;
  std::optional<std::string> by;
};

ExitStatus run(Session& session, const Options& options) {
  const auto id = reconciliation_item_id_from_text(options.item);
  if (!id) {
    throw Failure(ExitStatus::kUsage, "\"" + options.item +
                                          "\" is not a difference's id; one looks like " +
                                          "rci_01kb3f5e8mfx9t2c4v6b8n0q1r");
  }
  const auto closed = ReconciliationService(session.database(), session.clock())
                          .close_difference(*id, options.reason, operator_name(options.by));
  if (!closed) throw failure_of(closed.error());
  if (!*closed) {
    throw Failure(ExitStatus::kNotFound, "open or undecided difference " + options.item +
                                             " not found; `pgctl reconcile show` names them");
  }
  session.show(details_of(**closed));
  return ExitStatus::kDone;
}

}  // namespace

void add_reconcile_close(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("reconcile", "close", "A difference has been cleared up with the acquirer",
            [options](Session& session) { return run(session, *options); })
      .argument("ITEM", options->item, "The difference's id, rci_...")
      .required("--reason", options->reason, "TEXT", "What came of it; it is kept")
      .optional("--operator", options->by, "NAME", "Who you are, if root must say it")
      .example(
          "pgctl reconcile close rci_... --reason \"letter 17: charged to another shop\"\n\n"
          "Also for what `pgctl reconcile run` cannot decide: it is set aside, and not\n"
          "funded, so that the rest of its file can be settled.");
}

}  // namespace pay200::pgctl
