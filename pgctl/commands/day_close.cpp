// pgctl day close
#include "core/reconciliation/business_day_service.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/day_record.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/operator_name.hpp"

namespace pay200::pgctl {
namespace {

using Close = BusinessDayService::Close;

struct Options {
  std::optional<std::string> acquirer, day, by;
};

ExitStatus run(Session& session, const Options& options) {
  const auto& acquirer = acquirer_from(session, options.acquirer);
  const std::string by_operator = operator_name(options.by);
  BusinessDayService days(session.database(), session.clock());
  const auto day = options.day ? day_from("--day", *options.day) : days.last_day(acquirer);
  const Close closed = days.close_business_day(acquirer, day, by_operator);
  if (closed == Close::kTooEarly) {
    throw Failure(ExitStatus::kConflict,
                  "the day " + to_text(day) + " of " + acquirer.name +
                      " is not over; the last that is: " + to_text(days.last_day(acquirer)));
  }
  session.show(details_of(days.find(acquirer.name, day).value()));
  session.note(closed == Close::kClosed
                   ? "closed; `pgctl reconcile run" + std::string(session.live() ? " --live" : "") +
                         " --acquirer " + acquirer.name + " --day " + to_text(day) +
                         " --file FILE` comes next"
                   : "it had been closed before; nothing changed");
  return ExitStatus::kDone;
}

}  // namespace

void add_day_close(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("day", "close", "Close an acquirer's business day, once its cut-off is over",
            [options](Session& session) { return run(session, *options); })
      .optional("--day", options->day, "DATE", "The business day (the last one that is over)")
      .optional("--acquirer", options->acquirer, "NAME", "Whose, if there are several")
      .optional("--operator", options->by, "NAME", "Who you are, if root must say it")
      .example("pgctl day close --day 2026-11-23");
}

}  // namespace pay200::pgctl
