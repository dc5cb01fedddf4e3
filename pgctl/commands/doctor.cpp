// pgctl doctor
#include <algorithm>
#include <iterator>
#include <utility>

#include "pgctl/commands/commands.hpp"
#include "pgctl/doctor/examine.hpp"

namespace pay200::pgctl {
namespace {

Cell result_cell(Finding::Result result) {
  switch (result) {
    case Finding::Result::kOk:
      return text_cell("ok");
    case Finding::Result::kWarning:
      return text_cell("warning");
    case Finding::Result::kFailed:
      return {"failed", "FAILED"};
  }
  PAY200_ASSERT(!"a result");
}

Listing listing_of(const Findings& findings) {
  using Narrow = Column::Narrow;
  Listing listing;
  listing.columns = {{"check", "CHECK"},
                     {"result", "RESULT"},
                     {"found", "FOUND", Column::Align::kLeft, Narrow::kWrapped},
                     {"advice", "ADVICE", Column::Align::kLeft, Narrow::kForScripts}};
  for (const auto& finding : findings) {
    const bool silent = finding.advice.empty();
    const std::string words = silent ? finding.found : finding.found + " -> " + finding.advice;
    listing.rows.push_back({text_cell(finding.check),
                            result_cell(finding.result),
                            {finding.found, words},
                            silent ? optional_cell(std::nullopt) : text_cell(finding.advice)});
  }
  return listing;
}

Findings examine(Session& session) {
  std::optional<Config> config;
  Findings all = examine_configuration(session.config_file(), config);
  const auto add = [&all](Findings found) {
    std::move(found.begin(), found.end(), std::back_inserter(all));
  };
  if (config) {
    add(examine_secrets(*config));
    session.progress("asking the database ...");
    add(examine_database(*config, session.clock()));
    session.progress("asking gateway, acquirers and nginx ...");
    add(examine_gateway(*config));
    add(examine_nginx(*config));
  } else {
    all.push_back(failed("everything else", "not looked at without a configuration",
                         "mend that first, then run this again"));
  }
  add(examine_machine());
  return all;
}

ExitStatus run(Session& session) {
  const Findings findings = examine(session);
  session.show(listing_of(findings));
  const auto bad = std::count_if(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.result == Finding::Result::kFailed;
  });
  if (bad == 0) return ExitStatus::kDone;
  session.note(std::to_string(bad) + (bad == 1 ? " check" : " checks") + " failed");
  return ExitStatus::kFailed;
}

}  // namespace

void add_doctor(CommandTree& tree) {
  tree.verb("", "doctor", "Look at everything at once; status 1 if not well", run)
      .example("sudo pgctl doctor     # as root it may look everywhere");
}

}  // namespace pay200::pgctl
