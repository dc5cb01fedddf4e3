// pgctl settle list
#include "core/settlement/settlement_service.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/settlement_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::int64_t kMostPerPage = 100;

struct Options {
  std::optional<std::string> merchant, from, to, after;
  std::optional<std::int64_t> limit;
};

SettlementFilter filter_from(Session& session, const Options& options) {
  SettlementFilter filter;
  filter.live = session.live();
  if (options.merchant) {
    const Merchant merchant = merchant_from(session, *options.merchant);
    require_mode(session, merchant);
    filter.merchant_id = merchant.id;
  }
  if (options.from) filter.from = day_from("--from", *options.from);
  if (options.to) filter.to = day_from("--to", *options.to);
  if (filter.from && filter.to && *filter.to < *filter.from) {
    throw Failure(ExitStatus::kUsage, "--to is before --from");
  }
  if (options.after) filter.after = settlement_key_from(*options.after).settlement_id;
  const std::int64_t limit = options.limit.value_or(static_cast<std::int64_t>(filter.limit));
  if (limit < 1 || limit > kMostPerPage) {
    throw Failure(ExitStatus::kUsage, "--limit: 1 to " + std::to_string(kMostPerPage));
  }
  filter.limit = static_cast<std::size_t>(limit);
  return filter;
}

ExitStatus run(Session& session, const Options& options) {
  const auto page = SettlementService(session.database(), session.clock())
                        .list_settlements(filter_from(session, options));
  Listing listing = listing_of(page.settlements);
  listing.when_empty = std::string("No ") + session.mode() + " settlements match.";
  if (page.has_more) listing.next = to_text(page.settlements.back().key);
  session.show(listing);
  if (listing.next) session.note("there are more: add --after " + *listing.next);
  return ExitStatus::kDone;
}

}  // namespace

void add_settle_list(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("settle", "list", "List settlements, the latest made first",
            [options](Session& session) { return run(session, *options); })
      .optional("--merchant", options->merchant, "ID", "Of this merchant, mer_... (all)")
      .optional("--from", options->from, "DATE", "Due on this day or later")
      .optional("--to", options->to, "DATE", "Due on this day or earlier")
      .optional("--limit", options->limit, "N", "At most so many, 1 to 100 (20)")
      .optional("--after", options->after, "ID", "The page behind this settlement, stl_...")
      .example("pgctl settle list --from 2026-12-01 --to 2026-12-31");
}

}  // namespace pay200::pgctl
