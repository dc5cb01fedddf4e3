// pgctl payout send
#include <algorithm>

#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/payout_record.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/operator_name.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::optional<std::string> merchant, day;
  bool account_numbers = false, yes = false, dry_run = false;
};

std::vector<Payout> due_payouts(PayoutService& payouts, PayoutFilter filter) {
  std::vector<Payout> due;
  while (true) {
    const PayoutPage page = payouts.list_payouts(filter);
    due.insert(due.end(), page.payouts.begin(), page.payouts.end());
    if (!page.has_more) return due;
    filter.after = page.payouts.back().key.payout_id;
  }
}

Money total_of(const std::vector<Payout>& payouts) {
  Money total;
  for (const auto& payout : payouts) total.amount_minor += payout.amount.amount_minor;
  return total;
}

std::string count_of(const std::vector<Payout>& payouts) {
  return std::to_string(payouts.size()) + (payouts.size() == 1 ? " payout" : " payouts");
}

/// Without those that have nowhere to go, which are named.
std::vector<Payout> payable(Session& session, std::vector<Payout> due) {
  std::erase_if(due, [&](const Payout& payout) {
    if (!payout.account_verified) session.note(without_account(payout));
    return !payout.account_verified;
  });
  return due;
}

ExitStatus run(Session& session, const Options& options) {
  PayoutFilter filter;
  filter.live = session.live();
  filter.state = PayoutState::kMade;
  filter.due_until = day_of_run(session, options.day);
  if (options.merchant) {
    const Merchant merchant = merchant_from(session, *options.merchant);
    require_mode(session, merchant);
    filter.merchant_id = merchant.id;
  }
  PayoutService payouts(session.database(), session.clock());
  const auto due = due_payouts(payouts, filter);
  auto sent = payable(session, due);
  const auto ended = [&] {
    return sent.size() == due.size() ? ExitStatus::kDone : ExitStatus::kFailed;
  };
  const NumberOf numbers = options.account_numbers ? account_numbers(session) : NumberOf();
  if (numbers) std::ranges::for_each(sent, numbers);  // one that cannot be opened stops it here
  if (!options.dry_run && !sent.empty()) {
    require_yes(options.yes,
                "send " + count_of(sent) + " of " + session.mode() + " merchants, " +
                    amount_cell(total_of(sent)).text + " KRW in all",
                "Each is then in transit: what is printed is the order to the bank.");
    const std::string by_operator = operator_name(std::nullopt);
    std::erase_if(sent, [&](Payout& payout) {
      const auto outcome = payouts.send_payout(payout, *filter.due_until, by_operator);
      const bool done = outcome == PayoutService::Outcome::kDone;
      if (done) payout = *payouts.find_payout(payout.key);
      if (!done) session.note(description_of(payout) + ": changed meanwhile; not sent");
      return !done;
    });
  }
  Listing listing = listing_of(sent, numbers);
  listing.when_empty = std::string("No ") + session.mode() + " payout is due that can be sent.";
  session.show(listing);
  if (options.dry_run) session.note("dry run: nothing was changed");
  return ended();
}

}  // namespace

void add_payout_send(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("payout", "send", "Give all that is due into the bank's hands",
            [options](Session& session) { return run(session, *options); })
      .optional("--merchant", options->merchant, "ID", "Only to this merchant, mer_...")
      .optional("--day", options->day, "DATE", "Due on this day or before it (today)")
      .flag("--account-numbers", options->account_numbers,
            "Whole account numbers, for the order to\nthe bank")
      .flag("--yes", options->yes, "Do not ask")
      .flag("--dry-run", options->dry_run, "Only show what would be sent")
      .example(
          "pgctl payout send --live --account-numbers --yes --output csv >to-bank.csv\n\n"
          "What it prints is what was sent, and where: the order to the bank. Ends with\n"
          "1 if a merchant that is due has no verified account. Should the file be lost:\n"
          "`pgctl payout list --state sent --account-numbers`.");
}

}  // namespace pay200::pgctl
