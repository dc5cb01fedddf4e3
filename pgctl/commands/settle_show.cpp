// pgctl settle show
#include "core/settlement/settlement_service.hpp"
#include "core/settlement/statement_csv.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/settlement_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string settlement;
  std::optional<std::string> statement, language;
};

/// A page of lines after the other, so that a statement of any length takes no memory.
template <class Take>
void for_all_lines(SettlementService& settlements, const SettlementKey& key, Take take) {
  std::optional<SettlementLineId> after;
  while (true) {
    const auto lines = settlements.lines(key, after);
    for (const auto& line : lines) take(line);
    if (lines.size() < SettlementService::kMostLines) return;
    after = lines.back().id;
  }
}

void show_statement(Session& session, SettlementService& settlements, const Settlement& settlement,
                    Language language) {
  session.text(statement_csv_head(language));
  for_all_lines(settlements, settlement.key, [&](const SettlementLine& line) {
    session.text(statement_csv_line(line, language));
  });
  session.text(statement_csv_end(settlement, language));
}

ExitStatus run(Session& session, const Options& options) {
  const SettlementKey key = settlement_key_from(options.settlement);
  SettlementService settlements(session.database(), session.clock());
  const auto settlement = settlements.get_settlement(key);
  if (!settlement) {
    throw Failure(exit_status(settlement.error().code),
                  "settlement " + options.settlement + " not found; `pgctl settle list` shows all");
  }
  if (options.statement) {
    show_statement(session, settlements, *settlement,
                   options.language == "en" ? Language::kEnglish : Language::kKorean);
    return ExitStatus::kDone;
  }
  std::vector<SettlementLine> all;
  for_all_lines(settlements, key, [&all](const SettlementLine& line) { all.push_back(line); });
  session.show(details_of(*settlement, all));
  return ExitStatus::kDone;
}

}  // namespace

void add_settle_show(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("settle", "show", "Show one settlement with its lines, or its statement",
            [options](Session& session) { return run(session, *options); })
      .argument("SETTLEMENT", options->settlement, "The settlement's id, stl_...")
      .optional_choice("--statement", options->statement, {"csv"},
                       "정산 명세 for a spreadsheet, on stdout")
      .optional_choice("--lang", options->language, {"ko", "en"}, "... in this language (ko)")
      .example("pgctl settle show stl_... --statement csv > statement.csv");
}

}  // namespace pay200::pgctl
