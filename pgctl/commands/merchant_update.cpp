// pgctl merchant update
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/merchant_record.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string merchant;
  std::optional<std::string> name, business_number;
  std::optional<std::int64_t> fee_basis_points, fee_fixed;
  bool yes = false, dry_run = false;
};

MerchantService::MerchantChanges changes_from(const Options& options) {
  MerchantService::MerchantChanges changes;
  changes.name = options.name;
  changes.business_number = options.business_number;
  if (options.fee_basis_points)
    changes.fee_basis_points = basis_points_from(*options.fee_basis_points);
  changes.fee_fixed_minor = options.fee_fixed;
  if (!changes.name && !changes.business_number && !changes.fee_basis_points &&
      !changes.fee_fixed_minor) {
    throw Failure(ExitStatus::kUsage,
                  "say what to change: --name, --business-number, --fee-basis-points, --fee-fixed");
  }
  return changes;
}

/// "name, fee"
std::string named(const MerchantService::MerchantChanges& changes) {
  std::string names;
  const auto add = [&names](bool changed, const char* name) {
    if (changed) names += (names.empty() ? "" : ", ") + std::string(name);
  };
  add(changes.name.has_value(), "name");
  add(changes.business_number.has_value(), "business number");
  add(changes.fee_basis_points || changes.fee_fixed_minor, "fee");
  return names;
}

ExitStatus run(Session& session, const Options& options) {
  const auto changes = changes_from(options);
  const Merchant before = merchant_from(session, options.merchant);
  require_mode(session, before);
  MerchantService merchants(session.database(), session.clock());
  if (const auto valid = MerchantService::checked_changes(changes); !valid) {
    throw failure_of(valid.error());
  }
  if (options.dry_run) {
    Details details = details_of(before);
    details.fields.insert(details.fields.begin(),
                          {"dryRun", "Dry run", {true, "yes: nothing was changed"}});
    session.show(details);
    return ExitStatus::kDone;
  }
  require_yes(options.yes, "change " + named(changes) + " of " + description_of(before),
              "Payments keep the fee that they were created with.");
  const auto after = merchants.update_merchant(before.id, changes);
  if (!after) throw failure_of(after.error());
  session.show(details_of(*after));
  return ExitStatus::kDone;
}

}  // namespace

void add_merchant_update(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("merchant", "update", "Change a merchant's name, business number or fee",
            [options](Session& session) { return run(session, *options); })
      .argument("merchant", options->merchant, "The merchant's id, mer_...")
      .optional("--name", options->name, "NAME", "As shoppers see it, 1 to 60 characters")
      .optional("--business-number", options->business_number, "NUMBER",
                "Business registration number, 123-45-67891")
      .optional("--fee-basis-points", options->fee_basis_points, "N", "Our fee, 290 is 2.9 %")
      .optional("--fee-fixed", options->fee_fixed, "AMOUNT", "... and this much on each")
      .flag("--yes", options->yes, "Do not ask")
      .flag("--dry-run", options->dry_run, "Only show the merchant as it is")
      .example("pgctl merchant update mer_0g7k2m1q --fee-basis-points 250");
}

}  // namespace pay200::pgctl
