// pgctl holiday load
#include <fstream>
#include <iterator>

#include "core/settlement/holiday_service.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/holiday_record.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string file;
  bool yes = false, dry_run = false;
};

HolidayYear year_from(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  if (!in) {
    throw Failure(ExitStatus::kFailed,
                  file + ": cannot be read; is it there, and may you read it?");
  }
  auto year = parse_holiday_file(text);
  if (!year) throw Failure(ExitStatus::kUsage, file + ": " + year.error().detail);
  return *std::move(year);
}

std::string text_of(const HolidayService::Difference& difference) {
  std::string text;
  const auto add = [&text](const char* sign, const std::vector<BankHoliday>& days) {
    for (const auto& holiday : days) {
      text += (text.empty() ? "  " : "\n  ") + std::string(sign) + " " + to_text(holiday.day) +
              " " + holiday.name;
    }
  };
  add("+", difference.added);
  add("-", difference.removed);
  return text + "\nSettlements that are made stay as they are.";
}

ExitStatus run(Session& session, const Options& options) {
  const HolidayYear year = year_from(options.file);
  HolidayService holidays(session.database());
  const auto difference = holidays.difference(year);
  const std::string of_year = std::to_string(static_cast<int>(year.year));
  if (options.dry_run) {
    session.show(listing_of(year.holidays));
    session.note("dry run: nothing was changed; " + std::to_string(difference.added.size()) +
                 " would be added, " + std::to_string(difference.removed.size()) + " removed");
    return ExitStatus::kDone;
  }
  if (!difference.none()) {
    require_yes(options.yes, "change the bank holidays of " + of_year, text_of(difference));
    holidays.load_year(year);
  }
  session.show(listing_of(holidays.list_holidays(year.year)));
  if (difference.none()) session.note(of_year + " is known so already; nothing changed");
  return ExitStatus::kDone;
}

}  // namespace

void add_holiday_load(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("holiday", "load", "Load a year's bank holidays, in place of what was known",
            [options](Session& session) { return run(session, *options); })
      .argument("FILE", options->file, "date,name a line; one year")
      .flag("--yes", options->yes, "Do not ask")
      .flag("--dry-run", options->dry_run, "Only show what the file holds")
      .example(
          "pgctl holiday load 2027.csv\n\n"
          "2026 and 2027 are there from the beginning; load a year again when a day is\n"
          "made a holiday (임시공휴일), and the next one before it begins.");
}

}  // namespace pay200::pgctl
