// pgctl day status
#include <algorithm>
#include <iterator>

#include "core/reconciliation/business_day_service.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/day_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::int64_t kMostListed = 1'000;
constexpr std::int64_t kListed = 14;

struct Options {
  std::optional<std::string> acquirer;
  std::optional<std::int64_t> limit;
};

/// What is to be typed behind the verb, but for the file.
std::string options_of(const Session& session, const std::string& acquirer,
                       std::chrono::year_month_day day) {
  return std::string(session.live() ? " --live" : "") + " --acquirer " + acquirer + " --day " +
         to_text(day);
}

void note_waiting(Session& session, const ClosedBusinessDay& day) {
  const std::string command =
      "`pgctl reconcile run" + options_of(session, day.acquirer, day.day) + " --file FILE`";
  session.note(
      to_text(day.day) +
      (day.reconciliation
           ? " is reconciled but for something undecided; the same file again goes on: " + command
           : " is closed and not reconciled; has its clearing file come? " + command +
                 " takes it"));
}

ExitStatus run(Session& session, const Options& options) {
  const std::int64_t limit = options.limit.value_or(kListed);
  if (limit < 1 || limit > kMostListed) {
    throw Failure(ExitStatus::kUsage, "--limit: 1 to " + std::to_string(kMostListed));
  }
  const auto& acquirer = acquirer_from(session, options.acquirer);
  BusinessDayService days(session.database(), session.clock());
  auto listed = days.list(acquirer.name, static_cast<std::size_t>(limit));
  const auto waiting = days.waiting(acquirer.name);
  const auto last = days.last_day(acquirer);
  const bool behind = !listed.empty() && listed.front().day < last;
  // However long ago.
  std::copy_if(waiting.begin(), waiting.end(), std::back_inserter(listed),
               [oldest = listed.empty() ? last : listed.back().day](const ClosedBusinessDay& day) {
                 return day.day < oldest;
               });
  session.show(listing_of(listed));
  if (behind) {
    session.note("the last day that is over, " + to_text(last) +
                 ", is not closed; `pgctl day close" + options_of(session, acquirer.name, last) +
                 "` closes it");
  }
  for (const auto& day : waiting) note_waiting(session, day);
  return waiting.empty() ? ExitStatus::kDone : ExitStatus::kDoesNotReconcile;
}

}  // namespace

void add_day_status(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("day", "status", "Show the closed days; status 8 if one waits for its clearing file",
            [options](Session& session) { return run(session, *options); })
      .optional("--acquirer", options->acquirer, "NAME", "Whose, if there are several")
      .optional("--limit", options->limit, "N", "At most so many, and all that wait (14)")
      .example("pgctl day status --limit 31");
}

}  // namespace pay200::pgctl
