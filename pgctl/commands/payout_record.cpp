#include "pgctl/commands/payout_record.hpp"

#include "pgctl/arguments.hpp"
#include "pgctl/commands/payout_account_options.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/operator_name.hpp"

namespace pay200::pgctl {
namespace {

using Align = Column::Align;
using Narrow = Column::Narrow;

Cell account_cell(const Payout& payout, const NumberOf& number_of) {
  if (!payout.account_id) return {nullptr, "none"};
  const std::string number = number_of ? number_of(payout) : "****" + payout.last_four.value_or("");
  return text_cell(payout.bank_code.value_or("") + (number_of ? "-" : " ") + number);
}

/// Why one whose account is not verified cannot be sent, and what can be done.
std::string without_account(const Payout& payout) {
  return description_of(payout) +
         (payout.account_id ? ": its account is not verified" : ": it has no account") +
         "; `pgctl merchant update " + to_text(payout.key.merchant_id) +
         (payout.account_id ? " --payout-account-verified`" : " --payout-account ...`");
}

void require_done(PayoutService::Outcome outcome, Session& session, const Payout& payout) {
  using Outcome = PayoutService::Outcome;
  if (outcome == Outcome::kDone) return;
  // As it is by now: somebody else may have been quicker.
  const Payout now = payout_from(session, to_text(payout.key));
  throw Failure(ExitStatus::kConflict, to_text(payout.key) + " is " + state_text(now.state) +
                                           "; only one that is sent can be confirmed or returned");
}

}  // namespace

std::string state_text(PayoutState state) {
  std::string text(to_text(state));
  for (char& c : text) c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string description_of(const Payout& payout) {
  return std::string("the ") + (payout.live ? "live" : "test") + " payout of " +
         amount_cell(payout.amount).text + " " + std::string(to_text(payout.amount.currency)) +
         " to " + payout.merchant_name + " (" + to_text(payout.key) + ")";
}

NumberOf account_numbers(Session& session) {
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

bool leave_out_unverified(Session& session, std::vector<Payout>& payouts) {
  return std::erase_if(payouts, [&](const Payout& payout) {
           if (!payout.account_verified) session.note(without_account(payout));
           return !payout.account_verified;
         }) == 0;
}

Listing listing_of(const std::vector<Payout>& payouts, const NumberOf& number_of) {
  Listing listing;
  listing.columns = {{"payout", "PAYOUT"},
                     {"merchant", "MERCHANT", Align::kLeft, Narrow::kForScripts},
                     {"merchantName", "TO", Align::kLeft, Narrow::kCut},
                     {"settlement", "SETTLEMENT", Align::kLeft, Narrow::kForScripts},
                     {"amount", "AMOUNT", Align::kRight},
                     {"currency", "CURRENCY", Align::kLeft, Narrow::kForScripts},
                     {"dueDay", "DUE", Align::kLeft, Narrow::kDropped},
                     {"state", "STATE", Align::kLeft, Narrow::kDropped},
                     {"account", "ACCOUNT", Align::kLeft, Narrow::kDropped},
                     {"holder", "HOLDER", Align::kLeft, Narrow::kDropped},
                     {"verified", "VERIFIED", Align::kLeft, Narrow::kDropped},
                     {"reference", "REFERENCE", Align::kLeft, Narrow::kForScripts},
                     {"sentAt", "SENT", Align::kLeft, Narrow::kDropped}};
  for (const auto& payout : payouts) {
    listing.rows.push_back({text_cell(to_text(payout.key)),
                            text_cell(to_text(payout.key.merchant_id)),
                            text_cell(payout.merchant_name), text_cell(to_text(payout.settlement)),
                            amount_cell(payout.amount), text_cell(to_text(payout.amount.currency)),
                            text_cell(to_text(payout.due_day)), text_cell(state_text(payout.state)),
                            account_cell(payout, number_of), optional_cell(payout.holder),
                            flag_cell(payout.account_verified), optional_cell(payout.reference),
                            time_cell(payout.sent_at)});
  }
  return listing;
}

Details details_of(const Payout& payout) {
  Details details;
  details.fields = {
      {"payout", "Payout", text_cell(to_text(payout.key))},
      {"merchant", "Merchant id", text_cell(to_text(payout.key.merchant_id))},
      {"merchantName", "Merchant", text_cell(payout.merchant_name)},
      {"settlement", "Settlement", text_cell(to_text(payout.settlement))},
      {"amount", "Amount", amount_cell(payout.amount)},
      {"currency", "Currency", text_cell(to_text(payout.amount.currency))},
      {"dueDay", "Due", text_cell(to_text(payout.due_day))},
      {"state", "State", text_cell(state_text(payout.state))},
      {"account", "Account", account_cell(payout, {})},
      {"holder", "Holder", optional_cell(payout.holder)},
      {"verified", "Verified", flag_cell(payout.account_verified)},
      {"madeAt", "Made", time_cell(payout.made_at)},
      {"sentAt", "Sent", time_cell(payout.sent_at)},
      {"sentBy", "Sent by", optional_cell(payout.sent_by)},
      {"endedAt", "Ended", time_cell(payout.ended_at)},
      {"endedBy", "Ended by", optional_cell(payout.ended_by)},
      {"reference", "Reference", optional_cell(payout.reference)},
  };
  return details;
}

Payout payout_from(Session& session, const std::string& text) {
  auto payout =
      PayoutService(session.database(), session.clock()).find_payout(payout_key_from(text));
  if (!payout) {
    throw Failure(ExitStatus::kNotFound,
                  "payout " + text + " not found; `pgctl payout list` shows all");
  }
  require_mode(session, merchant_from(session, to_text(payout->key.merchant_id)));
  return *std::move(payout);
}

void add_payout_end_options(Command& command, PayoutEndOptions& options, const char* reference) {
  command.argument("PAYOUT", options.payout, "The payout's id, pyo_...")
      .required("--reference", options.reference, "TEXT", reference)
      .optional("--day", options.day, "DATE", "On which it was (today)")
      .flag("--yes", options.yes, "Do not ask")
      .flag("--dry-run", options.dry_run, "Only show the payout");
}

ExitStatus end_payout(Session& session, const PayoutEndOptions& options,
                      const PayoutEnding& ending) {
  const auto day = day_of_run(session, options.day);
  const Payout payout = payout_from(session, options.payout);
  if (payout.state != PayoutState::kSent) {
    require_done(PayoutService::Outcome::kOtherState, session, payout);
  }
  if (options.dry_run) {
    session.show(details_of(payout));
    session.note("dry run: nothing was changed");
    return ExitStatus::kDone;
  }
  require_yes(options.yes, std::string(ending.verb) + " " + description_of(payout),
              ending.consequence);
  PayoutService payouts(session.database(), session.clock());
  const auto outcome =
      (payouts.*ending.act)(payout.key, day, options.reference, operator_name(std::nullopt));
  if (!outcome) throw failure_of(outcome.error());
  require_done(*outcome, session, payout);
  session.show(details_of(payout_from(session, options.payout)));
  return ExitStatus::kDone;
}

}  // namespace pay200::pgctl
