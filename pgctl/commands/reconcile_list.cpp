// pgctl reconcile list
#include "core/reconciliation/reconciliation_service.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/reconciliation_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::int64_t kMostListed = 1'000;
constexpr std::int64_t kListed = 31;

struct Options {
  std::optional<std::string> acquirer;
  std::optional<std::int64_t> limit;
};

ExitStatus run(Session& session, const Options& options) {
  const std::int64_t limit = options.limit.value_or(kListed);
  if (limit < 1 || limit > kMostListed) {
    throw Failure(ExitStatus::kUsage, "--limit: 1 to " + std::to_string(kMostListed));
  }
  const auto& acquirer = acquirer_from(session, options.acquirer);
  ReconciliationService service(session.database(), session.clock());
  session.show(listing_of(service.list(acquirer.name, static_cast<std::size_t>(limit))));
  return ExitStatus::kDone;
}

}  // namespace

void add_reconcile_list(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("reconcile", "list", "List reconciliations, the latest day first",
            [options](Session& session) { return run(session, *options); })
      .optional("--acquirer", options->acquirer, "NAME", "Whose, if there are several")
      .optional("--limit", options->limit, "N", "At most so many (31)")
      .example("pgctl reconcile list --output csv");
}

}  // namespace pay200::pgctl
