// pgctl payout send
#include <map>
#include <utility>

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

PayoutFilter filter_from(Session& session, const Options& options) {
  PayoutFilter filter;
  filter.live = session.live();
  filter.state = PayoutState::kMade;
  filter.due_until = day_of_run(session, options.day);
  if (options.merchant) {
    const Merchant merchant = merchant_from(session, *options.merchant);
    require_mode(session, merchant);
    filter.merchant_id = merchant.id;
  }
  return filter;
}

/// All account numbers, before anything is sent: one that cannot be opened stops it here, and what
/// has been sent can be shown though the database is gone by then.
NumberOf opened_numbers(Session& session, const std::vector<Payout>& payouts) {
  const NumberOf number_of = account_numbers(session);
  std::map<std::string, std::string> numbers;
  for (const auto& payout : payouts) numbers[to_text(payout.key)] = number_of(payout);
  return [numbers](const Payout& payout) { return numbers.at(to_text(payout.key)); };
}

void ask(const Session& session, const Options& options, const std::vector<Payout>& payable) {
  require_yes(options.yes,
              "send " + count_of(payable) + " of " + session.mode() + " merchants, " +
                  amount_cell(total_of(payable)).text + " KRW in all",
              options.account_numbers
                  ? "Each is then in transit: what is printed is the order to the bank."
                  : "Each is then in transit. What is printed is no order to the bank: it has the\n"
                    "whole account numbers only with --account-numbers.");
}

/// What is in `sent` is in transit, also if this throws as PayoutService does.
void send_all(Session& session, const std::vector<Payout>& payable, std::chrono::year_month_day day,
              std::vector<Payout>& sent) {
  PayoutService payouts(session.database(), session.clock());
  const std::string by_operator = operator_name(std::nullopt);
  const Time now = session.clock().now();
  session.note("should what is printed be lost, this lists the same: `pgctl payout list" +
               std::string(session.live() ? " --live" : "") + " --state sent --sent-since " +
               to_iso8601(now) + " --account-numbers --limit 1000`");
  for (Payout payout : payable) {
    try {
      if (payouts.send_payout(payout, day, by_operator, now) == PayoutService::Outcome::kDone) {
        sent.push_back(std::move(payout));
      } else {
        session.note(description_of(payout) + ": changed meanwhile; not sent");
      }
    } catch (const db::InDoubt&) {
      session.note(description_of(payout) +
                   ": nobody knows whether it was sent, and it is not in what is printed; if "
                   "`pgctl payout list` says so, it is to be ordered too");
      throw;
    }
  }
}

ExitStatus run(Session& session, const Options& options) {
  const PayoutFilter filter = filter_from(session, options);
  PayoutService payouts(session.database(), session.clock());
  auto payable = due_payouts(payouts, filter);
  const std::size_t due = payable.size();
  leave_out_unverified(session, payable);
  const NumberOf numbers = options.account_numbers ? opened_numbers(session, payable) : NumberOf();
  std::vector<Payout> sent;
  if (options.dry_run) {
    sent = payable;
  } else if (!payable.empty()) {
    ask(session, options, payable);
    try {
      send_all(session, payable, *filter.due_until, sent);
    } catch (const std::exception&) {
      if (!sent.empty()) {
        session.show(listing_of(sent, numbers));
        session.note("this has broken off: " + std::to_string(sent.size()) + " of " +
                     count_of(payable) +
                     " sent; what is printed is in transit, and called again, it sends the others");
      }
      throw;
    }
  }
  Listing listing = listing_of(sent, numbers);
  listing.when_empty = std::string("No ") + session.mode() + " payout is due that can be sent.";
  session.show(listing);
  if (options.dry_run) session.note("dry run: nothing was changed");
  return sent.size() == due ? ExitStatus::kDone : ExitStatus::kFailed;
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
          "1 if a merchant that is due has no verified account. If it breaks off (1, 7),\n"
          "what it has printed is in transit, and the next call sends the others.\n"
          "Should the file be lost, it has said on stderr what lists the same:\n"
          "`pgctl payout list --live --state sent --sent-since TIME --account-numbers`.");
}

}  // namespace pay200::pgctl
