// pgctl tx show
#include <algorithm>

#include "core/ledger/ledger_service.hpp"
#include "core/transaction/transaction_search.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/transaction_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::string_view kPaymentPrefix = "pay_";

Listing ledger_of(const std::vector<PostedEntry>& entries,
                  const std::vector<Transaction>& transactions) {
  using Align = Column::Align;
  Listing listing;
  listing.columns = {{"transaction", "TRANSACTION"},
                     {"account", "ACCOUNT"},
                     {"amount", "DEBIT (+) CREDIT (-)", Align::kRight}};
  for (const auto& entry : entries) {
    const bool shown =
        std::any_of(transactions.begin(), transactions.end(),
                    [&entry](const Transaction& one) { return one.id == entry.transaction_id; });
    if (!shown) continue;
    listing.rows.push_back({text_cell(to_text(entry.transaction_id)), text_cell(entry.account),
                            amount_cell(entry.amount)});
  }
  listing.when_empty = "No money moved.";
  return listing;
}

Details details_of(const std::vector<Transaction>& transactions,
                   const std::vector<PostedEntry>& entries) {
  const Transaction& any = transactions.front();
  Details details;
  details.fields = {
      {"payment", "Payment", text_cell(to_text(any.payment))},
      {"mode", "Mode", text_cell(any.live ? "live" : "test")},
      {"merchant", "Merchant id", text_cell(to_text(any.payment.merchant_id))},
      {"merchantName", "Merchant", text_cell(any.merchant_name)},
      {"orderId", "Order id", text_cell(any.order_id)},
      {"orderName", "Order", text_cell(any.order_name)},
      {"customerName", "Customer", optional_cell(any.customer_name)},
      {"currency", "Currency", text_cell(to_text(any.amount.currency))},
  };
  Listing acts;
  using Narrow = Column::Narrow;
  acts.columns = {{"transaction", "TRANSACTION"},
                  {"occurredAt", "TIME"},
                  {"type", "TYPE"},
                  {"amount", "AMOUNT", Column::Align::kRight},
                  {"requestedBy", "BY", Column::Align::kLeft, Narrow::kCut},
                  {"operator", "OPERATOR", Column::Align::kLeft, Narrow::kForScripts},
                  {"moved", "MOVED", Column::Align::kLeft, Narrow::kDropped},
                  {"businessDay", "BUSINESS DAY", Column::Align::kLeft, Narrow::kDropped},
                  {"acquirer", "ACQUIRER", Column::Align::kLeft, Narrow::kDropped},
                  {"rrn", "RRN", Column::Align::kLeft, Narrow::kDropped},
                  {"approvalCode", "APPROVAL", Column::Align::kLeft, Narrow::kDropped}};
  for (const auto& one : transactions) {
    acts.rows.push_back(
        {text_cell(to_text(one.id)), minute_cell(one.occurred_at), text_cell(to_text(one.type)),
         signed_amount_cell(one), asker_cell(one.requested_by, one.by_operator),
         optional_cell(one.by_operator), flag_cell(one.moved), text_cell(to_text(one.business_day)),
         optional_cell(one.acquirer), optional_cell(one.rrn), optional_cell(one.approval_code)});
  }
  details.parts = {{"transactions", "", std::move(acts)},
                   {"ledgerEntries", "", ledger_of(entries, transactions)}};
  return details;
}

std::vector<Transaction> transactions_of(Session& session, const std::string& text) {
  // Read before the database is asked: an id of the wrong shape needs none to be refused.
  if (text.substr(0, kPaymentPrefix.size()) == kPaymentPrefix) {
    const PaymentKey key = payment_key_from(text);
    auto found = TransactionSearch(session.database()).of_payment(key);
    if (found.empty()) {
      throw Failure(ExitStatus::kNotFound, "no transactions of " + text + "; `pgctl payment " +
                                               "timeline` shows whether there is such a payment");
    }
    return found;
  }
  const TransactionId id = transaction_id_from(text);
  auto found = TransactionSearch(session.database()).find(id);
  if (!found) {
    throw Failure(ExitStatus::kNotFound,
                  "transaction " + text + " not found; `pgctl tx search` finds them");
  }
  return {*std::move(found)};
}

ExitStatus run(Session& session, const std::string& id) {
  const auto transactions = transactions_of(session, id);
  LedgerService ledger(session.database());
  session.show(details_of(transactions, ledger.entries_of_payment(transactions.front().payment)));
  return ExitStatus::kDone;
}

}  // namespace

void add_tx_show(CommandTree& tree) {
  auto id = std::make_shared<std::string>();
  tree.verb("tx", "show", "Show a transaction, or all of a payment's",
            [id](Session& session) { return run(session, *id); })
      .argument("ID", *id, "txn_... or pay_...")
      .example("pgctl tx show txn_01kb3f5e8mfx9t2c4v6b8n0q1r");
}

}  // namespace pay200::pgctl
