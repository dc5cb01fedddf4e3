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
};

ExitStatus run(Session& session, const Options& options) {
  const auto day = day_of_run(session, options.day);
  SettlementService settlements(session.database(), session.clock());
  const BankCalendar calendar = HolidayService(session.database()).calendar();
  const auto done = settlements.settle(session.live(), day, calendar);
  if (!done && done.error().code == ErrorCode::kLockHeld) {
    throw Failure(ExitStatus::kLockHeld,
                  "another run is settling; one that died holds this up for a minute at most");
  }
  if (!done) throw failure_of(done.error());
  Listing listing = listing_of(done->made);
  listing.when_empty = std::string("Nothing of ") + session.mode() + " merchants was due on " +
                       to_text(day) + " that is cleared and not settled.";
  session.show(listing);
  for (const auto& failed : done->failed) {
    session.note(to_text(failed.merchant_id) + " is not settled: " + failed.why);
  }
  session.progress("`pgctl payout list --state made` shows what is to be paid");
  return done->failed.empty() ? ExitStatus::kDone : ExitStatus::kFailed;
}

}  // namespace

void add_settle_run(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("settle", "run", "Settle what is cleared and due; twice changes nothing",
            [options](Session& session) { return run(session, *options); })
      .optional("--day", options->day, "DATE", "What is due on this day or before it (today)")
      .example("pgctl settle run --live");
}

}  // namespace pay200::pgctl
