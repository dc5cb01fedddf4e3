// pgctl webhook list
#include "core/webhook/webhook_service.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/webhook_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::int64_t kMostPerPage = 100;

struct Options {
  std::string merchant;
  std::optional<std::string> endpoint, status, after;
  std::optional<std::int64_t> limit;
  bool endpoints = false;
};

/// But for the merchant.
WebhookFilter filter_from(const Options& options) {
  WebhookFilter filter;
  if (options.endpoint) filter.endpoint_id = webhook_endpoint_id_from(*options.endpoint);
  if (options.status) filter.state = webhook_state_from_text(*options.status);
  if (options.after) filter.after = webhook_key_from(*options.after).delivery_id;
  const std::int64_t limit = options.limit.value_or(static_cast<std::int64_t>(filter.limit));
  if (limit < 1 || limit > kMostPerPage) {
    throw Failure(ExitStatus::kUsage, "--limit: 1 to " + std::to_string(kMostPerPage));
  }
  filter.limit = static_cast<std::size_t>(limit);
  return filter;
}

ExitStatus run(Session& session, const Options& options) {
  WebhookFilter filter = filter_from(options);
  const Merchant merchant = merchant_from(session, options.merchant);
  require_mode(session, merchant);
  filter.merchant_id = merchant.id;
  WebhookService webhooks(session.database(), session.clock(), "", false);
  if (options.endpoints) {
    Listing listing = listing_of(webhooks.list_endpoints(merchant.id));
    listing.when_empty = merchant.name + " has no webhook endpoints.";
    session.show(listing);
    return ExitStatus::kDone;
  }
  const WebhookPage page = webhooks.list_deliveries(filter);
  Listing listing = listing_of(page.deliveries);
  listing.when_empty = "No webhooks match.";
  if (page.has_more) listing.next = to_text(page.deliveries.back().key);
  session.show(listing);
  if (listing.next) session.note("there are more: add --after " + *listing.next);
  return ExitStatus::kDone;
}

}  // namespace

void add_webhook_list(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("webhook", "list", "List what a merchant was sent, newest first, or where to",
            [options](Session& session) { return run(session, *options); })
      .required("--merchant", options->merchant, "ID", "Whose, mer_...")
      .flag("--endpoints", options->endpoints, "The endpoints, not what they were sent")
      .optional("--endpoint", options->endpoint, "ID", "To this endpoint, whe_... (all)")
      .optional_choice("--status", options->status, {"PENDING", "DELIVERED", "FAILED"}, "")
      .optional("--limit", options->limit, "N", "At most so many, 1 to 100 (20)")
      .optional("--after", options->after, "ID", "The page behind this webhook, msg_...")
      .example("pgctl webhook list --merchant mer_0g7k2m1q --status FAILED");
}

}  // namespace pay200::pgctl
