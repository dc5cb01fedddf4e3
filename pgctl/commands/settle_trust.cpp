// pgctl settle trust
#include "core/settlement/settlement_service.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

Details details_of(const TrustReport& report) {
  const auto amount = [&report](std::int64_t minor) {
    return amount_cell(Money{minor, report.currency});
  };
  Details details;
  details.fields = {
      {"holds", "It holds", flag_cell(report.holds())},
      {"currency", "Currency", text_cell(to_text(report.currency))},
      {"trust", "In trust", amount(report.trust)},
      {"owed", "Owed from it", amount(report.owed())},
      {"unsettled", "... in no payout yet", amount(report.unsettled)},
      {"disputed", "... less in dispute", amount(report.disputed)},
      {"unpaid", "... payouts to send", amount(report.unpaid)},
      {"inTransit", "... payouts sent", amount(report.in_transit)},
      {"shoppers", "... back to shoppers", amount(report.shoppers)},
      {"owingToUs", "Merchants owe us", amount(report.owing_to_us)},
      {"receivable", "Not funded yet", amount(report.receivable)},
      {"advanced", "In dispute, paid out", amount(report.advanced)},
  };
  return details;
}

ExitStatus run(Session& session, bool advances_aside) {
  const TrustReport report =
      SettlementService(session.database(), session.clock()).trust(session.live());
  session.show(details_of(report));
  if (report.holds()) return ExitStatus::kDone;
  const std::string lacks = "the trust account is short of " +
                            amount_cell(Money{report.owed() - report.trust, report.currency}).text;
  if (report.holds_but_for_advances()) {
    session.note(lacks +
                 ", which merchants were paid before it was disputed or went back: it returns when "
                 "that is decided (`pgctl dispute list`) and when they have sold as much again");
    return advances_aside ? ExitStatus::kDone : ExitStatus::kDoesNotReconcile;
  }
  session.note(lacks + "; `pgctl reconcile list` and `pgctl dispute list` may say why");
  return ExitStatus::kDoesNotReconcile;
}

}  // namespace

void add_settle_trust(CommandTree& tree) {
  auto advances_aside = std::make_shared<bool>(false);
  tree.verb("settle", "trust", "Whether the trust covers what is owed; status 8 if not",
            [advances_aside](Session& session) { return run(session, *advances_aside); })
      .flag("--advances-aside", *advances_aside,
            "Not if merchants were paid all that is missing\nbefore it was disputed or went back")
      .example("pgctl settle trust --live --output json");
}

}  // namespace pay200::pgctl
