// pgctl tx search
#include "core/transaction/transaction_search.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/transaction_options.hpp"
#include "pgctl/commands/transaction_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::int64_t kMostPerPage = 100;

struct Options : TransactionOptions {
  std::optional<std::string> after;
  std::optional<std::int64_t> limit;
};

TransactionFilter filter_from(Session& session, const Options& options) {
  TransactionFilter filter = transaction_filter_from(session, options);
  if (options.after) filter.after = transaction_id_from(*options.after);
  const std::int64_t limit = options.limit.value_or(static_cast<std::int64_t>(filter.limit));
  if (limit < 1 || limit > kMostPerPage) {
    throw Failure(ExitStatus::kUsage, "--limit: 1 to " + std::to_string(kMostPerPage));
  }
  filter.limit = static_cast<std::size_t>(limit);
  return filter;
}

ExitStatus run(Session& session, const Options& options) {
  const TransactionFilter filter = filter_from(session, options);
  const TransactionPage page = TransactionSearch(session.database()).search(filter);
  Listing listing = listing_of(page.transactions);
  listing.when_empty = std::string("No ") + session.mode() + " transactions match.";
  if (page.next) listing.next = to_text(*page.next);
  session.show(listing);
  if (page.next) session.note("there are more: add --after " + to_text(*page.next));
  return ExitStatus::kDone;
}

}  // namespace

void add_tx_search(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  Command command = tree.verb("tx", "search", "Find transactions, newest first",
                              [options](Session& session) { return run(session, *options); });
  add_transaction_options(command, *options);
  command.optional("--limit", options->limit, "N", "At most so many, 1 to 100 (20)")
      .optional("--after", options->after, "ID", "The page behind this transaction, txn_...")
      .example("pgctl tx search --from 2026-11-01 --to 2026-11-30 --name 김민아");
}

}  // namespace pay200::pgctl
