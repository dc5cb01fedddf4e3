// pgctl settle run
#include "core/settlement/holiday_service.hpp"
#include "core/settlement/settlement_service.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/settlement_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::optional<std::string> day;
  bool dry_run = false;
};

Result<SettlementRun> settle(Session& session, const Options& options,
                             std::chrono::year_month_day day) {
  SettlementService settlements(session.database(), session.clock());
  const BankCalendar calendar = HolidayService(session.database()).calendar();
  ProgressBar bar = session.progress_bar("settling merchants", std::nullopt);
  const auto told = [&bar](std::int64_t merchants) { bar.at(merchants); };
  return options.dry_run ? settlements.preview(session.live(), day, calendar, told)
                         : settlements.settle(session.live(), day, calendar, told);
}

ExitStatus run(Session& session, const Options& options) {
  const auto day = day_of_run(session, options.day);
  const auto done = settle(session, options, day);
  if (!done && done.error().code == ErrorCode::kLockHeld) {
    throw Failure(ExitStatus::kLockHeld,
                  "another run is settling; one that died holds this up for a minute at most");
  }
  if (!done) throw failure_of(done.error());
  Listing listing = options.dry_run ? listing_of_preview(done->made) : listing_of(done->made);
  listing.when_empty = std::string("Nothing of ") + session.mode() + " merchants was due on " +
                       to_text(day) + " that is cleared and not settled.";
  session.show(listing);
  for (const auto& failed : done->failed) {
    session.note(to_text(failed.merchant_id) +
                 (options.dry_run ? " would not be settled: " : " is not settled: ") +
                 failed.why.substr(0, failed.why.find('\n')));
  }
  if (!done->failed.empty()) {
    session.note("`pgctl db check` may name the cause; run it again then: it settles what is left");
  }
  if (options.dry_run) {
    session.note("dry run: nothing was changed");
  } else {
    session.progress("`pgctl payout list --state made` shows what is to be paid");
  }
  return done->failed.empty() ? ExitStatus::kDone : ExitStatus::kFailed;
}

}  // namespace

void add_settle_run(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("settle", "run", "Settle what is cleared and due; twice changes nothing",
            [options](Session& session) { return run(session, *options); })
      .optional("--day", options->day, "DATE", "What is due on this day or before it (today)")
      .flag("--dry-run", options->dry_run, "Only show what would be settled")
      .example("pgctl settle run --live");
}

}  // namespace pay200::pgctl
