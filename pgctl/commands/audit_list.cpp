// pgctl audit list
#include "core/audit/audit_service.hpp"
#include "core/transaction/transaction_search.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/audit_record.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::int64_t kMostPerPage = 100;

/// What acts are on: those that sql/functions hand to record_act (a test compares), and `db
/// migrate`.
const std::vector<std::string>& nouns() {
  static const std::vector<std::string> all = {
      "account", "day",     "db",     "dispute",        "endpoint", "key",   "member", "merchant",
      "origin",  "payment", "payout", "reconciliation", "shopper",  "staff", "vault",  "webhook"};
  return all;
}

struct Options {
  std::optional<std::string> actor, noun, merchant, from, to, after;
  std::optional<std::int64_t> limit;
};

AuditActId act_id_from(const std::string& text) {
  const auto id = audit_act_id_from_text(text);
  if (!id) {
    throw Failure(ExitStatus::kUsage, "\"" + text +
                                          "\" is not an act's id; one looks like "
                                          "act_01kb3f5e8mfx9t2c4v6b8n0q1r");
  }
  return *id;
}

AuditFilter filter_from(Session& session, const Options& options) {
  AuditFilter filter;
  filter.actor = options.actor;
  filter.noun = options.noun;
  if (options.merchant) {
    const Merchant merchant = merchant_from(session, *options.merchant);
    require_mode(session, merchant);
    filter.merchant_id = merchant.id;
  }
  if (options.from) filter.from = start_of_seoul_day(day_from("--from", *options.from));
  if (options.to) {
    filter.to = start_of_seoul_day(day_from("--to", *options.to)) + std::chrono::days(1);
  }
  if (filter.from && filter.to && *filter.to <= *filter.from) {
    throw Failure(ExitStatus::kUsage, "--to is before --from");
  }
  if (options.after) filter.after = act_id_from(*options.after);
  const std::int64_t limit = options.limit.value_or(static_cast<std::int64_t>(filter.limit));
  if (limit < 1 || limit > kMostPerPage) {
    throw Failure(ExitStatus::kUsage, "--limit: 1 to " + std::to_string(kMostPerPage));
  }
  filter.limit = static_cast<std::size_t>(limit);
  return filter;
}

ExitStatus run(Session& session, const Options& options) {
  const AuditFilter filter = filter_from(session, options);
  const AuditPage page = AuditService(session.database()).list(filter);
  Listing listing = listing_of(page.acts);
  listing.when_empty = "No acts match.";
  if (page.has_more) listing.next = to_text(page.acts.back().id);
  session.show(listing);
  if (listing.next) session.note("there are more: add --after " + *listing.next);
  return ExitStatus::kDone;
}

}  // namespace

void add_audit_list(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("audit", "list", "List what operators and staff have done, newest first",
            [options](Session& session) { return run(session, *options); })
      .optional("--actor", options->actor, "NAME", "By this operator, or who logs in so (all)")
      .optional_choice("--noun", options->noun, nouns(), "On this (all)")
      .optional("--merchant", options->merchant, "ID", "About this merchant, mer_... (all)")
      .optional("--from", options->from, "DATE", "From this day on, in Seoul: 2026-11-22")
      .optional("--to", options->to, "DATE", "To the end of this day")
      .optional("--limit", options->limit, "N", "At most so many, 1 to 100 (20)")
      .optional("--after", options->after, "ID", "The page behind this act, act_...")
      .example("pgctl audit list --noun payment --from 2026-11-01");
}

}  // namespace pay200::pgctl
