// pgctl reconcile run
#include "core/reconciliation/business_day_service.hpp"
#include "core/reconciliation/reconciliation_service.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/reconciliation_record.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/operator_name.hpp"
#include "pgctl/output/progress_steps.hpp"

namespace pay200::pgctl {
namespace {

using Answer = ReconciliationService::Answer;
using Ending = ReconciliationService::Ending;

struct Options {
  std::string file;
  std::optional<std::string> acquirer, day, by;
  bool dry_run = false;
};

void require_run(const Answer& answer, const Config::Acquirer& acquirer,
                 std::chrono::year_month_day day) {
  switch (answer.ending) {
    case Ending::kRan:
    case Ending::kRanBefore:
      return;
    case Ending::kLockHeld:
      throw Failure(ExitStatus::kLockHeld, answer.why + "; wait until it has ended");
    case Ending::kNotClosed:
      throw Failure(ExitStatus::kConflict, answer.why + "; `pgctl day close --day " + to_text(day) +
                                               " --acquirer " + acquirer.name + "` closes it");
    case Ending::kFileRefused:
      throw Failure(ExitStatus::kDoesNotReconcile,
                    answer.why +
                        "\nThe file is refused as a whole, and nothing was changed. If it is the "
                        "right one, have the acquirer send it again.");
    case Ending::kOtherFile:
      throw Failure(ExitStatus::kConflict, answer.why + "; nothing was changed");
  }
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// What keeps the day from being done, and what to do about it. False: nothing.
bool note_what_is_left(Session& session, const Answer& answer, bool dry_run) {
  const Reconciliation& done = answer.run.value();
  for (const auto& failed : answer.failed) session.note("not decided: " + first_line(failed));
  for (const auto& dispute : answer.not_lapsed) {
    session.note("its time is over, and it could not be ended; the next run tries again: " +
                 first_line(dispute));
  }
  if (!answer.failed.empty()) {
    session.note(
        "so nothing of this file is settled. Run it again; what stays undecided is set aside, "
        "unfunded, by `pgctl reconcile close ITEM --reason TEXT`");
  } else if (done.undecided_count > 0 && !dry_run) {
    session.note(
        "something is still under way, and nothing of this file is settled before it is "
        "decided; run it again in a minute");
  }
  if (done.difference_count > 0) {
    session.note(std::to_string(done.difference_count) +
                 (done.difference_count == 1 ? " difference" : " differences") +
                 "; a person must look");
  }
  return done.difference_count > 0 || (done.undecided_count > 0 && !dry_run) ||
         !answer.not_lapsed.empty();
}

ExitStatus run(Session& session, const Options& options) {
  const auto& acquirer = acquirer_from(session, options.acquirer);
  const std::string by_operator = operator_name(options.by);
  BusinessDayService days(session.database(), session.clock());
  const auto day = options.day ? day_from("--day", *options.day) : days.last_day(acquirer);
  ReconciliationService service(session.database(), session.clock());
  ProgressBar bar = session.progress_bar("waiting for the database", std::nullopt);
  ProgressSteps steps(bar);
  steps.tell("waiting for the database", std::nullopt, 0);
  const auto progress = [&](const char* what, std::optional<std::int64_t> total,
                            std::int64_t done) { steps.tell(what, total, done); };
  const Answer answer = service.reconcile({.acquirer = acquirer,
                                           .day = day,
                                           .file = options.file,
                                           .by_operator = by_operator,
                                           .dry_run = options.dry_run},
                                          progress);
  steps.finish();
  require_run(answer, acquirer, day);
  const Reconciliation& done = answer.run.value();
  const auto older = service.open_items(acquirer.name, day, ReconciliationService::kMostItems);
  Details details = details_of(done, answer.items, older, day);
  if (options.dry_run) {
    details.fields.insert(details.fields.begin(),
                          {"dryRun", "Dry run", {true, "yes: nothing was changed"}});
  }
  session.show(details);
  note_what_is_left_out(session, answer.items, older);
  if (answer.ending == Ending::kRanBefore && !options.dry_run) {
    session.note("the same file has been taken before; it counts once");
  }
  return note_what_is_left(session, answer, options.dry_run) ? ExitStatus::kDoesNotReconcile
                                                             : ExitStatus::kDone;
}

}  // namespace

void add_reconcile_run(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("reconcile", "run", "Match an acquirer's clearing file with our books",
            [options](Session& session) { return run(session, *options); })
      .required("--file", options->file, "FILE", "The clearing file")
      .optional("--day", options->day, "DATE", "The business day (the last one that is over)")
      .optional("--acquirer", options->acquirer, "NAME", "Whose, if there are several")
      .optional("--operator", options->by, "NAME", "Who you are, if root must say it")
      .flag("--dry-run", options->dry_run, "Only show what it would come to")
      .example(
          "pgctl reconcile run --day 2026-11-23 --file 2026-11-23.clr\n"
          "  (0: it reconciles; 8: it does not; 9: another run is at work)");
}

}  // namespace pay200::pgctl
