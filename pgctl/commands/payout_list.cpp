// pgctl payout list
#include <set>

#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/payout_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::int64_t kMostPerPage = 1'000;

struct Options {
  std::optional<std::string> merchant, state, due, sent_since, after;
  std::optional<std::int64_t> limit;
  bool account_numbers = false;
};

std::optional<PayoutState> state_from(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  for (const auto state :
       {PayoutState::kMade, PayoutState::kSent, PayoutState::kConfirmed, PayoutState::kReturned}) {
    if (state_text(state) == *text) return state;
  }
  return std::nullopt;
}

PayoutFilter filter_from(Session& session, const Options& options) {
  PayoutFilter filter;
  filter.live = session.live();
  if (options.merchant) {
    const Merchant merchant = merchant_from(session, *options.merchant);
    require_mode(session, merchant);
    filter.merchant_id = merchant.id;
  }
  filter.state = state_from(options.state);
  if (options.due) filter.due_until = day_from("--due", *options.due);
  if (options.sent_since) filter.sent_since = time_from("--sent-since", *options.sent_since);
  if (options.after) filter.after = payout_key_from(*options.after).payout_id;
  const std::int64_t limit = options.limit.value_or(static_cast<std::int64_t>(filter.limit));
  if (limit < 1 || limit > kMostPerPage) {
    throw Failure(ExitStatus::kUsage, "--limit: 1 to " + std::to_string(kMostPerPage));
  }
  filter.limit = static_cast<std::size_t>(limit);
  return filter;
}

/// An order that was lost is listed again by its time, which another may have come behind.
void note_several_orders(Session& session, const std::vector<Payout>& payouts) {
  std::set<Time> times;
  for (const auto& payout : payouts) {
    if (payout.sent_at) times.insert(*payout.sent_at);
  }
  if (times.size() < 2) return;
  session.note("these were sent by " + std::to_string(times.size()) +
               " calls of `payout send`, each with its own SENT (sentAt): order only what the bank "
               "has not got");
}

ExitStatus run(Session& session, const Options& options) {
  const PayoutFilter filter = filter_from(session, options);
  auto page = PayoutService(session.database(), session.clock()).list_payouts(filter);
  const auto last = page.payouts.empty() ? std::nullopt : std::optional(page.payouts.back().key);
  const bool whole =
      !options.account_numbers || (leave_out_unverified(session, page.payouts) && !page.has_more);
  Listing listing =
      listing_of(page.payouts, options.account_numbers ? account_numbers(session) : NumberOf());
  listing.when_empty = std::string("No ") + session.mode() + " payouts match.";
  if (options.account_numbers) note_several_orders(session, page.payouts);
  if (page.has_more) listing.next = to_text(*last);
  session.show(listing);
  if (listing.next) session.note("there are more: add --after " + *listing.next);
  return whole ? ExitStatus::kDone : ExitStatus::kFailed;
}

}  // namespace

void add_payout_list(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("payout", "list", "List payouts, the latest made first",
            [options](Session& session) { return run(session, *options); })
      .optional("--merchant", options->merchant, "ID", "To this merchant, mer_... (all)")
      .optional_choice("--state", options->state, {"made", "sent", "confirmed", "returned"}, "")
      .optional("--due", options->due, "DATE", "Due on this day or before it")
      .optional("--sent-since", options->sent_since, "TIME",
                "Sent then or later: the time that\n`payout send` has said, or a day")
      .flag("--account-numbers", options->account_numbers,
            "Whole account numbers; status 1 if that\nis not all")
      .optional("--limit", options->limit, "N", "At most so many, 1 to 1000 (100)")
      .optional("--after", options->after, "ID", "The page behind this payout, pyo_...")
      .example(
          "pgctl payout list --live --state made --due 2026-12-01\n\n"
          "The order to the bank is what `pgctl payout send --account-numbers` prints.\n"
          "One that was lost, by the time that it has said:\n"
          "  pgctl payout list --live --state sent --account-numbers \\\n"
          "      --sent-since 2026-12-01T10:15:02.123+09:00");
}

}  // namespace pay200::pgctl
