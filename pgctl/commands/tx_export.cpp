// pgctl tx export
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/transaction_options.hpp"
#include "pgctl/commands/transaction_record.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/output/csv.hpp"
#include "pgctl/output/json.hpp"
#include "pgctl/output/whole_file.hpp"
#include "pgctl/terminal.hpp"

namespace pay200::pgctl {
namespace {

struct Options : TransactionOptions {
  std::optional<std::string> to_file;
};

std::vector<Column> export_columns() {
  auto columns = transaction_columns();
  for (const char* key : {"acquirer", "rrn", "approvalCode"}) columns.push_back({key, ""});
  return columns;
}

std::vector<Cell> cells_of(const Transaction& transaction) {
  auto cells = transaction_cells(transaction);
  for (const auto& more : {transaction.acquirer, transaction.rrn, transaction.approval_code}) {
    cells.push_back(optional_cell(more));
  }
  return cells;
}

std::int64_t write_all(Session& session, const TransactionFilter& filter, std::ostream& out) {
  TransactionSearch transactions(session.database());
  std::optional<std::int64_t> total;
  if (person_watches()) total = transactions.count(filter);  // it reads all of them once
  const auto columns = export_columns();
  const bool json = session.format() == Format::kJson;
  JsonItems items;
  std::int64_t written = 0;
  // Once the database has answered: an error leaves nothing behind.
  const auto begin = [&] {
    if (!json && written == 0) print_csv_header(out, columns);
  };
  ProgressBar bar = session.progress_bar("writing transactions", total);
  transactions.each(filter, [&](const Transaction& transaction) {
    begin();
    if (json) {
      items.print(out, columns, cells_of(transaction));
    } else {
      print_csv_row(out, cells_of(transaction));
    }
    // A disk that is full is not written to for an hour.
    if (!out) throw Failure(ExitStatus::kFailed, "cannot write the rest: is there room?");
    bar.at(++written);
  });
  begin();
  if (json) items.end(out);
  return written;
}

ExitStatus run(Session& session, const Options& options) {
  const TransactionFilter filter = transaction_filter_from(session, options);
  if (!options.to_file) {
    write_all(session, filter, session.out());
    return ExitStatus::kDone;
  }
  WholeFile file(*options.to_file);
  const std::int64_t written = write_all(session, filter, file.out());
  file.keep();
  session.note(grouped(written) + " " + session.mode() + " transactions are in " +
               *options.to_file);
  return ExitStatus::kDone;
}

}  // namespace

void add_tx_export(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  Command command = tree.verb("tx", "export", "Write all transactions that match, as CSV or JSON",
                              [options](Session& session) { return run(session, *options); });
  add_transaction_options(command, *options);
  command
      .optional("--file", options->to_file, "FILE", "Into this file, whole or not at all (stdout)")
      .example(
          "pgctl tx export --from 2026-11-01 --to 2026-11-30 --file november.csv\n\n"
          "CSV, unless --output json is said. Merchant by merchant, each newest first.");
}

}  // namespace pay200::pgctl
