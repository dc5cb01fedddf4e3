// pgctl merchant update
#include <algorithm>

#include "core/merchant/merchant_origin.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/merchant_options.hpp"
#include "pgctl/commands/merchant_record.hpp"
#include "pgctl/commands/payout_account_options.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

using Origins = std::vector<std::string>;

struct Options : MerchantOptions {
  std::string merchant;
  MerchantRemovals removals;
  PayoutAccountOptions payout;
  bool yes = false, dry_run = false;
};

struct Wanted {
  MerchantService::MerchantChanges changes;
  Origins allowed, removed;
  PayoutAccountChange account = {};
};

bool holds(const Origins& origins, const std::string& origin) {
  return std::find(origins.begin(), origins.end(), origin) != origins.end();
}

Wanted wanted_from(const Options& options) {
  Wanted wanted{changes_from(options), origins_from("--allow-origin", options.allow_origins),
                origins_from("--remove-origin", options.removals.origins),
                account_change_from(options.payout)};
  if (options.removals.refund_limit && options.refund_limit) {
    throw Failure(ExitStatus::kUsage, "--refund-limit and --no-refund-limit: say one of them");
  }
  if (options.removals.refund_limit)
    wanted.changes.refund_limit_minor = MerchantService::kNoRefundLimit;
  for (const auto& origin : wanted.removed) {
    if (holds(wanted.allowed, origin)) {
      throw Failure(ExitStatus::kUsage, origin + ": allow it or remove it, not both");
    }
  }
  return wanted;
}

bool says_nothing(const Options& options) {
  return !options.name && !options.business_number && !options.fee_basis_points &&
         !options.fee_fixed && !options.fee_refundable && !options.refund_limit &&
         !options.removals.refund_limit && !options.auto_confirm && !options.settlement_days &&
         !options.representative && !options.address && !options.phone &&
         options.allow_origins.empty() && options.removals.origins.empty() &&
         options.payout.say_nothing();
}

Origins origins_after(Origins origins, const Wanted& wanted) {
  for (const auto& origin : wanted.allowed) {
    if (!holds(origins, origin)) origins.push_back(origin);
  }
  const auto goes = [&wanted](const std::string& origin) { return holds(wanted.removed, origin); };
  origins.erase(std::remove_if(origins.begin(), origins.end(), goes), origins.end());
  std::sort(origins.begin(), origins.end());
  return origins;
}

/// "-" beside an arrow would be a puzzle.
std::string said(const Cell& cell) {
  return std::holds_alternative<std::nullptr_t>(cell.value) ? "none" : cell.text;
}

/// "+ https://shop.example, - https://old.example": a whole list twice hides the difference.
std::string coming_and_going(const Texts& before, const Texts& after) {
  std::string text;
  const auto add = [&text](const char* sign, const Texts& these, const Texts& without) {
    for (const auto& one : these) {
      if (std::find(without.begin(), without.end(), one) != without.end()) continue;
      text += (text.empty() ? "" : ", ") + std::string(sign) + one;
    }
  };
  add("+ ", after, before);
  add("- ", before, after);
  return text;
}

/// What would be another, and how: both have the same fields.
struct Difference {
  std::string key, title, change;
};
std::vector<Difference> differences(const Details& before, const Details& after) {
  std::vector<Difference> found;
  for (std::size_t i = 0; i < after.fields.size(); ++i) {
    const auto& was = before.fields[i];
    const auto& is = after.fields[i];
    if (was.cell.value == is.cell.value) continue;
    const auto* were = std::get_if<Texts>(&was.cell.value);
    const auto* are = std::get_if<Texts>(&is.cell.value);
    found.push_back({is.key, is.title,
                     were != nullptr && are != nullptr ? coming_and_going(*were, *are)
                                                       : said(was.cell) + " -> " + said(is.cell)});
  }
  return found;
}

ExitStatus show_what_would_be(Session& session, Details after,
                              const std::vector<Difference>& changed) {
  Texts keys;
  for (const auto& difference : changed) {
    keys.push_back(difference.key);
    for (auto& field : after.fields) {
      if (field.key == difference.key) field.cell.text = difference.change;
    }
  }
  after.fields.insert(after.fields.begin(),
                      {{"dryRun", "Dry run", {true, "yes: nothing was changed"}},
                       {"changes", "Would change", {keys, std::to_string(changed.size())}}});
  session.show(after);
  return ExitStatus::kDone;
}

