// pgctl payout list
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/payout_account_options.hpp"
#include "pgctl/commands/payout_record.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::int64_t kMostPerPage = 1'000;

struct Options {
  std::optional<std::string> merchant, state, due, after;
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
  if (options.after) filter.after = payout_key_from(*options.after).payout_id;
  const std::int64_t limit = options.limit.value_or(static_cast<std::int64_t>(filter.limit));
  if (limit < 1 || limit > kMostPerPage) {
    throw Failure(ExitStatus::kUsage, "--limit: 1 to " + std::to_string(kMostPerPage));
  }
  filter.limit = static_cast<std::size_t>(limit);
  return filter;
}

/// Opens each number under the gateway's key.
NumberOf numbers(Session& session) {
  return [&session, key = payout_key_of(session)](const Payout& payout) {
    PayoutAccounts accounts(session.database(), session.clock());
    const auto number = accounts.number_of(payout.key.merchant_id, *payout.account_id, key);
    if (!number) {
      throw Failure(ExitStatus::kFailed, "the account of " + description_of(payout) +
                                             " was sealed under another payout_key than this one");
    }
    return *number;
  };
}

ExitStatus run(Session& session, const Options& options) {
  const PayoutFilter filter = filter_from(session, options);
  const auto page = PayoutService(session.database(), session.clock()).list_payouts(filter);
  Listing listing =
      listing_of(page.payouts, options.account_numbers ? numbers(session) : NumberOf());
  listing.when_empty = std::string("No ") + session.mode() + " payouts match.";
  if (page.has_more) listing.next = to_text(page.payouts.back().key);
  session.show(listing);
  if (listing.next) session.note("there are more: add --after " + *listing.next);
  return ExitStatus::kDone;
}

}  // namespace

void add_payout_list(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("payout", "list", "List payouts, the latest made first",
            [options](Session& session) { return run(session, *options); })
      .optional("--merchant", options->merchant, "ID", "To this merchant, mer_... (all)")
      .optional_choice("--state", options->state, {"made", "sent", "confirmed", "returned"}, "")
      .optional("--due", options->due, "DATE", "Due on this day or before it")
      .flag("--account-numbers", options->account_numbers,
            "Whole account numbers, for the order to\nthe bank")
      .optional("--limit", options->limit, "N", "At most so many, 1 to 1000 (100)")
      .optional("--after", options->after, "ID", "The page behind this payout, pyo_...")
      .example(
          "pgctl payout list --state made --due 2026-12-01 --account-numbers \\\n"
          "      --output csv > to-the-bank.csv");
}

}  // namespace pay200::pgctl
