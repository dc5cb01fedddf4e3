// pgctl sandbox close-day
#include "core/reconciliation/business_day_service.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/sandbox_control.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::optional<std::string> acquirer, day, control;
  std::vector<std::string> reversed;
};

ExitStatus run(Session& session, const Options& options) {
  const auto& acquirer = acquirer_from(session, options.acquirer);
  if (!acquirer.only_test) {
    throw Failure(ExitStatus::kNotAllowed,
                  acquirer.name + " is no acquirer of test mode; its day is closed by itself");
  }
  BusinessDayService days(session.database(), session.clock());
  const auto day = options.day ? day_from("--day", *options.day) : days.last_day(acquirer);
  const Json closed = ask_sandbox(options.control.value_or(kSandboxControl),
                                  {{"op", "close_day"},
                                   {"acquirer", acquirer.acquirer_id},
                                   {"business_day", to_text(day)},
                                   {"reverse_disputes", options.reversed}});
  const bool existing = closed.at("existing").get<bool>();
  Details details;
  details.fields = {{"acquirer", "Acquirer", text_cell(acquirer.name)},
                    {"businessDay", "Business day", text_cell(to_text(day))},
                    {"file", "File", text_cell(closed.at("file").get<std::string>())},
                    {"fileId", "File id", text_cell(closed.at("file_id").get<std::string>())},
                    {"closedBefore", "Closed before", flag_cell(existing)}};
  session.show(details);
  if (existing) session.note("it had been closed before; nothing changed");
  return ExitStatus::kDone;
}

}  // namespace

void add_sandbox_close_day(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("sandbox", "close-day", "Have the sandbox close its day and write the clearing file",
            [options](Session& session) { return run(session, *options); })
      .optional("--day", options->day, "DATE", "The business day (the last one that is over)")
      .optional("--acquirer", options->acquirer, "NAME", "Whose, if there are several")
      .repeated("--reverse-dispute", options->reversed, "REF",
                "This dispute is reversed in the file;\nmay be given several times")
      .optional("--control", options->control, "FILE",
                "Its socket\n(/run/pay200-sandbox/control.sock)")
      .example("pgctl sandbox close-day --day 2026-11-23");
}

}  // namespace pay200::pgctl
