// pgctl day status
#include <chrono>

#include "core/reconciliation/business_day_service.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/day_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::int64_t kMostListed = 1'000;
constexpr std::int64_t kListed = 14;
/// A file may come a day late before somebody is told: the night after the one that closed its day.
constexpr std::chrono::hours kPatience{20};

struct Options {
  std::optional<std::string> acquirer;
  std::optional<std::int64_t> limit;
};

/// Closed for so long, and not reconciled though there is something to reconcile.
bool wants_its_file(const ClosedBusinessDay& day, Time now) {
  const bool done = day.reconciliation && *day.reconciliation == "done";
  return !done && day.payment_count + day.refund_count > 0 && day.closed_at + kPatience < now;
}

ExitStatus run(Session& session, const Options& options) {
  const std::int64_t limit = options.limit.value_or(kListed);
  if (limit < 1 || limit > kMostListed) {
    throw Failure(ExitStatus::kUsage, "--limit: 1 to " + std::to_string(kMostListed));
  }
  const auto& acquirer = acquirer_from(session, options.acquirer);
  BusinessDayService days(session.database(), session.clock());
  const auto listed = days.list(acquirer.name, static_cast<std::size_t>(limit));
  session.show(listing_of(listed));
  const auto last = days.last_day(acquirer);
  if (!listed.empty() && listed.front().day < last) {
    session.note("the last day that is over, " + to_text(last) + ", is not closed");
  }
  ExitStatus ended = ExitStatus::kDone;
  for (const auto& day : listed) {
    if (!wants_its_file(day, session.clock().now())) continue;
    ended = ExitStatus::kDoesNotReconcile;
    session.note(to_text(day.day) + " is closed and not reconciled; has its clearing file come? " +
                 "`pgctl reconcile run --day " + to_text(day.day) + " --file FILE` takes it");
  }
  return ended;
}

}  // namespace

void add_day_status(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("day", "status", "Show the closed days; status 8 if one waits for its clearing file",
            [options](Session& session) { return run(session, *options); })
      .optional("--acquirer", options->acquirer, "NAME", "Whose, if there are several")
      .optional("--limit", options->limit, "N", "At most so many (14)")
      .example("pgctl day status --limit 31");
}

}  // namespace pay200::pgctl
