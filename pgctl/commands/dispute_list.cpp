// pgctl dispute list
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/dispute_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::int64_t kMostListed = 10'000;

struct Options {
  std::optional<std::string> merchant, status;
  std::optional<std::int64_t> limit;
};

ExitStatus run(Session& session, const Options& options) {
  const std::int64_t limit = options.limit.value_or(kMostListed);
  if (limit < 1 || limit > kMostListed) {
    throw Failure(ExitStatus::kUsage, "--limit: 1 to " + std::to_string(kMostListed));
  }
  DisputeFilter filter;
  filter.live = session.live();
  if (options.merchant) {
    const Merchant merchant = merchant_from(session, *options.merchant);
    require_mode(session, merchant);
    filter.merchant_id = merchant.id;
  }
  if (options.status) filter.state = dispute_state_from_text(*options.status);
  DisputeService disputes(session.database(), session.clock());
  session.show(listing_of(disputes.list_disputes(filter, static_cast<std::size_t>(limit))));
  return ExitStatus::kDone;
}

}  // namespace

void add_dispute_list(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("dispute", "list", "List the disputes of a mode, newest first",
            [options](Session& session) { return run(session, *options); })
      .optional("--merchant", options->merchant, "ID", "Of this merchant only")
      .optional_choice("--status", options->status,
                       {"OPEN", "ACCEPTED", "CONTESTED", "WON", "LOST"}, "In this state only")
      .optional("--limit", options->limit, "N", "At most so many (10000)")
      .example("pgctl dispute list --status OPEN");
}

}  // namespace pay200::pgctl