bool is_one_of(const std::vector<Difference>& changed, std::string_view beginning) {
  return std::any_of(changed.begin(), changed.end(), [beginning](const Difference& difference) {
    return std::string_view(difference.key).substr(0, beginning.size()) == beginning;
  });
}

std::string consequence(const std::vector<Difference>& changed, const Merchant& after) {
  std::string text;
  for (const auto& difference : changed) {
    text += (text.empty() ? "  " : "\n  ") + difference.title + ": " + difference.change;
  }
  if (is_one_of(changed, "fee")) text += "\nPayments keep the fee that they were created with.";
  if (is_one_of(changed, "autoConfirm") && after.auto_confirm) {
    text += "\nIts pages then fix the amount themselves: no server of the shop checks it.";
  }
  return text;
}

bool changes_more_than_account(const std::vector<Difference>& changed) {
  return std::any_of(changed.begin(), changed.end(), [](const Difference& difference) {
    return !difference.key.starts_with("payoutAccount");
  });
}

void change_origins(Session& session, MerchantId id, const Wanted& wanted) {
  MerchantOrigins origins(session.database(), session.clock());
  for (const auto& origin : wanted.allowed) origins.allow_origin(id, origin).value();
  for (const auto& origin : wanted.removed) origins.remove_origin(id, origin).value();
}

ExitStatus run(Session& session, const Options& options) {
  if (says_nothing(options)) {
    throw Failure(ExitStatus::kUsage,
                  "say what to change, as --fee-basis-points 250; `pgctl merchant update --help` "
                  "lists what there is");
  }
  const Wanted wanted = wanted_from(options);
  const Merchant before = merchant_from(session, options.merchant);
  require_mode(session, before);
  const Origins origins =
      MerchantOrigins(session.database(), session.clock()).list_origins(before.id).value();
  for (const auto& origin : wanted.removed) {
    if (!holds(origins, origin)) session.note(origin + " was not among its origins");
  }
  Merchant after = before;
  wanted.changes.apply_to(after);
  const auto account = PayoutAccounts(session.database(), session.clock()).find_account(before.id);
  const Details shown = details_of(after, origins_after(origins, wanted),
                                   account_after(account, wanted.account, session.clock().now()));
  const auto changed = differences(details_of(before, origins, account), shown);
  if (options.dry_run) return show_what_would_be(session, shown, changed);
  // Two numbers may end in the same digits.
  if (changed.empty() && !wanted.account.number) {
    session.show(shown);
    session.note("it is so already; nothing changed");
    return ExitStatus::kDone;
  }
  if (wanted.account.number) payout_key_of(session);  // without it, nothing is changed
  require_yes(options.yes, "change " + description_of(before), consequence(changed, after));
  MerchantService merchants(session.database(), session.clock());
  const auto updated = merchants.update_merchant(before.id, wanted.changes);
  if (!updated) throw failure_of(updated.error());
  change_origins(session, before.id, wanted);
  try {
    change_account(session, before.id, wanted.account, account);
  } catch (const std::exception&) {
    if (changes_more_than_account(changed)) {
      session.note("what else was asked for is done; as to the account:");
    }
    throw;
  }
  session.show(details_of(session, *updated));
  return ExitStatus::kDone;
}

}  // namespace

void add_merchant_update(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  Command command =
      tree.verb("merchant", "update", "Change a merchant's terms, receipts or origins",
                [options](Session& session) { return run(session, *options); });
  command.argument("MERCHANT", options->merchant, "The merchant's id, mer_...")
      .optional("--name", options->name, "NAME", "As shoppers see it, 1 to 60 characters")
      .optional("--business-number", options->business_number, "NUMBER",
                "Business registration number, 123-45-67891");
  add_merchant_options(command, *options, &options->removals);
  add_payout_account_options(command, options->payout);
  command.flag("--yes", options->yes, "Do not ask")
      .flag("--dry-run", options->dry_run, "Only show what would change")
      .example(
          "pgctl merchant update mer_0g7k2m1q --fee-basis-points 250\n"
          "  pgctl merchant update mer_0g7k2m1q --allow-origin https://shop.example\n\n"
          "An empty text, as in --phone \"\", takes a line of the receipt away.");
}

}  // namespace pay200::pgctl
