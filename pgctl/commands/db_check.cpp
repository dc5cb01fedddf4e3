// pgctl db check
#include <algorithm>

#include "core/ledger/ledger_service.hpp"
#include "pgctl/commands/commands.hpp"

namespace pay200::pgctl {
namespace {

Details counted(const LedgerCounts& counts) {
  Details details;
  details.fields = {
      {"result", "Result", text_cell("ok")},
      {"merchants", "Merchants", number_cell(counts.merchants)},
      {"payments", "Payments", number_cell(counts.payments)},
      {"attempts", "Attempts", number_cell(counts.attempts)},
      {"transactions", "Transactions", number_cell(counts.transactions)},
      {"ledgerEntries", "Ledger entries", number_cell(counts.entries)},
  };
  return details;
}

bool is_of_payment(const Violation& violation) {
  return violation.payment.payment_id != PaymentId{};
}

Listing listing_of(const std::vector<Violation>& violations) {
  Listing listing;
  listing.columns = {{"payment", "PAYMENT"},
                     {"merchant", "MERCHANT", Column::Align::kLeft, Column::Narrow::kDropped},
                     {"check", "CHECK"},
                     {"detail", "DETAIL", Column::Align::kLeft, Column::Narrow::kWrapped}};
  for (const auto& violation : violations) {
    listing.rows.push_back({is_of_payment(violation) ? text_cell(to_text(violation.payment))
                                                     : optional_cell(std::nullopt),
                            text_cell(to_text(violation.payment.merchant_id)),
                            text_cell(violation.check), text_cell(violation.detail)});
  }
  return listing;
}

ExitStatus run(Session& session) {
  LedgerService ledger(session.database());
  session.progress("checking every payment against its attempts, transactions and entries ...");
  const auto violations = ledger.check_invariants(session.clock().now());
  if (violations.empty()) {
    session.show(counted(ledger.counts()));
    return ExitStatus::kDone;
  }
  session.show(listing_of(violations));
  session.note("it does not add up: " + std::to_string(violations.size()) +
               (violations.size() == 1 ? " violation" : " violations") +
               (std::ranges::any_of(violations, is_of_payment)
                    ? "; `pgctl payment timeline PAYMENT` shows what happened"
                    : ""));
  return ExitStatus::kDoesNotReconcile;
}

}  // namespace

void add_db_check(CommandTree& tree) {
  tree.verb("db", "check", "Check that everything adds up; status 8 if not", run)
      .example("pgctl db check --output json     # reads whole tables");
}

}  // namespace pay200::pgctl
