// pgctl reconcile show
#include "core/reconciliation/business_day_service.hpp"
#include "core/reconciliation/reconciliation_service.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/reconciliation_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::optional<std::string> acquirer, day;
};

ExitStatus run(Session& session, const Options& options) {
  const auto& acquirer = acquirer_from(session, options.acquirer);
  BusinessDayService days(session.database(), session.clock());
  const auto day = options.day ? day_from("--day", *options.day) : days.last_day(acquirer);
  ReconciliationService service(session.database(), session.clock());
  const auto found = service.find(acquirer.name, day);
  if (!found) {
    throw Failure(ExitStatus::kNotFound, "the day " + to_text(day) + " of " + acquirer.name +
                                             " has not been reconciled; `pgctl reconcile list` "
                                             "shows those that have");
  }
  constexpr auto kMost = ReconciliationService::kMostItems;
  const auto items = service.items_of(found->id, kMost);
  const auto older = service.open_items(acquirer.name, day, kMost);
  session.show(details_of(*found, items, older, days.last_day(acquirer)));
  note_what_is_left_out(session, items, older);
  return ExitStatus::kDone;
}

}  // namespace

void add_reconcile_show(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("reconcile", "show", "Show a day's reconciliation, and what is open from before",
            [options](Session& session) { return run(session, *options); })
      .optional("--day", options->day, "DATE", "The business day (the last one that is over)")
      .optional("--acquirer", options->acquirer, "NAME", "Whose, if there are several")
      .example("pgctl reconcile show --day 2026-11-23");
}

}  // namespace pay200::pgctl
