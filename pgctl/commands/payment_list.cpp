// pgctl payment list
#include <algorithm>

#include "core/payment/payment_state.hpp"
#include "core/payment/unknown_payments.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::int64_t kUsualLimit = 100;
constexpr std::int64_t kMostListed = 10'000;

struct Options {
  std::string status;
  std::optional<std::string> merchant;
  std::optional<std::int64_t> limit;
};

Cell age_cell(const UnknownPayment& payment, Time now) {
  const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - payment.since);
  return duration_cell(std::max(age, std::chrono::seconds(0)));
}

Listing listing_of(const std::vector<UnknownPayment>& payments, Time now) {
  using enum Column::Align;
  using enum Column::Narrow;
  Listing listing;
  listing.columns = {{"payment", "PAYMENT"},
                     {"ageSeconds", "FOR", kRight},
                     {"amount", "AMOUNT", kRight},
                     {"reversal", "REVERSAL"},
                     {"proposedBy", "PROPOSED BY", kLeft, kDropped},
                     {"merchantName", "MERCHANT", kLeft, kDropped},
                     {"acquirer", "ACQUIRER", kLeft, kDropped},
                     {"rrn", "RRN", kLeft, kDropped},
                     {"since", "SINCE", kLeft, kDropped},
                     {"orderName", "ORDER", kLeft, kDropped},
                     {"orderId", "ORDER ID", kLeft, kDropped},
                     {"customerName", "CUSTOMER", kLeft, kDropped},
                     {"merchant", "MERCHANT ID", kLeft, kDropped},
                     {"requestedAt", "REQUESTED", kLeft, kDropped},
                     {"status", "STATUS", kLeft, kForScripts},
                     {"currency", "CURRENCY", kLeft, kForScripts}};
  for (const auto& payment : payments) {
    listing.rows.push_back(
        {text_cell(to_text(payment.key)), age_cell(payment, now), amount_cell(payment.amount),
         optional_cell(payment.reversal), optional_cell(payment.proposed_by),
         text_cell(payment.merchant_name), text_cell(payment.acquirer), text_cell(payment.rrn),
         time_cell(payment.since), text_cell(payment.order_name), text_cell(payment.order_id),
         optional_cell(payment.customer_name), text_cell(to_text(payment.key.merchant_id)),
         time_cell(payment.requested_at), text_cell(to_text(PublicStatus::kUnknown)),
         text_cell(to_text(payment.amount.currency))});
  }
  return listing;
}

ExitStatus run(Session& session, const Options& options) {
  std::optional<MerchantId> merchant_id;
  if (options.merchant) {
    const Merchant merchant = merchant_from(session, *options.merchant);
    require_mode(session, merchant);
    merchant_id = merchant.id;
  }
  const std::int64_t limit = options.limit.value_or(kUsualLimit);
  if (limit < 1 || limit > kMostListed) {
    throw Failure(ExitStatus::kUsage, "--limit: 1 to " + std::to_string(kMostListed));
  }
  // One more than asked for tells whether there are more.
  const auto most = static_cast<std::size_t>(limit);
  auto payments = UnknownPayments(session.database()).list(session.live(), merchant_id, most + 1);
  const bool more = payments.size() > most;
  if (more) payments.resize(most);
  Listing listing = listing_of(payments, session.clock().now());
  listing.when_empty = std::string("No ") + session.mode() + " payment is UNKNOWN.";
  session.show(listing);
  if (more) session.note("there are more than these " + std::to_string(limit) + "; see --limit");
  if (!payments.empty()) {
    session.progress(
        "reversals go on by themselves; `pgctl payment timeline PAYMENT` shows how it went, and "
        "with the acquirer's word `pgctl payment resolve PAYMENT` ends it");
  }
  return ExitStatus::kDone;
}

}  // namespace

void add_payment_list(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("payment", "list", "List the payments that are UNKNOWN, the longest first",
            [options](Session& session) { return run(session, *options); })
      .required_choice("--status", options->status, {"UNKNOWN"}, "Whose outcome nobody knows yet")
      .optional("--merchant", options->merchant, "ID", "Of this merchant, mer_... (all)")
      .optional("--limit", options->limit, "N", "At most so many (100)")
      .example(
          "pgctl payment list --status UNKNOWN --live\n\n"
          "What was paid or canceled is found by `pgctl tx search`.");
}

}  // namespace pay200::pgctl
