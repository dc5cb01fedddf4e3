// pgctl holiday list
#include "core/settlement/holiday_service.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/holiday_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::optional<std::int64_t> year;
};

std::optional<std::chrono::year> year_from(const std::optional<std::int64_t>& number) {
  if (!number) return std::nullopt;
  if (*number < 2000 || *number > 2999) throw Failure(ExitStatus::kUsage, "--year: as in 2026");
  return std::chrono::year{static_cast<int>(*number)};
}

ExitStatus run(Session& session, const Options& options) {
  const auto year = year_from(options.year);
  Listing listing = listing_of(HolidayService(session.database()).list_holidays(year));
  listing.when_empty = "No bank holidays are known. `pgctl holiday load FILE` loads a year.";
  session.show(listing);
  return ExitStatus::kDone;
}

}  // namespace

void add_holiday_list(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("holiday", "list", "List the days on which banks are closed",
            [options](Session& session) { return run(session, *options); })
      .optional("--year", options->year, "YEAR", "Of this year (all)")
      .example("pgctl holiday list --year 2027");
}

}  // namespace pay200::pgctl
